internal import PromptLint
internal import PromptReview
internal import PromptRepo

/// What a commit makes of a file, with what is to be said of that.
struct LedgerVerdict {
  var outcome: LedgerOutcome
  var remarks: [LedgerRemark] = []
  /// The prompt of the ledger that it is about, where the merge gives the file another name.
  var name: PromptName?
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
    switch item.action {
    case .create:
      guard let hash = try hash(of: status) else { break }
      let old = try moved(oldName ?? status.movedFrom)
      var verdict = LedgerVerdict(outcome: .new(hash, movedFrom: old))
      if let old {
        var isMerge = false
        if case .commits = place { isMerge = true }
        verdict.remarks = [.renamedInGit(from: old, to: status.name, isMerge: isMerge)]
      }
      return verdict
    case .cut(let number):
      guard let hash = try hash(of: status) else { break }
      return LedgerVerdict(
        outcome: .version(number, hash, status.withdrawal == nil ? .atOnce : .heldBack),
        name: status.renamedFrom)
    case .nothing:
      switch status.departure {
      case .archives: return LedgerVerdict(outcome: .archived)
      // The file has another name, and what is to be said is said of that one.
      case .renamed, .archived, .kept: return LedgerVerdict(outcome: .nothing)
      case nil, .live, .newer, .elsewhere: break
      }
      if status.state == .missing || status.state == .notCheckedOut { break }
      if let old = status.renamedFrom {
        return LedgerVerdict(outcome: .renamed(from: old), name: old)
      }
      if item.returning != nil { return LedgerVerdict(outcome: .unarchived) }
      return LedgerVerdict(outcome: item.edit == nil ? .nothing : .record)
    case .keep(let error) where status.isUnwritten:
      return LedgerVerdict(
        outcome: .leftOut(reason: error.message), remarks: [.unwritten(status.name)])
    case .keep(let error) where status.staysArchived:
      return LedgerVerdict(
        outcome: .leftOut(reason: error.message),
        remarks: [.editedWhileArchived(status.name, reason: error.message)])
    case .keep(let error) where status.nameGivenBack != nil:
      return try conflict(status, error, place)
    case .keep: return try withoutFile(status.name, stops: true)
    case .refuse(let error) where item.inclusionRefusal != nil:
      let reason = (error.cause as? PromptFileError)?.message ?? error.message
      return LedgerVerdict(
        outcome: .conflict(reason: reason), remarks: [.stopped(reason)], name: status.renamedFrom)
    case .refuse(let error):
      var verdict = try conflict(status, error, place)
      verdict.name = status.renamedFrom
      return verdict
    case .leave(let error), .skip(let error):
      return LedgerVerdict(outcome: .leftOut(reason: error.message))
    }
    return try withoutFile(status.name)
  }

  /// The verdict on a prompt whose file goes.
  ///
  /// - Parameter stops: Whether a commit fails for it.
  private func withoutFile(
    _ name: PromptName, stops: Bool = false
  ) throws(RepositoryError) -> LedgerVerdict {
    let live = try live(name) ?? []
    return LedgerVerdict(
      outcome: .stays,
      remarks: live.isEmpty ? [] : [.removedWhileLive(name, live, stops: stops)])
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

  private func conflict(
    _ status: PromptStatus, _ error: RepositoryError, _ place: VerdictPlace
  ) throws(RepositoryError) -> LedgerVerdict {
    guard case .conflict(let reason) = status.state else {
      return LedgerVerdict(
        outcome: .conflict(reason: error.message), remarks: [.recordBehind(status.name)])
    }
    switch reason {
    case .bothChanged where status.rival == nil:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      let latest = try ledger?.version(status.ledgerName, .latest)
      let newer = latest.map { "v\($0.number)" } ?? "another version"
      return LedgerVerdict(
        outcome: .conflict(
          reason: "this was made from \(base), and \(newer) is newer\(latest?.origin ?? "")"),
        remarks: [
          .behind(.init(status.name, version: latest?.number), remedy(for: latest, place))
        ])
    case .noBase where status.rival == nil:
      let latest = try ledger?.version(status.ledgerName, .latest)
      return LedgerVerdict(
        outcome: .conflict(reason: "nothing says which version \(status.path) was made from"),
        remarks: [
          .unknownBase(
            status.name, .init(status.name, version: latest?.number), remedy(for: latest, place))
        ])
    case .historyCutShort:
      return LedgerVerdict(
        outcome: .unknown(reason: "the history of this clone is cut short"),
        remarks: [.historyCutShort])
    case .markers:
      // The rules of texts say where.
      return LedgerVerdict(outcome: .conflict(reason: "the file has the marks of a merge"))
    default:
      return LedgerVerdict(
        outcome: .conflict(reason: error.message), remarks: [.stopped(error.message)])
    }
  }

  private func remedy(for version: Version?, _ place: VerdictPlace) -> LedgerRemark.Remedy {
    guard case .commits(let base) = place else { return .here }
    return version?.source.map { .commit($0.commit) } ?? .branch(base)
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
