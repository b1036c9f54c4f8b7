internal import DirectoryStore
internal import GitFiles
internal import GitRemotes
internal import Platform
package import PromptFiles
package import PromptRepo
internal import Synchronization

/// What a command has found out and opened, each thing once and by the path that it is at.
final class Session: Sendable {
  /// One such thing.
  ///
  /// One type for all, since the runtime builds each type of list at its first use.
  private enum Item: Sendable {
    case location(RepositoryLocation?)
    case workTree(String?)
    case settings(GitSettings)
    case git(any GitAccess)
    case store(any Store)
    case repository(Repository)
    case workspace(Workspace)
  }

  private struct Entry: Sendable {
    let path: String
    let item: Item
  }

  private let entries = Mutex<[Entry]>([])

  /// The nearest repository of a folder.
  func location(
    _ folder: String, or find: () throws -> RepositoryLocation?
  ) throws -> RepositoryLocation? {
    try once(folder, { if case .location(let it) = $0 { it } else { nil } }, Item.location, find)
  }

  /// The top of the git work tree that a folder is in.
  func workTree(_ folder: String, or find: () throws -> String?) throws -> String? {
    try once(folder, { if case .workTree(let it) = $0 { it } else { nil } }, Item.workTree, find)
  }

  /// A file of git settings.
  func settings(_ file: String, or read: () throws -> GitSettings) throws -> GitSettings {
    try once(file, { if case .settings(let it) = $0 { it } else { nil } }, Item.settings, read)
  }

  /// A git repository, by the top of its work tree.
  func git(_ folder: String, or open: () throws -> any GitAccess) throws -> any GitAccess {
    try once(folder, { if case .git(let it) = $0 { it } else { nil } }, Item.git, open)
  }

  /// The store of a repository.
  func store(_ path: String, or open: () throws -> any Store) throws -> any Store {
    try once(path, { if case .store(let it) = $0 { it } else { nil } }, Item.store, open)
  }

  /// The ledger in a store.
  func repository(_ store: String, or open: () throws -> Repository) throws -> Repository {
    try once(store, { if case .repository(let it) = $0 { it } else { nil } }, Item.repository, open)
  }

  /// The working files of a repository, by its store.
  func workspace(_ store: String, or open: () throws -> Workspace) throws -> Workspace {
    try once(store, { if case .workspace(let it) = $0 { it } else { nil } }, Item.workspace, open)
  }

  /// Forgets everything, after settings that all of it may follow from have changed.
  func forget() {
    entries.withLock { $0.removeAll() }
  }

  /// The value that is known for a path, or the one that `find` finds; a failure is not kept.
  private func once<Value: Sendable>(
    _ path: String, _ value: (Item) -> Value?, _ item: (Value) -> Item, _ find: () throws -> Value
  ) throws -> Value {
    for entry in entries.withLock(\.self) where entry.path == path {
      if let known = value(entry.item) { return known }
    }
    let found = try find()
    let entry = Entry(path: path, item: item(found))
    entries.withLock { $0.append(entry) }
    return found
  }
}

extension CommandContext {
  /// The repository of the folder the command runs in, or of the nearest folder above it.
  func repository() throws -> Repository {
    try session.repository(location().store) { repository(in: try store()) }
  }

  /// The repository in a store; its changes are noted as done.
  func repository(in store: any Store) -> Repository {
    Repository(store: store, noteChange: done.note)
  }

  /// The store of that repository.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` also for a git repository without a ledger.
  func store() throws -> any Store {
    let location = try location()
    let store = try store(at: location)
    if location.kind == .git {
      let git = try git(at: location)
      guard try hasLedger(store, git) else { throw noLedger(in: git) }
    }
    return store
  }

  /// The store at a location, which need not hold a ledger yet.
  func store(at location: RepositoryLocation) throws -> any Store {
    try session.store(location.store) {
      switch location.kind {
      case .directory: try DirectoryStore(opening: location.store, layout: .prompts)
      case .git: try git(at: location).store()
      }
    }
  }

  /// The git repository at a location.
  ///
  /// - Throws: An error whose cause is a ``HandOver`` where that is for the companion.
  func git(at location: RepositoryLocation) throws -> any GitAccess {
    let folder = location.root ?? location.store
    return try session.git(folder) {
      let git = try gitSupport.open(folder)
      warnOfUnreadableSettings()
      return git
    }
  }

