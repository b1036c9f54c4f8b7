internal import GitFiles
internal import Platform
package import PromptRepo

extension Workspace {
  /// Notes on files without a prompt that they are those of one that was deleted or renamed, so
  /// that a commit does not bring it back as another one.
  ///
  /// A file that this program wrote has its prompt in the index. Any other belongs to a prompt that
  /// had its name if HEAD has a file there, or if it has the content of a prompt that was renamed;
  /// else it is new.
  func markDeletedAndRenamed(
    in prompts: inout [PromptStatus], _ index: FileIndex, _ repository: Repository
  ) throws(RepositoryError) {
    let orphans = prompts.indices.filter {
      prompts[$0].tips.info == nil
        && (prompts[$0].state == .new || prompts[$0].state == .conflict(.promptGone))
    }
    if orphans.isEmpty { return }
    let tombstoneIndex = try TombstoneIndex(repository)
    for orphan in orphans {
      let status = prompts[orphan]
      let resolution =
        if let base = index.bases[status.name] {
          try tombstoneIndex.resolution(of: base.promptID)
        } else {
          try resolution(of: status, index, tombstoneIndex)
        }
      switch resolution {
      case nil: continue
      case .deleted: prompts[orphan].state = .conflict(.promptGone)
      case .renamed(let name):
        prompts[orphan].state = .conflict(.promptRenamed(to: name, hasFile: try hasFile(name)))
      }
    }
  }

  private func resolution(
    of status: PromptStatus, _ index: FileIndex, _ tombstoneIndex: TombstoneIndex
  ) throws(RepositoryError) -> TombstoneIndex.Fate? {
    guard let tombstoneEntries = tombstoneIndex.tombstoneEntries[status.name],
      let file = status.file
    else { return nil }
    let isInHead = try sourceControl.map { control throws(RepositoryError) in
      try !control.hasSame(status.path, as: nil)
    }
    var tombstoneEntry = isInHead == true ? tombstoneEntries.first : nil
    for candidate in tombstoneEntries where try tombstoneIndex.contains(file, in: candidate) {
      tombstoneEntry = candidate
      break
    }
    guard let id = tombstoneEntry?.tombstone.id,
      let resolution = try tombstoneIndex.resolution(of: id)
    else { return nil }
    if resolution == .deleted, isInHead != true { return nil }
    // The file was moved back here from the new name, which this clone had.
    if case .renamed(let name) = resolution, isInHead != true, index.bases[name]?.promptID == id,
      try !hasFile(name)
    {
      return nil
    }
    return resolution
  }

  /// Whether a prompt of a name that is taken was once called by another, which nobody has now.
  func isRenamed(
    _ name: PromptName, to newName: PromptName, in repository: Repository
  ) throws(RepositoryError) -> Bool {
    let tombstoneIndex = try TombstoneIndex(repository)
    for tombstoneEntry in tombstoneIndex.tombstoneEntries[name] ?? []
    where try tombstoneIndex.resolution(of: tombstoneEntry.tombstone.id) == .renamed(newName) {
      return true
    }
    return false
  }

  /// The commits in which a prompt got the name of a file that does not go well with it, or its
  /// latest version since: if HEAD is in the history of one, HEAD is older than the name.
  package func namingCommits(
    of status: PromptStatus, in repository: Repository
  ) throws(RepositoryError) -> [(commit: ObjectID, name: PromptName)] {
    var name = status.name
    switch status.state {
    case .conflict(.promptRenamed(to: let newName, hasFile: _)): name = newName
    case .conflict(.noBase), .conflict(.bothChanged), .conflict(.fileOfAnother), .changed: break
    default: return []
    }
    guard let info = try repository.target(of: .prompt(name, .info)),
      let tip = try repository.target(of: .tombstones(repository.record(at: info).id))
    else { return [] }
    let entries = try repository.tombstoneEntries(at: tip)
    let commits = entries.compactMap { $0.reason.flatMap(FileDeparture.renaming) }
    let latest = try repository.latest(of: name)?.source?.commit
    return (commits + [latest].compactMap(\.self)).map { ($0, name) }
  }

  /// Notes on files that are edited that HEAD is older than the name of their prompt: another one had
  /// it then, and the file goes on from none of this one's versions.
  func markOlderThanNames(
    in prompts: inout [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) {
    guard let control = sourceControl else { return }
    for index in prompts.indices
    where prompts[index].state == .changed && prompts[index].renamedFrom == nil {
      for (commit, _) in try namingCommits(of: prompts[index], in: repository) {
        guard try !control.isInHistory(commit), try control.isHeadInHistory(of: commit) else {
          continue
        }
        prompts[index].state = .conflict(.noBase)
        break
      }
    }
  }

  private func hasFile(_ name: PromptName) throws(RepositoryError) -> Bool {
    try mappingSystemErrors { () throws(SystemError) in try files.exists(path(of: name)) }
  }
}

/// What became of prompts that were deleted or renamed, by the tombstones that they left.
struct TombstoneIndex {
  /// What became of a prompt.
  enum Fate: Hashable {
    case deleted
    case renamed(PromptName)
  }

  /// What was left behind under each name, newest first.
  private(set) var tombstoneEntries: [PromptName: [TombstoneEntry]] = [:]
  private var newest: [PromptID: TombstoneEntry] = [:]
  private let repository: Repository

  /// Reads all tombstones.
  init(_ repository: Repository) throws(RepositoryError) {
    self.repository = repository
    for reference in try repository.store.references(in: .tombstones) {
      let chain = try repository.tombstoneEntries(at: reference.target)
      if let first = chain.first { newest[first.tombstone.id] = first }
      for tombstoneEntry in chain {
        tombstoneEntries[tombstoneEntry.tombstone.name, default: []].append(tombstoneEntry)
      }
    }
    for name in tombstoneEntries.keys {
      tombstoneEntries[name]?.sort { $0.author.time > $1.author.time }
    }
  }

  /// What became of a prompt; nil if it left nothing behind.
  func resolution(of prompt: PromptID) throws(RepositoryError) -> Fate? {
    guard let tombstoneEntry = newest[prompt] else { return nil }
    guard let name = tombstoneEntry.tombstone.renamedTo,
      let info = try repository.target(of: .prompt(name, .info)),
      try repository.record(at: info).id == prompt
    else { return .deleted }
    return .renamed(name)
  }

  /// Whether a file can stand for a version that a prompt had when it left; of those only that are
  /// here, since what was deleted elsewhere is not fetched.
  func contains(_ file: PromptFile, in tombstoneEntry: TombstoneEntry) throws(RepositoryError)
    -> Bool
  {
    let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
    let tip = tombstoneEntry.tombstone.tips[LedgerRef.PromptKind.versions.label]
    var versions = Chain<Version>(from: tip) { (commit, _) throws(RepositoryError) in
      try repository.object(commit) == nil ? nil : repository.version(at: commit)
    }
    return try versions.first { hashes.contains($0.hash) } != nil
  }
}
