/// Where objects and references live.
///
/// The only seam between the ledger and a back end. Implementations may be used from several
/// threads, and several may be open on the same place, in one process or many.
public protocol Store: Sendable {
  /// Reads an object and checks it against its id; `nil` when it is not there.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when what is stored is not what the id says.
  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject?

  /// The object a reference points at; `nil` when the reference does not exist.
  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID?

  /// References whose names begin with `prefix`, in the order of their bytes.
  ///
  /// - Parameters:
  ///   - prefix: Text such as `refs/prompts/` that the names begin with.
  ///   - after: Only names that come after this text in the order of bytes (it need not exist).
  ///   - limit: At most so many; `nil` for all.
  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference]

  /// Applies a change, durably and whole, or refuses it.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; then nothing has changed.
  func apply(_ change: Change) throws(RepositoryError)
}

extension Store {
  /// All references whose names begin with `prefix`, in the order of their bytes.
  public func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    try references(under: prefix, after: nil, limit: nil)
  }
}
