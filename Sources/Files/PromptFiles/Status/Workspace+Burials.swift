internal import Platform
internal import PromptRepo

extension Workspace {
  /// Notes on files without a prompt that they are those of one that was deleted or renamed, so
  /// that a commit does not bring it back as another one.
  ///
  /// A file that this program wrote has its prompt in the index. Any other belongs to a prompt that
  /// had its name if HEAD has a file there, or if it has the content of a prompt that was renamed;
  /// else it is new.
  func noteBurials(
    in prompts: inout [PromptStatus], _ index: FileIndex, _ repository: Repository
  ) throws(RepositoryError) {
    let orphans = prompts.indices.filter {
      prompts[$0].tips.info == nil
        && (prompts[$0].state == .new || prompts[$0].state == .conflict(.promptGone))
    }
    if orphans.isEmpty { return }
    let graveyard = try Graveyard(repository)
    for orphan in orphans {
      let status = prompts[orphan]
      let fate =
        if let base = index.bases[status.name] {
          try graveyard.fate(of: base.promptID)
        } else {
          try fate(of: status, index, graveyard)
        }
      switch fate {
      case nil: continue
      case .deleted: prompts[orphan].state = .conflict(.promptGone)
      case .renamed(let name):
        prompts[orphan].state = .conflict(.promptRenamed(to: name, hasFile: try hasFile(name)))
      }
    }
  }

  private func fate(
    of status: PromptStatus, _ index: FileIndex, _ graveyard: Graveyard
  ) throws(RepositoryError) -> Graveyard.Fate? {
    guard let burials = graveyard.burials[status.name], let file = status.file else { return nil }
    let isInHead = try sourceControl.map { control throws(RepositoryError) in
      try !control.hasSame(status.path, as: nil)
    }
    var burial = isInHead == true ? burials.first : nil
    for candidate in burials where try graveyard.contains(file, in: candidate) {
      burial = candidate
      break
    }
    guard let id = burial?.tombstone.id, let fate = try graveyard.fate(of: id) else { return nil }
    if fate == .deleted, isInHead != true { return nil }
    // The file was moved back here from the new name, which this clone had.
    if case .renamed(let name) = fate, isInHead != true, index.bases[name]?.promptID == id,
      try !hasFile(name)
    {
      return nil
    }
    return fate
  }

  /// Whether a prompt of a name that is taken was once called by another, which nobody has now.
  func isRenamed(
    _ name: PromptName, to newName: PromptName, in repository: Repository
  ) throws(RepositoryError) -> Bool {
    let graveyard = try Graveyard(repository)
    for burial in graveyard.burials[name] ?? []
    where try graveyard.fate(of: burial.tombstone.id) == .renamed(newName) { return true }
    return false
  }

  private func hasFile(_ name: PromptName) throws(RepositoryError) -> Bool {
    try reporting { () throws(SystemError) in try files.exists(path(of: name)) }
  }
}
