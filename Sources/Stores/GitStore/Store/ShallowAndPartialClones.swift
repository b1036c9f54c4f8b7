internal import CLibGit2
internal import GitFiles
internal import GitModel
internal import Platform

extension GitStore {
  /// Refuses to say that an object does not exist if the ledger names it and this clone was made
  /// without it: a shallow one, or a partial one.
  ///
  /// Goes through the ledger, which only such a clone has to pay, and only for what it lacks.
  func refuseGap(_ id: ObjectID) throws(RepositoryError) {
    guard let kind = try cloneKind() else { return }
    guard try isNamed(id) else { return }
    throw RepositoryError(.unsupported, "\(kind.what), and lacks object \(id)", hint: kind.remedy)
  }

  /// Why a clone may lack objects, and what brings them.
  private struct CloneKind {
    let what: String
    let remedy: String
  }

  private func cloneKind() throws(RepositoryError) -> CloneKind? {
    let path = repository.commonDirectory
    let isShallow = try mappingSystemErrors { () throws(SystemError) in
      try (files.statusIfPresent("\(path)/shallow")?.size ?? 0) > 0
    }
    if isShallow {
      return CloneKind(
        what: "'\(path)' is a shallow clone", remedy: "`git fetch --unshallow` completes it")
    }
    for remote in try repository.remotes() {
      guard let value = try repository.configuration("remote.\(remote).promisor"),
        GitConfig.bool(value) == true
      else { continue }
      return CloneKind(
        what: "'\(path)' is a partial clone of the remote '\(remote)'",
        remedy: "`git fetch --refetch --no-filter \(remote) "
          + "'+refs/prompts/*:refs/promptrepo/remotes/\(remote)/prompts/*' "
          + "'+refs/promptrepo/deleted/*:refs/promptrepo/remotes/\(remote)/deleted/*' "
          + "'+refs/promptrepo/ledger/*:refs/promptrepo/remotes/\(remote)/ledger/*'` brings it")
    }
    return nil
  }

  /// Whether an object of the ledger that is here names an object.
  private func isNamed(_ id: ObjectID) throws(RepositoryError) -> Bool {
    var next: [ObjectID] = []
    for folder in paths.layout.folders { next += try references(under: folder).map(\.target) }
    return try repository.withHandle { (handle) throws(RepositoryError) in
      let objects = try ObjectDatabaseHandle(repository: handle)
      var seen = Set(next)
      while let current = next.popLast() {
        if current == id { return true }
        guard let object = try objects.read(current) else { continue }
        let links: [ObjectID]
        switch object.kind {
        case .commit:
          let commit = try Commit(object)
          links = [commit.tree] + commit.parents
        case .tree: links = try Tree(object).entries.map(\.id)
        case .blob, .tag: links = []
        }
        for link in links where seen.insert(link).inserted { next.append(link) }
      }
      return false
    }
  }
}

/// The objects that a partial clone was made without.
struct CloneGaps {
  /// The remote that has them; nil if the clone is whole.
  private(set) var remote: String?

  /// How many bytes a file that was left out has at least.
  private(set) var smallestFile = 0

  /// Nothing is left out.
  init() {}

  /// What the clone's settings say.
  init(_ repository: GitRepository) throws(RepositoryError) {
    for remote in try repository.remotes() {
      guard let value = try repository.configuration("remote.\(remote).promisor"),
        GitConfig.bool(value) == true
      else { continue }
      let filter = try repository.configuration("remote.\(remote).partialclonefilter")
      let limit = filter.flatMap(CloneGaps.limit) ?? 0
      smallestFile = self.remote == nil ? limit : min(limit, smallestFile)
      self.remote = remote
    }
  }

  /// The size from which `blob:limit` leaves files out; nil for other filters.
  private static func limit(_ filter: String) -> Int? {
    let prefix = "blob:limit="
    guard filter.utf8.starts(with: prefix.utf8) else { return nil }
    var digits = filter.utf8.dropFirst(prefix.utf8.count)
    let units = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    let unit = digits.last.flatMap { units[String(UnicodeScalar($0)).lowercased()] }
    if unit != nil { digits.removeLast() }
    let (limit, overflow) = (Int(String(digits) ?? "") ?? 0)
      .multipliedReportingOverflow(by: unit ?? 1)
    return overflow ? nil : limit
  }

  func missing(_ id: ObjectID) -> RepositoryError {
    guard let remote else {
      return RepositoryError(
        .damaged, "object \(id) of the history is not in this repository",
        hint: "`git fsck` shows what is missing")
    }
    return RepositoryError(
      .unsupported, "this is a partial clone, and lacks object \(id) of the history",
      hint: "`git log -p --full-history -- PATH` fetches what PATH held, and "
        + "`git fetch --refetch --no-filter \(remote)` all that was left out")
  }
}
