internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import Platform
internal import PromptRepo

let convertCommand = Command<CommandContext>(
  "convert", abstract: "Move the ledger into the git repository, or out of it.",
  discussion: """
    Copies all versions, pointers and records with their ids, reads the copy back, and only then \
    retires the old store: a directory store is renamed, and in a git repository the ledger's \
    references are removed. The API keys and hosted remotes that the user has for the store go with \
    it. Run it again to continue after an interruption.
    """,
  .option("--to", valueName: "kind", help: "The store to move the ledger to.")
) { (context, target: StoreKind?) in
  guard let target else { throw UsageError("Say where to: --to git or --to directory.") }
  let settings = target == .git ? try context.settingsOfStore() : []
  let userFiles = context.userFiles()
  let report = try context.working("Converting") { progress in
    let conversion = try StoreConversion(context, progress)
    return switch target {
    case .git: try conversion.toGit()
    case .directory: try conversion.toDirectory()
    }
  }
  context.done.note(
    "the ledger was moved to \(report.store)", hint: "the old one is retired: \(report.retired)")
  context.takeOver(settings)
  context.takeOver(userFiles)
  if context.json {
    try context.output.json([
      "object": "conversion", "kind": .string(target.rawValue), "store": .string(report.store),
      "references": .integer(report.copy.references.count),
      "objects": .integer(report.copy.objectCount), "retired": .string(report.retired),
    ])
  } else {
    try context.output.line(
      "Moved \(counted(report.copy.references.count, "reference")) and "
        + "\(counted(report.copy.objectCount, "object")) to \(report.store)")
    try context.output.line(report.sentence)
  }
}

/// Moves a ledger between the git repository and the directory store of one folder.
struct StoreConversion {
  /// What was done.
  struct Report {
    let copy: LedgerCopy.Report
    /// Where the ledger is now.
    let store: String
    /// What became of the old store.
    let retired: String
    let sentence: String
  }

  private let context: CommandContext
  private let location: RepositoryLocation
  private let author: Signature
  private let progress: Progress

  init(_ context: CommandContext, _ progress: Progress) throws {
    self.context = context
    self.progress = progress
    location = try context.location()
    author = try context.author()
  }

  /// From the directory store into the git repository of the same folder.
  func toGit() throws -> Report {
    guard location.kind == .directory else { throw already("git repository") }
    let git = try repository()
    let retired = try freshName("\(location.store).retired")
    let source = try DirectoryStore(opening: location.store, layout: .prompts)
    let target = try git.store()
    try git.noteMove(to: nil)
    var copy = try moved(from: source, to: target)
    try source.exclusively { _ in
      // What another program wrote since the copy is brought too.
      if try LedgerCopy.references(of: source) != copy.references {
        copy = try moved(from: source, to: target, known: copy.references)
      }
      try copyIndex(
        from: context.indexPath(in: location.store), to: context.indexPath(in: git.gitDirectory))
      try context.files.rename(location.store, to: retired)
    }
    return Report(
      copy: copy, store: git.commonDirectory, retired: retired,
      sentence: "The old store is kept as \(retired); remove it when you like")
  }

  /// From the git repository into a directory store at the top of its work tree.
  func toDirectory() throws -> Report {
    if location.kind == .directory { return try finishConversion() }
    guard let root = location.root else {
      throw RepositoryError(
        .unsupported, "'\(location.store)' is a bare repository, without a place for another store",
        hint: "Run this in a clone with a work tree")
    }
    let git = try repository()
    try refuseLinkedWorkTrees(git)
    let source = try git.store()
    let store = Path.join(root, RepositoryLocation.storeName)
    let draft = "\(store).new"
    let target =
      try context.files.exists("\(draft)/config")
      ? DirectoryStore(opening: draft, layout: .prompts)
      : DirectoryStore.create(at: draft, layout: .prompts, isHidden: true)
    var copy = try moved(from: source, to: target)
    try source.exclusively { apply in
      if try LedgerCopy.references(of: source) != copy.references {
        copy = try moved(from: source, to: target, known: copy.references)
      }
      try copyIndex(
        from: context.indexPath(in: git.gitDirectory), to: context.indexPath(in: draft))
      try context.files.rename(draft, to: store)
      try git.noteMove(to: store)
      try apply(removal(of: copy.references))
    }
    return retired(copy, store, git)
  }

