internal import CommandKit
internal import GitFiles
internal import Platform
internal import PromptRepo

// What is lost around the ledger, where what is left of it reads as if it were whole.
extension Doctor {
  /// What is missing of the store, and what it hides.
  func storeChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    let store = try context.commonDirectory(of: location.store)
    var checks = try context.missingFolders(of: store).map {
      try check("repository \(location.store)", $0, state: .problem)
    }
    checks += try alternateChecks(store)
    checks += try lostReferenceChecks(location, store)
    checks += try hiddenLedgerChecks(location)
    return checks
  }

  /// An error with what this repository adds to it.
  func explained(_ error: any Error) throws -> any Error {
    guard let error = error as? RepositoryError else { return error }
    return try context.explaining(error)
  }

  /// Whether a linked work tree leads to its repository.
  func workTreeChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    let git = location.store
    guard location.kind == .git, let root = location.root, try !context.files.isDirectory(git)
    else { return [] }
    func problem(_ message: String, _ hint: String) -> [DoctorCheck] {
      [DoctorCheck("work tree", .problem, message, hint: hint)]
    }
    let repair = "`git worktree repair \(root.shellWord)`, typed in the main repository, mends it"
    guard let linked = try context.target(in: git, after: "gitdir: ", from: root) else {
      return problem("'\(git)' does not name a git directory", repair)
    }
    guard try context.files.isDirectory(linked) else {
      return problem(
        "'\(git)' names '\(linked)', which is not there",
        "if the repository was moved, \(repair); if git has pruned the work tree, correct the path in "
          + "the file, or make the work tree anew")
    }
    let common = "\(linked)/commondir"
    // A submodule's is whole by itself.
    guard try context.files.exists("\(linked)/gitdir") else { return [] }
    let shared = try context.commonDirectory(of: git)
    guard try shared == linked || !context.files.isDirectory("\(shared)/objects") else { return [] }
    return problem(
      "'\(common)' does not name the git directory that all work trees share",
      "Write `../..` into it, or the path of that directory")
  }

  /// Object folders that the repository borrows from, and that are gone.
  private func alternateChecks(_ store: String) throws -> [DoctorCheck] {
    let file = "\(store)/objects/info/alternates"
    guard let bytes = try context.files.readFileIfPresent(file, maxBytes: 1 << 20) else {
      return []
    }
    return try bytes.split(separator: 10).compactMap { line in
      let path = String(decoding: line, as: UTF8.self)
      // Comments, and paths that git quotes.
      guard line.first != UInt8(ascii: "#"), line.first != UInt8(ascii: "\"") else { return nil }
      let folder = Path.join("\(store)/objects", path)
      guard try !context.files.isDirectory(folder) else { return nil }
      return DoctorCheck(
        "objects", .problem, "'\(file)' names '\(path)', which is not there",
        hint: "This repository borrows objects from there: bring the folder back, or correct the "
          + "path if it was moved")
    }
  }

  /// How many lost references are told one by one.
  private static let toldReferences = 20

  /// References of the ledger that are not there, though they have logs: whoever deletes one
  /// removes its log.
  private func lostReferenceChecks(
    _ location: RepositoryLocation, _ store: String
  ) throws -> [DoctorCheck] {
    let paths = GitDirectory(root: store, layout: .prompts)
    var lost: [(name: ReferenceName, log: Reflog, last: ObjectID)] = []
    do {
      guard let references = try context.store(at: location) as? any InspectableStore else {
        return []
      }
      for root in LedgerRef.roots {
        let folder = String(decoding: root.utf8.dropLast(), as: UTF8.self)
        let logged = try Reflog.names(under: folder, files: context.files, paths: paths)
        let there = Set(try references.referenceNames(under: root))
        for name in logged where !there.contains(name) && LedgerRef(name) != nil {
          let log = Reflog(files: context.files, paths: paths, name: name)
          // What is made or deleted at this moment is not lost.
          guard let last = log.lastTarget(), try isMissing(name, in: references) else { continue }
          lost.append((name, log, last))
        }
      }
    } catch {
      // What is in the way was told with the repository.
      _ = try check("references", error, state: .problem)
      return []
    }
    let git = "git --git-dir=\(store.shellWord)"
    var checks = lost.prefix(Doctor.toldReferences).map { name, log, last in
      DoctorCheck(
        "reference \(name)", .problem,
        "it is missing, though '\(log.path)' says what it held",
        hint: "`\(git) update-ref \(name) \(last)` brings it back; or restore "
          + "'\(store)/packed-refs' from a backup, if the reference was in there")
    }
    if lost.count > checks.count {
      let rest = lost.count - checks.count
      checks.append(
        DoctorCheck("references", .problem, "\(rest) more are missing, though they have logs"))
    }
    return checks
  }

  private func isMissing(
    _ name: ReferenceName, in store: any InspectableStore
  ) throws -> Bool {
    try !store.referenceNames(under: name.rawValue).contains(name)
  }

  /// A ledger in the git repository of the same folder, which a directory store hides.
  private func hiddenLedgerChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    guard location.kind == .directory, let root = location.root else { return [] }
    do {
      guard try context.gitHoldsPrompts(atTop: root) else { return [] }
    } catch {
      return [try check("repository \(root)", error, state: .note)]
    }
    return [
      DoctorCheck(
        "repository \(location.store)", .problem,
        "the git repository '\(root)' holds prompts, too, which nobody sees beside this one",
        hint: "If those are the right ones, move '\(location.store)' away; `promptrepo export` "
          + "first saves what only that has, for `promptrepo import`")
    ]
  }
}
