internal import CLibGit2
internal import Platform
public import PromptRepo

extension GitStore {
  /// How long other programs' locks are waited for, in milliseconds.
  private static let patience = 1_000

  /// Applies a change, or refuses it.
  ///
  /// In this order: the references are compared as they are; the objects are written and flushed;
  /// the locks of all references are taken, in the order of names; their values are compared
  /// again; they are moved one by one, in the order of ``CommitOrder``.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; ``RepositoryError/Code/locked`` when other programs hold a lock for
  ///   too long; ``RepositoryError/Code/partial`` when moving failed after the first reference.
  public func apply(_ change: Change) throws(RepositoryError) {
    try repository.withHandle { (handle) throws(RepositoryError) in
      let transaction = try ReferenceTransaction(handle, repository.commonDirectory, change)
      try transaction.compare()
      try transaction.writeObjects()
    }
    var waited = 0
    var pauseLength = 1
    while true {
      do throws(RepositoryError) {
        return try repository.withHandle { (handle) throws(RepositoryError) in
          try ReferenceTransaction(handle, repository.commonDirectory, change).run()
        }
      } catch {
        guard error.code == .locked, waited < GitStore.patience else { throw error }
        pause(atMost: pauseLength)
        waited += pauseLength
        pauseLength = min(pauseLength * 2, 50)
      }
    }
  }
}