  /// Removes what an earlier conversion that ended in the middle has left in the git repository.
  private func finishConversion() throws -> Report {
    let git = try repository()
    let source = try git.store()
    let references = try LedgerCopy.references(of: source)
    let store = try DirectoryStore(opening: location.store, layout: .prompts)
    guard !references.isEmpty,
      try references.allSatisfy({ try store.object($0.target) != nil })
    else { throw already("directory store") }
    try source.exclusively { apply in try apply(removal(of: references)) }
    return retired(
      LedgerCopy.Report(references: references, objectCount: 0), location.store, git)
  }

  private func removal(of references: [Reference]) -> Change {
    Change(
      objects: [],
      moves: references.map {
        ReferenceMove($0.name, from: $0.target, to: nil, message: "converted")
      }, committer: author)
  }

  /// Refuses to take the ledger from other work trees of the repository.
  private func refuseLinkedWorkTrees(_ git: any GitAccess) throws {
    let folder = "\(git.commonDirectory)/worktrees"
    let isShared =
      try context.files.isDirectory(folder) && !context.files.listDirectory(folder).isEmpty
    guard isShared || git.gitDirectory != git.commonDirectory else { return }
    throw RepositoryError(
      .unsupported, "'\(git.commonDirectory)' has several work trees, which share its prompts",
      hint: "`git worktree remove` the others first; a directory store belongs to one of them")
  }

  private func retired(
    _ copy: LedgerCopy.Report, _ store: String, _ git: any GitAccess
  ) -> Report {
    Report(
      copy: copy, store: store, retired: git.commonDirectory,
      sentence: "The references in the git repository are removed; `git gc` drops their objects "
        + "in time")
  }

  private func repository() throws -> any GitAccess {
    guard let root = location.root else { return try context.git(at: location) }
    guard let workTree = try context.enclosingWorkTree(of: root) else {
      throw RepositoryError(
        .notFound, "'\(root)' is not in a git repository", hint: "`git init` makes one")
    }
    guard workTree.utf8.elementsEqual(root.utf8) else {
      let folder = try context.promptFolder()
      throw RepositoryError(
        .unsupported, "'\(root)' is not the top of its git work tree, '\(workTree)'",
        hint: "Files of a ledger in git are in a folder at the top: move '\(folder)' and "
          + "\(RepositoryLocation.storeName) there first")
    }
    return try context.git(
      at: RepositoryLocation(
        kind: .git, root: root, store: Path.join(root, RepositoryLocation.gitName)))
  }

  private func moved(
    from source: any Store, to target: any ExclusiveStore, known: [Reference] = []
  ) throws -> LedgerCopy.Report {
    let copy = LedgerCopy(from: source, to: target, progress: progress)
    // Nothing reaches what is written before the references are.
    let report = try target.exclusively { apply in
      try copy.run(by: author, known: known, apply: apply)
    }
    try copy.verify(report)
    return report
  }

  /// What the working files were made from stays known.
  private func copyIndex(from old: String, to new: String) throws {
    for name in ["", "-frames"] {
      guard let bytes = try context.files.readFileIfPresent(old + name) else { continue }
      try context.files.makeDirectories(new.parentDirectory)
      try context.files.writeFile(new + name, bytes)
    }
  }

  private func freshName(_ name: String) throws -> String {
    var number = 1
    var candidate = name
    while try context.files.exists(candidate) {
      number += 1
      candidate = "\(name)-\(number)"
    }
    return candidate
  }

  private func already(_ what: String) -> RepositoryError {
    RepositoryError(
      .nothingToCommit, "the ledger is in a \(what) already: '\(location.store)'")
  }
}
