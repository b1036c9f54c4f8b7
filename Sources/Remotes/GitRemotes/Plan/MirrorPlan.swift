public import PromptRepo

/// What two ledgers say about each of their prompts, and what follows from it.
///
/// A value: nothing is done by making one.
public struct MirrorPlan: Sendable {
  /// The remote's name.
  public let remote: String
  /// The prompts on which the ledgers differ, in the order of names.
  public internal(set) var prompts: [PromptState]
  /// The names of the prompts on which they agree, in order.
  public internal(set) var inStep: [PromptName]
  /// The chains that are about no single prompt, as far as the ledgers differ on them.
  public internal(set) var shared: [SharedState]
  /// References of either side that belong to no prompt.
  public let foreign: [ForeignReference]
  /// The newest record of each prompt of the remote, by its name there.
  let remoteRecords: [PromptName: ObjectID]

  /// The plan for some prompts only, by any name that they have on either side.
  ///
  /// What is about no single prompt is left out of it.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` for a name that neither side knows.
  func limited(to names: [PromptName]) throws(RepositoryError) -> MirrorPlan {
    guard !names.isEmpty else { return self }
    let wanted = Set(names)
    var copy = self
    copy.shared = []
    copy.prompts = prompts.filter { !$0.names.isDisjoint(with: wanted) }
    copy.inStep = inStep.filter(wanted.contains)
    let found = copy.prompts.reduce(into: Set(copy.inStep)) { $0.formUnion($1.names) }
    if let unknown = names.first(where: { !found.contains($0) }) {
      throw RepositoryError(
        .notFound, "there is no prompt '\(unknown)' here or at '\(remote)'",
        hint: "`promptrepo list` shows the prompts of this repository")
    }
    return copy
  }
}
