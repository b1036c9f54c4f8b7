internal import CanonicalJSON
internal import PromptLint
package import PromptReview
package import PromptRepo

/// Makes the reports of `promptrepo review`: compares two sides of each prompt, and asks the ledger
/// what a commit will make of it.
package struct Reviewer: Sendable {
  /// The ledger; nil in a clone that does not have it.
  let ledger: Repository?

  /// What brings the ledger, in one line; for outcomes that are not known without it.
  let missingLedger: String

  /// The folder of the working files.
  let folder: PromptFolder

  /// The prompts to report; all if there are none.
  let only: Set<PromptName>

  /// The rung up to which breaks are errors; nil for none.
  let rung: ContractRung?

  /// The names whose breaks are accepted.
  var acknowledged: Set<String>

  /// The levels of rules, by what the reviewed side does not decide.
  var levels = RuleLevels.standard

  /// The contents of the reviewed files that are no versions yet, by their prompts: what pins of other
  /// files may name.
  var newContents: [PromptName: VersionContent] = [:]

  /// The environments in their order.
  let environments: [DeploymentEnvironment]

  /// A reviewer.
  ///
  /// - Parameters:
  ///   - ledger: The ledger; nil in a clone that does not have it.
  ///   - missingLedger: What brings it, such as `` `promptrepo pull` brings the ledger``.
  ///   - folder: The folder of the working files.
  ///   - only: The prompts to report; all if there are none.
  ///   - rung: The rung up to which breaks are errors; nil for none.
  ///   - acknowledged: The names whose breaks are accepted.
  package init(
    _ ledger: Repository?, missingLedger: String, folder: PromptFolder = .standard,
    only: [PromptName] = [],
    breaking rung: ContractRung? = nil, acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) {
    self.ledger = ledger
    self.missingLedger = missingLedger
    self.folder = folder
    self.only = Set(only)
    self.rung = rung
    self.acknowledged = acknowledged
    environments = try ledger?.environments() ?? []
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
  /// What is to be said of it and the ledger.
  var remarks: [LedgerRemark] = []
  /// The prompt of the ledger, where a merge gives the file another name.
  var mergedName: PromptName?

  /// The prompt of the ledger that the file goes on from.
  var ledgerName: PromptName { mergedName ?? oldName ?? name }
}

extension Reviewer {
  /// The report of a prompt; nil if there is nothing to say of it.
  func prompt(_ draft: ReviewDraft) throws(RepositoryError) -> ReviewedPrompt? {
    let isComparable = draft.before?.error == nil && draft.after?.error == nil
    let included = try included(draft)
    let change = ContentChange(
      from: draft.before?.content, to: draft.after?.content, included: included)
    let record = SettingChange.between(draft.before?.record, draft.after?.record)
    let file = FindingPlace(draft.path, prompt: draft.name.rawValue)
    var findings = draft.remarks.map { $0.finding(at: file) }
    if let failure = included.to?.failure {
      findings.append(LedgerRemark.partialUnknown(failure).finding(at: file))
    }
    findings += textFindings(draft)
    if isComparable { findings += try changeFindings(change, draft) }
    let kind: ReviewedPrompt.Kind
    if draft.before == nil {
      kind = .added
    } else if draft.after == nil {
      kind = .removed
    } else if let oldName = draft.oldName {
      kind = .renamed(from: oldName)
    } else if change.isAny || !isComparable {
      kind = .changed
    } else if !record.isEmpty {
      kind = .recordOnly
    } else if !findings.isEmpty {
      kind = .commentsOnly
    } else {
      return nil
    }
    return ReviewedPrompt(
      draft.name, path: draft.path, kind, change: isComparable ? change : nil, record: record,
      fromVersion: draft.before?.version, toVersion: draft.after?.version,
      live: try live(draft.ledgerName), outcome: draft.outcome,
      findings: findings.sorted { left, right in
        (left.place.line, left.place.column ?? 0) < (right.place.line, right.place.column ?? 0)
      }, templateLine: draft.after?.file?.templateLine ?? 1)
  }

  /// What the two sides include; the ledger's versions, and files that are reviewed too.
  private func included(_ draft: ReviewDraft) throws(RepositoryError) -> IncludedSides {
    guard let ledger else { return (nil, nil) }
    func texts(_ side: ReviewSide?, _ name: PromptName) throws(RepositoryError) -> IncludedTexts? {
      guard let content = side?.content, !content.partialPins.pins.isEmpty else { return nil }
      let label = side?.version.map { "\(name) v\($0)" } ?? draft.path
      return try IncludedTexts(of: content, label: label, in: ledger, others: newContents)
    }
    return (
      try texts(draft.before, draft.ledgerName), try texts(draft.after, draft.name)
    )
  }

  /// The findings about what the change breaks, and about texts that are not what they look like.
  private func changeFindings(
    _ change: ContentChange, _ draft: ReviewDraft
  ) throws(RepositoryError) -> [Finding] {
    let places = FilePlaces(draft)
    func place(_ place: ContractBreak.Place) -> FindingPlace {
      places?.place(of: place) ?? FindingPlace(draft.path, prompt: draft.name.rawValue)
    }
    var findings = change.findings(
      breaking: rung, acknowledged: acknowledged, earlier: try earlierVersions(draft),
      place: place)
    if let oldName = draft.oldName {
      let renamed = ContractBreak.renamed(from: oldName, to: draft.name)
      findings.append(
        renamed.finding(breaking: rung, acknowledged: acknowledged, place: place))
    }
    if rung == nil {
      // The ledger keeps the prompt under its name, which is said already.
      for remark in draft.remarks {
        switch remark {
        case .renamedInGit: findings.removeAll { $0.rule == "prompt-renamed" }
        case .removedWhileLive: findings.removeAll { $0.rule == "prompt-removed" }
        default: break
        }
      }
    }
    findings = findings.compactMap { levels.applied(to: $0, keepingErrors: rung != nil) }
    return findings + (try promotions(draft, place))
  }

  /// What promotions to protected environments will ask for.
  private func promotions(
    _ draft: ReviewDraft, _ place: (ContractBreak.Place) -> FindingPlace
  ) throws(RepositoryError) -> [Finding] {
    guard let ledger, let content = draft.after?.content else { return [] }
    var findings: [Finding] = []
    for environment in environments.lazy.filter(\.isProtected).map(\.name) {
      guard
        let move = try ledger.lastMove(of: .environment(environment), draft.ledgerName),
        move.hash != content.hash
      else { continue }
      let live = try ledger.content(of: ledger.version(of: move))
      let included = (
        from: try IncludedTexts(
          of: live, label: "\(draft.ledgerName) v\(move.version)", in: ledger),
        to: try IncludedTexts(of: content, label: draft.path, in: ledger, others: newContents)
      )
      let change = ContentChange(from: live, to: content, included: included)
      let finding = change.acknowledgement(
        in: environment, version: move.version, acknowledged: acknowledged, place: place)
      if let finding { findings.append(finding) }
    }
    return findings
  }

  /// The versions before, for a content that may be one of them again.
  private func earlierVersions(
    _ draft: ReviewDraft
  ) throws(RepositoryError) -> [(version: Int, hash: VersionHash)] {
    guard let ledger, draft.before?.content != nil,
      draft.before?.content != draft.after?.content, case .version = draft.outcome
    else { return [] }
    var chain = try ledger.versionChain(of: draft.ledgerName)
    return try chain.steps(nil).map { ($0.number, $0.hash) }
  }

  /// The findings about the file's own text that are new with the change, and about suppressions
  /// that are.
  private func textFindings(_ draft: ReviewDraft) -> [Finding] {
    guard let bytes = draft.after?.bytes else {
      return draft.after?.error.map { [unreadable($0, draft)] } ?? []
    }
    let linter = Linter(levels)
    let source = LintSource(bytes, path: draft.path, name: draft.name)
    var known: [FindingKey: Int] = [:]
    var allowed: Set<String> = []
    if let old = draft.before?.bytes {
      let before = LintSource(old, path: draft.path, name: draft.ledgerName)
      for finding in linter.findings(in: before) { known[FindingKey(finding), default: 0] += 1 }
      allowed = Set(before.suppressions.map(\.rule))
    } else if let content = draft.before?.content {
      let before = LintSource(content, path: draft.path, name: draft.ledgerName)
      for finding in linter.findings(in: before) { known[FindingKey(finding), default: 0] += 1 }
      // A version has no comments, so of its suppressions nothing is known.
      allowed = Set(source.suppressions.map(\.rule))
    }
    let new = linter.findings(in: source).filter { finding in
      guard let count = known[FindingKey(finding)], count > 0 else { return true }
      known[FindingKey(finding)] = count - 1
      return false
    }
    let covered = new.filter { $0.allowedBecause != nil }
    let remarks = source.suppressions.compactMap { suppression -> Finding? in
      let place = FindingPlace(
        draft.path, prompt: draft.name.rawValue, line: suppression.line)
      guard allowed.contains(suppression.rule) else {
        return LedgerRemark.allowAdded(rule: suppression.rule, reason: suppression.reason)
          .finding(at: place)
      }
      let count = covered.count { $0.rule == suppression.rule }
      return count == 0
        ? nil : LedgerRemark.allowCovers(rule: suppression.rule, count: count).finding(at: place)
    }
    return new + remarks
  }

  private func unreadable(_ error: PromptFileError, _ draft: ReviewDraft) -> Finding {
    LedgerRemark.unreadable(error.message).finding(
      at: FindingPlace(draft.path, prompt: draft.name.rawValue, line: error.line ?? 1))
  }

  /// What is live of a prompt: the active version, then environments in their order.
  func live(_ name: PromptName) throws(RepositoryError) -> [ReviewedPrompt.LivePointer]? {
    guard let ledger else { return nil }
    guard try ledger.target(of: .prompt(name, .info)) != nil else { return [] }
    var pointers: [ReviewedPrompt.LivePointer] = []
    if let move = try ledger.lastMove(of: .active, name) {
      pointers.append(.init("active", version: move.version))
    }
    for environment in environments {
      if let move = try ledger.lastMove(of: .environment(environment.name), name) {
        pointers.append(.init(environment.name.rawValue, version: move.version))
      }
    }
    return pointers
  }
}

/// What makes a finding the same as one of the side before, though lines moved.
private struct FindingKey: Hashable {
  let rule: String
  let matched: String

  init(_ finding: Finding) {
    rule = finding.rule
    matched = finding.matched
  }
}

extension FilePlaces {
  /// The places of the side after; nil where it is no file.
  fileprivate init?(_ draft: ReviewDraft) {
    guard let bytes = draft.after?.bytes else { return nil }
    do throws(PromptFileError) {
      try self.init(bytes, path: draft.path, prompt: draft.name)
    } catch {
      // What cannot be read has one finding of its own.
      return nil
    }
  }
}

extension LintSource {
  /// A version's content as the rules would see a file of it, without comments.
  fileprivate init(_ content: VersionContent, path: String, name: PromptName) {
    do throws(PromptFileError) {
      let bytes = try PromptFile.bytes(
        template: content.template, config: content.config, path: path)
      self.init(bytes, path: path, name: name)
    } catch {
      // A configuration that no file can have; the text is still known.
      self.init(text: content.template, path: path, prompt: name.rawValue)
    }
  }
}
