internal import PromptRepo

extension StatusReader where Ledger == Repository {
  /// Notes on files that they are still those of other prompts, which had their names before: a pull
  /// passed the names on, and the files stay as they were until git or a checkout writes them.
  ///
  /// What this clone noted says whose a file is; else its text does, if the other prompt had that
  /// when it left the name. Where HEAD's history had a text of the prompt that has the name now, the
  /// file was passed on with it, and what lies there is an edit.
  func markFilesOfOthers(in prompts: inout [PromptStatus]) throws(RepositoryError) {
    var tombstones: TombstoneIndex?
    for place in prompts.indices where prompts[place].mayBeOfAnother {
      let status = prompts[place]
      guard let info = status.tips.info else { continue }
      let noted = index.bases[status.name]?.promptID
      if let noted, try noted == ledger.record(at: info).id { continue }
      let known: TombstoneIndex
      if let tombstones { known = tombstones } else { known = try TombstoneIndex(ledger) }
      tombstones = known
      if let owner = try owner(of: status, noted, known), try !wasPassedOn(status) {
        prompts[place].state = .conflict(.fileOfAnother(owner))
      }
    }
  }

  /// The name that a file's own prompt has now; nil if it is not known to have another one.
  private func owner(
    of status: PromptStatus, _ noted: PromptID?, _ known: TombstoneIndex
  ) throws(RepositoryError) -> PromptName? {
    if let noted {
      guard case .renamed(let name)? = try known.resolution(of: noted) else { return nil }
      return name
    }
    guard let file = status.file else { return nil }
    for entry in known.tombstoneEntries[status.name] ?? []
    where try known.contains(file, in: entry) {
      guard case .renamed(let name)? = try known.resolution(of: entry.tombstone.id),
        name != status.name
      else { continue }
      return name
    }
    return nil
  }

  /// Whether HEAD's history had a text of the prompt in the place of its file.
  private func wasPassedOn(_ status: PromptStatus) throws(RepositoryError) -> Bool {
    guard let control = workspace.sourceControl else { return false }
    var hashes: Set<VersionHash> = []
    var versions = try ledger.versionChain(of: status.name)
    while let version = try versions.next() { hashes.insert(version.hash) }
    for content in try control.contents(of: status.path, notIn: nil) {
      do throws(PromptFileError) {
        let file = try PromptFile(parsing: content.bytes, path: status.path, name: status.name)
        if try !hashes.isDisjoint(with: file.hashes()) { return true }
      } catch {
        // What cannot be read was never a version.
      }
    }
    return false
  }
}

extension PromptStatus {
  /// Whether the file differs from all versions of its prompt, and git says nothing of a rename.
  fileprivate var mayBeOfAnother: Bool {
    guard renamedFrom == nil, rival == nil else { return false }
    switch state {
    case .changed, .conflict(.noBase), .conflict(.bothChanged): return true
    default: return false
    }
  }
}
