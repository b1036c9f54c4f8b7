internal import CanonicalJSON
internal import PromptLint
internal import PromptReview
package import PromptRepo

/// Makes the reports of `promptrepo review`: compares two sides of each prompt, and asks the ledger
/// what a commit will make of it.
package struct Reviewer: Sendable {
  /// The ledger; nil in a clone that does not have it.
  let ledger: Repository?
  /// What brings the ledger, in one line; for outcomes that are not known without it.
  let missingLedger: String
  /// The prompts to report; all if there are none.
  let only: Set<PromptName>

  /// A reviewer.
  ///
  /// - Parameters:
  ///   - ledger: The ledger; nil in a clone that does not have it.
  ///   - missingLedger: What brings it, such as `` `promptrepo pull` brings the ledger``.
  ///   - only: The prompts to report; all if there are none.
  package init(_ ledger: Repository?, missingLedger: String, only: [PromptName] = []) {
    self.ledger = ledger
    self.missingLedger = missingLedger
    self.only = Set(only)
  }

  func isWanted(_ names: PromptName?...) -> Bool {
    only.isEmpty || names.contains { $0.map(only.contains) ?? false }
  }
}

/// What is known of a prompt before its findings are put together.
struct ReviewDraft {
  let name: PromptName
  let path: String
  /// The name before, if git says that the file was renamed.
  var oldName: PromptName?
  var before: ReviewSide?
  var after: ReviewSide?
  var outcome: LedgerOutcome
  /// Findings about the ledger.
  var findings: [Finding] = []
}

extension Reviewer {
  /// The report of a prompt; nil if there is nothing to say of it.
  func prompt(_ draft: ReviewDraft) throws(RepositoryError) -> ReviewedPrompt? {
    let change = ContentChange(from: draft.before?.content, to: draft.after?.content)
    let record = SettingChange.between(
      draft.before?.record ?? JSONObject(), draft.after?.record ?? JSONObject())
    var findings = draft.findings
    findings += unreadable(draft)
    let kind: ReviewedPrompt.Kind
    if draft.before == nil {
      kind = .added
    } else if draft.after == nil {
      kind = .removed
    } else if let oldName = draft.oldName {
      kind = .renamed(from: oldName)
    } else if change.isAny || draft.after?.content == nil {
      kind = .changed
    } else if !record.isEmpty {
      kind = .recordOnly
    } else if !findings.isEmpty {
      kind = .changed
    } else {
      return nil
    }
    let isComparable = draft.before?.error == nil && draft.after?.error == nil
    return ReviewedPrompt(
      draft.name, path: draft.path, kind, change: isComparable ? change : nil, record: record,
      fromVersion: draft.before?.version, toVersion: draft.after?.version,
      live: try live(draft.oldName ?? draft.name), outcome: draft.outcome,
      findings: findings.sorted { ($0.place.line, $0.place.column ?? 0) < ($1.place.line, $1.place.column ?? 0) })
  }

  /// The finding about a file that cannot be read.
  private func unreadable(_ draft: ReviewDraft) -> [Finding] {
    guard let error = draft.after?.error else { return [] }
    let place: FindingPlace
    if let line = error.line, let column = error.column {
      place = FindingPlace(
        draft.path, prompt: draft.name.rawValue, line: line, column: column, endLine: line,
        endColumn: column + 1)
    } else {
      place = FindingPlace(draft.path, prompt: draft.name.rawValue, line: error.line ?? 1)
    }
    return [Finding("file-unreadable", .error, at: place, error.message)]
  }

  /// What is live of a prompt: the active version, then environments in their order.
  func live(_ name: PromptName) throws(RepositoryError) -> [ReviewedPrompt.LivePointer]? {
    guard let ledger else { return nil }
    guard try ledger.target(of: .prompt(name, .info)) != nil else { return [] }
    var pointers: [ReviewedPrompt.LivePointer] = []
    if let move = try ledger.lastMove(of: .active, name) {
      pointers.append(.init("active", version: move.version))
    }
    for environment in try ledger.environments() {
      if let move = try ledger.lastMove(of: .environment(environment.name), name) {
        pointers.append(.init(environment.name.rawValue, version: move.version))
      }
    }
    return pointers
  }
}
