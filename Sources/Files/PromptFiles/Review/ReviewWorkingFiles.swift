internal import PromptLint
package import PromptReview
package import PromptRepo

extension Reviewer {
  /// The report of what the working files change, against the latest versions; the ledger's part
  /// says what `status` says.
  package func review(_ workspace: Workspace) throws(RepositoryError) -> Review {
    // Without a ledger all files are new.
    guard let ledger else { return Review(.workingFiles, [], notes: [missingLedger]) }
    var judge = self
    judge.levels = try workspace.ruleLevels()
    let plan = try workspace.planCommit(to: ledger)
    for item in plan.items where !item.status.isClean {
      if let content = try side(of: item.status, workspace)?.content {
        judge.newContents[item.status.name] = content
      }
    }
    var prompts: [ReviewedPrompt] = []
    for item in plan.items where isWanted(item.status.name, item.status.looksMovedFrom) {
      let status = item.status
      if status.isClean, status.state != .missing { continue }
      // The file of a prompt that looks moved is told of under its new name.
      if status.state == .notCheckedOut, status.departure == nil { continue }
      switch status.departure {
      case .renamed, .archived, .kept: continue
      case nil, .archives, .live, .newer, .elsewhere: break
      }
      if status.isSkipped || status.movedTo != nil { continue }
      let name = status.looksMovedFrom ?? status.name
      let verdict = try verdict(item, .workingFiles)
      let draft = ReviewDraft(
        name: status.name, path: status.path, oldName: status.looksMovedFrom,
        before: try latest(name, for: status, ledger), after: try side(of: status, workspace),
        outcome: verdict.outcome, remarks: verdict.remarks)
      if let prompt = try judge.prompt(draft) { prompts.append(prompt) }
    }
    return Review(
      .workingFiles, prompts,
      notes: plan.items.compactMap(\.status.textNote)
        + plan.items.compactMap(\.status.returnNote)
        + plan.items.compactMap(\.status.archivedNote)
        + plan.skippedFiles.map { "\($0.path) is passed over: \($0.message)" }
        + plan.unreadable.map(\.description))
  }

  /// The latest version of a prompt as one side; nil if it has none.
  private func latest(
    _ name: PromptName, for status: PromptStatus, _ ledger: Repository
  ) throws(RepositoryError) -> ReviewSide? {
    guard let prompt = try ledger.prompt(name), let latest = prompt.latest else { return nil }
    let record = status.file.map { RecordField.fields(of: prompt.record, named: $0.record) }
    return ReviewSide(
      try ledger.content(of: latest), version: latest.number,
      record: record ?? RecordField.fields(of: RecordEdit()))
  }

  /// A working file as one side; nil if it is gone.
  func side(
    of status: PromptStatus, _ workspace: Workspace
  ) throws(RepositoryError) -> ReviewSide? {
    if case .invalid(let error) = status.state { return ReviewSide(error) }
    if let bytes = status.bytes {
      return ReviewSide(bytes, path: status.path, name: status.name)
    }
    // A file with the marks of a merge in its header is none that can be read.
    guard let bytes = try workspace.bytes(of: status.name) else { return nil }
    return ReviewSide(bytes, path: status.path, name: status.name)
  }
}
