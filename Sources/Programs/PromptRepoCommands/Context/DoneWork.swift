internal import PromptRepo
internal import Synchronization

/// What a command has done for good, for whoever has to tell that something failed afterwards.
///
/// A full disk behind standard output, a file that cannot be written: the exit code is that of a
/// failure, and still nobody should do the same once more without a look.
final class DoneWork: Sendable {
  /// One thing that stands.
  struct Item: Sendable {
    /// A clause, such as `the ledger was changed`.
    let what: String
    /// How to go on.
    let hint: String
  }

  private let state = Mutex<Item?>(nil)
  private let warnings = Mutex<Set<String>>([])

  /// What was done last; nil while nothing was.
  var last: Item? { state.withLock(\.self) }

  /// Notes that something was done.
  func note(_ what: String, hint: String) {
    state.withLock { $0 = Item(what: what, hint: hint) }
  }

  /// Whether a warning was not given yet; from now on it was.
  func isNew(warning: String) -> Bool {
    warnings.withLock { $0.insert(warning).inserted }
  }

  /// Notes a change of the ledger, unless it is about what a remote was seen to hold.
  @Sendable func note(_ moves: ReferenceMoves) {
    let remotes = "refs/promptrepo/remotes/".utf8
    guard moves.contains(where: { !$0.name.rawValue.utf8.starts(with: remotes) }) else { return }
    note(
      "the ledger was changed",
      hint: "the change stands: look at `promptrepo audit` before you run the command again")
  }
}