  /// Whether a git repository has a ledger, or at least the folder of its files; a bare one needs
  /// no such folder.
  func hasLedger(_ store: any Store, _ git: any GitAccess) throws -> Bool {
    guard let workTree = git.workTree else { return true }
    if try files.isDirectory("\(workTree)/\(promptFolder())") { return true }
    for root in LedgerRef.roots
    where try !store.references(under: root, after: nil, limit: 1).isEmpty { return true }
    return false
  }

  /// Whether a folder is the top of a git work tree, and prompts are in that git repository.
  func gitHoldsPrompts(atTop root: String) throws -> Bool {
    guard try enclosingWorkTree(of: root)?.utf8.elementsEqual(root.utf8) == true else {
      return false
    }
    let location = RepositoryLocation(
      kind: .git, root: root, store: Path.join(root, RepositoryLocation.gitName))
    return try !LedgerCopy.references(of: git(at: location).store()).isEmpty
  }

  /// A git repository need not hold prompts.
  func noLedger(in git: any GitAccess) -> RepositoryError {
    RepositoryError(
      .notFound,
      "there are no prompts in the git repository '\(git.workTree ?? git.commonDirectory)'",
      hint: "`promptrepo init` begins here; `promptrepo pull` brings what a remote has")
  }

  /// The working files of the repository.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when the repository has none.
  func workspace() throws -> Workspace {
    guard let workspace = try workspaceIfAny() else {
      throw RepositoryError(
        .notFound, "'\(try location().store)' is a bare repository, without working files",
        hint: "Run the command in a work tree")
    }
    return workspace
  }

  /// The working files of the repository; nil for a bare one.
  func workspaceIfAny() throws -> Workspace? {
    let location = try location()
    guard let root = location.root else { return nil }
    return try session.workspace(location.store) { try makeWorkspace(root: root, at: location) }
  }

  /// The working files at a location, with nothing known of them yet.
  func makeWorkspace(root: String, at location: RepositoryLocation) throws -> Workspace {
    let folder = try promptFolder()
    guard location.kind == .git else {
      return Workspace(
        root: root, indexPath: indexPath(in: location.store), folder: folder, files: files)
    }
    let git = try git(at: location)
    return Workspace(
      root: git.workTree ?? root, indexPath: indexPath(in: git.gitDirectory), folder: folder,
      files: files, sourceControl: try git.sourceControl(),
      fileMoves: GitFileMoves(in: folder) { [environment] in
        GitProgram(
          gitDirectory: git.gitDirectory, workTree: git.workTree, messages: .captured,
          environment: environment.variables)
      })
  }

  /// Where a work tree keeps what its files were made from.
  func indexPath(in gitDirectory: String) -> String { "\(gitDirectory)/promptrepo/index" }
}

/// What opens git repositories for the commands.
///
/// Only the companion program has it, so that the program itself needs no libgit2.
package protocol GitSupport: Sendable {
  /// The libraries that it brings into the program.
  var libraries: [LinkedLibrary] { get }

  /// Opens the repository whose work tree or git directory a folder is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is none,
  ///   ``RepositoryError/Code/unsupported`` when it cannot be used, with git's own remedy.
  func open(_ folder: String) throws(RepositoryError) -> any GitAccess
}

/// An open git repository, as the commands see it.
package protocol GitAccess: Sendable {
  /// The git directory of this work tree.
  var gitDirectory: String { get }
  /// The git directory that all work trees share.
  var commonDirectory: String { get }
  /// The top folder of the work tree; nil for a bare repository.
  var workTree: String? { get }

  /// The store of the ledger in this repository.
  func store() throws(RepositoryError) -> any ExclusiveStore

  /// Notes that another store holds the ledger now, or with nil that this repository does.
  func noteMove(to path: String?) throws(RepositoryError)

  /// A setting of the repository, the user or the machine, such as `user.name`; nil if it is not
  /// set.
  func configuration(_ key: String) throws(RepositoryError) -> String?

  /// The names of the configured remotes.
  func remotes() throws(RepositoryError) -> [String]

  /// What the working files ask of the repository; nil for a bare one.
  ///
  /// - Throws: An error whose cause is a ``HandOver`` where git converts files and libgit2 is not at hand.
  func sourceControl() throws(RepositoryError) -> (any SourceControl)?

  /// What is asked of a repository that borrows this one's objects, with this one's conversions.
  func sourceControl(of gitDirectory: String) throws(RepositoryError) -> any SourceControl

  /// The histories of prompt files.
  ///
  /// - Parameters:
  ///   - paths: Files and folders, from the top of the repository.
  ///   - branch: A branch, a tag or a commit; HEAD when absent.
  func history(of paths: [String], branch: String?) throws(RepositoryError) -> AdoptionSource
}

