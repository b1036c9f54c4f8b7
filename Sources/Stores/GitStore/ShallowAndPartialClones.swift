internal import GitFiles
internal import GitModel
internal import Platform

/// The cause of an error about an object that a shallow or partial clone was made without.
package struct CloneGap: Error {}

extension GitStore {
  /// Refuses to say that an object does not exist if the ledger names it and this clone was made
  /// without it: a shallow one, or a partial one.
  ///
  /// Goes through the ledger, which only such a clone has to pay, and only for what it lacks.
  func refuseGap(_ id: ObjectID) throws(RepositoryError) {
    guard let kind = try cloneKind() else { return }
    guard try isNamed(id) else { return }
    throw RepositoryError(
      .unsupported, "\(kind.what), and lacks object \(id)", hint: kind.remedy, cause: CloneGap())
  }

  /// Why a clone may lack objects, and what brings them.
  private struct CloneKind {
    let what: String
    let remedy: String
  }

  private func cloneKind() throws(RepositoryError) -> CloneKind? {
    let isShallow = try mappingSystemErrors { () throws(SystemError) in
      try (files.statusIfPresent("\(path)/shallow")?.size ?? 0) > 0
    }
    if isShallow {
      return CloneKind(
        what: "'\(path)' is a shallow clone", remedy: "`git fetch --unshallow` completes it")
    }
    guard let config = try GitStore.configuration(of: path, files) else { return nil }
    for remote in config.subsections(of: "remote") {
      guard let value = config["remote.\(remote).promisor"], GitConfig.bool(value) == true
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
