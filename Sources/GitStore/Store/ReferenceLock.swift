internal import CLibGit2
internal import PromptRepo

/// The lock of one reference, in the form that git honours, and the move that it is held for.
///
/// Each is a transaction of the library of its own: one for all would commit in the order of a
/// hash table. Freed without a commit, it gives back the lock and changes nothing.
final class ReferenceLock {
  let move: ReferenceMove
  private let transaction: OpaquePointer

  /// Takes the lock.
  ///
  /// - Throws: ``RepositoryError/Code/locked`` at once when somebody else holds it.
  init(_ repository: OpaquePointer, _ move: ReferenceMove) throws(RepositoryError) {
    var transaction: OpaquePointer?
    try LibGit2.check(
      git_transaction_new(&transaction, repository), "git_transaction_new", move.name.rawValue)
    guard let transaction else {
      throw RepositoryError(.inputOutput, "libgit2 gave no transaction for \(move.name)")
    }
    self.move = move
    self.transaction = transaction
    try LibGit2.check(
      git_transaction_lock_ref(transaction, move.name.rawValue), "git_transaction_lock_ref",
      move.name.rawValue)
  }

  deinit { git_transaction_free(transaction) }

  /// Makes the move and gives back the lock.
  func commit(_ committer: UnsafePointer<git_signature>) throws(RepositoryError) {
    let name = move.name.rawValue
    if var new = move.new?.libGit2 {
      try LibGit2.check(
        git_transaction_set_target(transaction, name, &new, committer, move.logMessage),
        "git_transaction_set_target", name)
    } else {
      try LibGit2.check(
        git_transaction_remove(transaction, name), "git_transaction_remove", name)
    }
    try LibGit2.check(git_transaction_commit(transaction), "git_transaction_commit", name)
  }
}
