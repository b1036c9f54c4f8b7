internal import CanonicalJSON
internal import PromptRepo

/// What a transaction did with one item, and where the prompt's chains stand then.
struct CommitOutcome: Sendable {
  let item: CommitItem
  let version: Version?
  let isNewPrompt: Bool
  let tips: LedgerTips
}

extension Transaction {
  /// Does what an item says.
  mutating func commit(
    _ item: CommitItem, _ options: CommitOptions
  ) throws(RepositoryError) -> CommitOutcome {
    let name = item.status.name
    guard try LedgerTips(of: name, in: self) == item.status.tips else {
      throw RepositoryError(
        .conflict, "somebody else changed the prompt '\(name)' at the same time",
        hint: "`promptrepo status` shows how the file stands now")
    }
    var version: Version?
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
    case .cut: version = try addVersion(draft(item, options), to: name)
    }
    if !isNewPrompt, let edit = item.edit { try self.edit(name, edit) }
    return CommitOutcome(
      item: item, version: version, isNewPrompt: isNewPrompt,
      tips: try LedgerTips(of: name, in: self))
  }

  private func draft(
    _ item: CommitItem, _ options: CommitOptions
  ) throws(RepositoryError) -> VersionDraft {
    guard let file = item.status.file else {
      throw RepositoryError.nothing(named: item.status.name)
    }
    let content = try reportingFile { () throws(PromptFileError) in try file.content() }
    return VersionDraft(
      content, message: options.message, activates: options.activates, source: item.source)
  }
}
