internal import PromptLint
internal import PromptReview
internal import PromptRepo

/// What a commit makes of a file, with the findings about the ledger that go with it.
struct LedgerVerdict {
  var outcome: LedgerOutcome
  var findings: [Finding] = []
}

/// Where the files are that a verdict is on, which decides what helps.
enum VerdictPlace {
  /// In this work tree, whose index knows what they were made from.
  case workingFiles
  /// In a merge into this branch, or in a commit: every clone knows what git's history says.
  case commits(base: String)
}

extension Reviewer {
  /// The verdict on a file that a plan of a commit has.
  ///
  /// - Parameter oldName: The prompt whose file has this name now, if git says so.
  func verdict(
    _ item: CommitItem, _ place: VerdictPlace, movedFrom oldName: PromptName? = nil
  ) throws(RepositoryError) -> LedgerVerdict {
    let status = item.status
    let file = FindingPlace(status.path, prompt: status.name.rawValue)
    switch item.action {
    case .create:
      guard let hash = try hash(of: status) else { break }
      return LedgerVerdict(outcome: .new(hash, movedFrom: try moved(oldName ?? status.movedFrom)))
    case .cut(let number):
      guard let hash = try hash(of: status) else { break }
      return LedgerVerdict(
        outcome: .version(number, hash, status.withdrawal == nil ? .atOnce : .heldBack))
    case .nothing:
      if status.state == .missing || status.state == .notCheckedOut { break }
      return LedgerVerdict(outcome: item.edit == nil ? .nothing : .record)
    case .refuse(let error):
      return try conflict(status, error, place, at: file)
    case .leave(let error), .skip(let error):
      return LedgerVerdict(outcome: .conflict(reason: error.message))
    }
    return LedgerVerdict(outcome: .stays, findings: try liveWithoutFile(status.name, at: file))
  }

  private func hash(of status: PromptStatus) throws(RepositoryError) -> VersionHash? {
    guard let file = status.file else { return nil }
    return try reportingFile { () throws(PromptFileError) in try file.content().hash }
  }

  /// The prompt that a file was renamed from, if the ledger has it still and under its old name.
  private func moved(_ name: PromptName?) throws(RepositoryError) -> PromptName? {
    guard let name, let ledger, try ledger.target(of: .prompt(name, .info)) != nil else {
      return nil
    }
    return name
  }

  /// What is to be said of a prompt that has no file any more and is live.
  func liveWithoutFile(
    _ name: PromptName, at place: FindingPlace
  ) throws(RepositoryError) -> [Finding] {
    guard let live = try live(name), !live.isEmpty else { return [] }
    let list = live.map { "\($0.name) v\($0.version)" }.joined(separator: "; ")
    return [
      Finding(
        "removed-while-live", .warning, at: place,
        "the file goes, and the prompt stays live (\(list)) until `promptrepo delete \(name)`")
    ]
  }

  private func conflict(
    _ status: PromptStatus, _ error: RepositoryError, _ files: VerdictPlace,
    at place: FindingPlace
  ) throws(RepositoryError) -> LedgerVerdict {
    guard case .conflict(let reason) = status.state else {
      return LedgerVerdict(
        outcome: .conflict(reason: error.message),
        findings: [
          Finding(
            "ledger-behind", .error, at: place,
            "bring the record in: `promptrepo checkout --merge \(status.name)`")
        ])
    }
    switch reason {
    case .bothChanged where status.rival == nil:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      let latest = try ledger?.version(status.name, .latest)
      let newer = latest.map { "v\($0.number)" } ?? "another version"
      return LedgerVerdict(
        outcome: .conflict(
          reason: "this was made from \(base), and \(newer) is newer\(latest?.origin ?? "")"),
        findings: [
          Finding(
            "ledger-behind", .error, at: place,
            remedy(for: latest, of: status.name, files), matched: newer)
        ])
    case .noBase where status.rival == nil:
      return LedgerVerdict(
        outcome: .conflict(
          reason: "nothing says which version \(status.path) was made from"),
        findings: [
          Finding(
            "ledger-unknown", .error, at: place,
            "no commit has the text of a version of '\(status.name)': "
              + remedy(for: try ledger?.version(status.name, .latest), of: status.name, files))
        ])
    case .historyCutShort:
      return LedgerVerdict(
        outcome: .unknown(reason: "the history of this clone is cut short"),
        findings: [
          Finding(
            "ledger-unknown", .note, at: place,
            "nothing here says which version this was made from: `git fetch --unshallow`, or "
              + "`fetch-depth: 0` in a CI job, brings the history")
        ])
    case .markers:
      return LedgerVerdict(
        outcome: .conflict(reason: "the file has the marks of a merge"))
    default:
      return LedgerVerdict(
        outcome: .conflict(reason: error.message),
        findings: [Finding("ledger-behind", .error, at: place, error.message)])
    }
  }
}

extension Reviewer {
  /// What brings a newer version into what a file was made from.
  ///
  /// Between commits, it has to be in git's history: what one clone notes no other one knows.
  private func remedy(
    for version: Version?, of name: PromptName, _ files: VerdictPlace
  ) -> String {
    let newer = version.map { "v\($0.number)" } ?? "the latest version"
    guard case .commits(let base) = files else {
      return "bring \(newer) in: `promptrepo checkout --merge \(name)`"
    }
    if let source = version?.source {
      return "merge \(source.commit.short(8)), which \(newer) was cut from, into this branch"
    }
    return "\(newer) is in no commit: put it on \(base) with `promptrepo checkout \(name)` and "
      + "`git commit`, then merge that into this branch"
  }
}

extension Version {
  /// Who made it, when and why: ` (A user, 2026-03-15, 'Offer a call')`.
  fileprivate var origin: String {
    let title = message.prefix { !$0.isNewline }
    let date = author.time.local.prefix(10)
    return " (\(author.name), \(date)\(title.isEmpty ? "" : ", '\(title)'"))"
  }
}
