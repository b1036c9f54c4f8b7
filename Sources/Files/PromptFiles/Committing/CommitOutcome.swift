internal import CanonicalJSON
internal import PromptRepo

/// What a transaction did with one item, and where the prompt's chains stand then.
struct CommitOutcome: Sendable {
  let item: CommitItem
  let version: Version?
  let isNewPrompt: Bool
  let isActive: Bool
  let withdrawal: Withdrawal?
  let tips: LedgerTips
}

extension Transaction {
  /// Does what an item says.
  mutating func commit(
    _ item: CommitItem, _ options: CommitOptions
  ) throws(RepositoryError) -> CommitOutcome {
    let name = item.status.name
    let tips = try LedgerTips(of: name, in: self)
    guard tips.versions == item.status.tips.versions, tips.info == item.status.tips.info else {
      throw RepositoryError(
        .conflict, "somebody else changed the prompt '\(name)' at the same time",
        hint: "`promptrepo status` shows how the file stands now")
    }
    var version: Version?
    var withdrawal: Withdrawal?
    var isNewPrompt = false
    switch item.action {
    case .refuse(let error): throw error
    case .nothing, .leave, .passOver: break
    case .create:
      isNewPrompt = true
      let edit = item.edit ?? RecordEdit()
      version = try create(
        name, title: edit.title.applied(to: nil), description: edit.description.applied(to: nil),
        metadata: edit.metadata.applied(to: JSONObject()), draft(item, options)
      ).latest
    case .cut:
      // Somebody may have rolled back since the file was looked at.
      var draft = try draft(item, options)
      if options.activates { withdrawal = try self.withdrawal(against: draft, of: name) }
      if options.overrulesRollbacks { draft.base = nil }
      version = try addVersion(draft, to: name)
    }
    if !isNewPrompt, let edit = item.edit { try self.edit(name, edit) }
    let active = try lastMove(of: .active, name)
    return CommitOutcome(
      item: item, version: version, isNewPrompt: isNewPrompt,
      isActive: version != nil && active?.versionCommit == version?.commit,
      withdrawal: withdrawal, tips: try LedgerTips(of: name, in: self))
  }

  private func draft(
    _ item: CommitItem, _ options: CommitOptions
  ) throws(RepositoryError) -> VersionDraft {
    guard let file = item.status.file else {
      throw RepositoryError.nothing(named: item.status.name)
    }
    let base = try item.status.origin.map { origin throws(RepositoryError) in
      try version(at: origin.commit)
    }
    let content = try reportingFile { () throws(PromptFileError) in try file.content() }
    return VersionDraft(
      content, message: options.message, activates: options.activates, from: base,
      source: item.source)
  }
}
