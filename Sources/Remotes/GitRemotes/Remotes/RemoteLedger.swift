public import PromptRepo

/// The ledger of a git remote, seen from the ledger of a repository here.
///
/// The store has to keep its data in the git directory that the git program works on. Transport is
/// git's; what moves, and whether it may, is decided here. Of the references, only those of
/// prompts, tombstones, environments and releases are ever fetched or pushed.
public struct RemoteLedger: Sendable {
  /// The remote.
  public let remote: GitRemote
  /// The ledger here.
  public internal(set) var repository: Repository
  /// Whether this process runs in a hook of a git that promptrepo runs for the same ledgers.
  ///
  /// What is to be moved is moved by that one; to begin again here would go on without end.
  public let isReentrant: Bool
  let git: GitProgram
  /// Told of the prompts that are compared and of the references that move; git's own transport
  /// tells by itself.
  public var progress = Progress.ignored

  /// Takes a remote and the ledger to bring together with it.
  public init(_ remote: GitRemote, of repository: Repository, git: GitProgram) {
    self.remote = remote
    self.repository = repository
    isReentrant = git.isReentrant(on: remote)
    self.git = git.guardingReentry(on: remote)
  }
}
