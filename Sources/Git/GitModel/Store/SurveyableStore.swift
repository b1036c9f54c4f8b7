/// A store that tells where all chains of its prompts stand without holding them all.
public protocol SurveyableStore: Store {
  /// Tells the references under `refs/prompts/` one after the other, in the order of their names.
  ///
  /// What moves meanwhile is told as it was before or as it is then.
  ///
  /// - Parameters:
  ///   - findsKeys: Whether keys that are not kept are found out, by reading the records.
  ///   - body: Receives the bytes of a name, what it points at, and, for the chain of a record,
  ///     the prompt's key; `nil` where that is not known.
  /// - Returns: Whether that were all; if not, somebody has packed references meanwhile, and it has
  ///   to be done again.
  func surveyRecords(
    findingKeys findsKeys: Bool,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool

  /// How many prompts there are.
  func recordCount() throws(RepositoryError) -> Int
}
