/// What the ledger can be read from: a repository, or a transaction with what it has pending.
public protocol LedgerReader: Sendable {
  /// Reads an object; `nil` when it is not there.
  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject?
  /// The object a reference points at; `nil` when the reference does not exist.
  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID?
  /// Where one of a prompt's chains stands; `nil` when there is no such chain.
  ///
  /// Whoever knows that without a reference's name need not make one.
  func tip(of concern: Concern, _ name: PromptName) throws(RepositoryError) -> ObjectID?
  /// What has been read already and can never change.
  var cache: LedgerCache { get }
}

extension LedgerReader {
  /// Where one of a prompt's chains stands; `nil` when there is no such chain.
  public func tip(of concern: Concern, _ name: PromptName) throws(RepositoryError) -> ObjectID? {
    try target(of: PromptChain(name, concern).reference)
  }

  /// An object that something names, so that its absence is damage.
  func required(_ id: ObjectID, for what: String) throws(RepositoryError) -> GitObject {
    guard let object = try object(id) else {
      throw RepositoryError(
        .damaged, "object \(id), \(what), is missing",
        hint: "Restore it from another clone or a backup")
    }
    return object
  }

  func commit(_ id: ObjectID, for what: String) throws(RepositoryError) -> Commit {
    try Commit(required(id, for: what))
  }
}
