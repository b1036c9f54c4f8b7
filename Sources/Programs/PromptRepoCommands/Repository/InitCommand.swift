internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import Platform
internal import PromptFiles
internal import PromptRepo

extension StoreKind: ArgumentValue {}

let initCommand = Command<CommandContext>(
  "init", abstract: "Create a prompt repository.",
  discussion: """
    In a git work tree, uses that git repository: the ledger goes under refs/prompts, and the \
    prompt files go into the folder prompts at the top, or where the setting `folder` says. Elsewhere, or with --store directory, \
    creates the folder .promptrepo, which is a bare git repository. Leaves an existing repository \
    as it is.
    """,
  .optionalArgument("dir", help: "The folder; the current one by default.", completion: .directory),
  .option("--store", help: "Where to keep the ledger.")
) { (context, directory: String?, kind: StoreKind?) in
  let path = directory.map(context.path) ?? context.directory
  try context.files.makeDirectories(path)
  let root = try context.files.realPath(path)
  let repository = try context.initialise(kind ?? context.defaultKind(in: root), in: root)
  if repository.isNew {
    context.done.note("the repository was made", hint: "it can be used")
  }
  if context.json { return try context.output.json(repository.json) }
  let verb = repository.isNew ? "Made a prompt repository in" : "There is a prompt repository in"
  try context.output.line("\(verb) \(repository.summary)")
  if repository.kind == .git, let pull = try context.firstPullHint(from: root) {
    try context.output.line(
      "\(pull); if it has no prompts yet, begin with `promptrepo commit --first`.")
  } else if repository.isNew, repository.hasFiles {
    try context.advise("`promptrepo new NAME` writes the file of a first prompt.")
  }
}

/// What `init` made or found.
private struct InitialisedRepository {
  let kind: StoreKind
  /// The folder that the prompt files are below, or a bare repository.
  let path: String
  let store: String
  let isNew: Bool
  /// Whether there is a folder of prompt files; a bare repository has none.
  var hasFiles = true

  var summary: String { kind == .git ? "the git repository \(path)" : path }

  var json: JSONObject {
    [
      "object": "repository", "path": .string(path), "store": .string(store),
      "kind": .string(kind.rawValue), "created": .bool(isNew),
    ]
  }
}

extension CommandContext {
  /// What holds the ledger when nobody says: what is there, else git if there is any.
  fileprivate func defaultKind(in root: String) throws -> StoreKind {
    if try files.exists(Path.join(root, RepositoryLocation.storeName)) { return .directory }
    return try findLocation(from: root)?.kind == .git ? .git : .directory
  }

  fileprivate func initialise(
    _ kind: StoreKind, in root: String
  ) throws -> InitialisedRepository {
    // A store that is made now would hide the prompts of a repository that is to be mended.
    let found = try findLocation(from: root)
    if let error = try incompleteRepository(from: root, below: found?.root) { throw error }
    return switch kind {
    case .directory: try initialiseDirectory(in: root)
    case .git: try initialiseGit(in: root)
    }
  }

  private func initialiseDirectory(in root: String) throws -> InitialisedRepository {
    let store = Path.join(root, RepositoryLocation.storeName)
    try isStore(store)
    let exists = try files.exists("\(store)/config")
    if !exists { try refuseToHideLedger(in: root) }
    if exists {
      _ = try DirectoryStore(opening: store, layout: .prompts)
    } else {
      _ = try DirectoryStore.create(at: store, layout: .prompts, isHidden: true)
    }
    try makePromptsFolder(in: root, isInGit: enclosingWorkTree(of: root) != nil)
    return InitialisedRepository(kind: .directory, path: root, store: store, isNew: !exists)
  }

  /// Refuses a store that would stand before prompts in the git repository of the same folder.
  private func refuseToHideLedger(in root: String) throws {
    guard try gitHoldsPrompts(atTop: root) else { return }
    let store = Path.join(root, RepositoryLocation.storeName)
    throw RepositoryError(
      .conflict, "the git repository '\(root)' holds prompts, which a directory would hide",
      hint: try files.exists(store)
        ? "Move '\(store)' away" : "`promptrepo convert --to directory` moves them")
  }

  private func initialiseGit(in root: String) throws -> InitialisedRepository {
    guard let location = try findLocation(from: root), location.kind == .git else {
      throw try notGit(root)
    }
    let git = try git(at: location)
    let exists = try hasLedger(git.store(), git)
    if let workTree = git.workTree { try makePromptsFolder(in: workTree, isInGit: true) }
    return InitialisedRepository(
      kind: .git, path: git.workTree ?? git.commonDirectory, store: git.commonDirectory,
      isNew: !exists, hasFiles: git.workTree != nil)
  }

  private func notGit(_ root: String) throws -> RepositoryError {
    if let location = try findLocation(from: root) {
      return RepositoryError(
        .conflict, "'\(location.store)' keeps the prompts of '\(root)' already",
        hint: "`promptrepo convert --to git` moves them into the git repository")
    }
    return RepositoryError(
      .notFound, "'\(root)' is not in a git repository",
      hint: "`git init` makes one; or leave out --store")
  }

  /// Makes the folder of the working files; in a git work tree, git then leaves their line ends.
  private func makePromptsFolder(in root: String, isInGit: Bool) throws {
    let folder = try Path.join(root, promptFolder(from: root).path)
    try files.makeDirectories(folder)
    let attributes = "\(folder)/.gitattributes"
    guard isInGit, try !files.exists(attributes) else { return }
    try files.writeFile(attributes, Array("*.prompt -text\n".utf8))
  }
}