extension CommandContext {
  /// Refuses to begin a ledger in a clone whose remote may hold one already.
  ///
  /// Two beginnings of one prompt could not be brought together later: they would be two prompts.
  ///
  /// - Parameter isFirst: Whether the user says that there is none.
  func refuseUnrelatedHistory(_ store: any Store, isFirst: Bool) throws {
    guard !isFirst else { return }
    let remotes = try unfetchedRemotes(store)
    guard let remote = remotes.first else { return }
    let name = remotes.count == 1 ? "the remote '\(remote)'" : "one of the remotes"
    throw RepositoryError(
      .conflict, "\(name) may hold prompts that this clone has not",
      hint: "`promptrepo pull` brings them; if there are none yet, say --first")
  }

  /// What to say in a clone that has remotes and no ledger yet; nil in any other.
  ///
  /// - Parameter folder: Where to look; where the command runs when absent.
  func firstPullHint(from folder: String? = nil) throws -> String? {
    guard let location = try findLocation(from: folder),
      location.kind == .git, try !unfetchedRemotes(git(at: location).store(), location).isEmpty
    else { return nil }
    return "`promptrepo pull` brings what the remote has"
  }

  /// An error about something that is not there, where a clone may just lack the ledger, or a prompt
  /// its first version.
  func explaining(_ error: RepositoryError) throws -> RepositoryError {
    if case .deployments? = error.cause as? LedgerRefusal { return try suggestingNames(error) }
    if error.code == .damaged { return try namingStore(error) }
    guard error.code == .notFound else { return error }
    if case .remoteNotFound? = error.cause as? RemoteRefusal { return try suggestingNames(error) }
    if case .unfinishedStore(let path)? = error.cause as? StoreRefusal {
      return isBesidePrompts(path)
        ? RepositoryError(
          error.code, error.message,
          hint: "Move it away: the prompts are in the git repository '\(path.parentDirectory)'",
          cause: error.cause) : error
    }
    if let pull = try firstPullHint() {
      if error.shellHint?.contains("promptrepo pull") == true { return error }
      return RepositoryError(
        error.code, error.message, hint: error.shellHint.map { "\(pull); \($0)" } ?? pull,
        cause: error.cause)
    }
    guard case .promptNotFound(let name)? = error.cause as? LedgerRefusal, isNewFile(name) else {
      return try suggestingNames(error)
    }
    return RepositoryError(
      error.code, error.message,
      hint: "Its file is there: `promptrepo commit \(name)` creates the first version",
      cause: error.cause)
  }

  /// An error about damage, with the store named for git, which does not find a directory store by
  /// itself.
  func namingStore(_ error: RepositoryError) throws -> RepositoryError {
    guard let hint = error.hint, hint.utf8.elementsEqual(RepositoryError.damageHint.utf8),
      let location = try findLocation(), location.kind == .directory
    else { return error }
    let git = "`git --git-dir=\(location.store.shellWord) fsck`"
    return RepositoryError(
      error.code, error.message, hint: hint.replacing("`git fsck`", with: git), cause: error.cause)
  }

  /// Whether the git repository of the folder that a store is in holds prompts.
  private func isBesidePrompts(_ store: String) -> Bool {
    do {
      return try gitHoldsPrompts(atTop: store.parentDirectory)
    } catch {
      // As below.
      return false
    }
  }

  /// Whether a prompt has a file and no version.
  private func isNewFile(_ name: PromptName) -> Bool {
    do {
      guard let workspace = try workspaceIfAny(), try files.exists(workspace.path(of: name)) else {
        return false
      }
      return try workspace.status(of: [name], in: repository()).prompts.first?.state == .new
    } catch {
      // Whatever is in the way, the error that is explained is the one to report.
      return false
    }
  }

  /// The remotes of a clone without a ledger; none if it has one.
  ///
  /// - Parameter location: Where the store is, if not where the command runs.
  private func unfetchedRemotes(
    _ store: any Store, _ location: RepositoryLocation? = nil
  ) throws -> [String] {
    let location = if let location { location } else { try self.location() }
    guard location.kind == .git,
      try store.references(in: .prompts, limit: 1).isEmpty,
      try LedgerCopy.references(of: store).isEmpty
    else { return [] }
    return try git(at: location).remotes()
  }
}
