internal import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// Commits what a plan says, as one change, and notes what the files now are.
  ///
  /// - Throws: The plan's refusal, with nothing changed; ``RepositoryError/Code/conflict`` when
  ///   somebody else changed one of the prompts since the plan was made, also with nothing changed.
  public func commit(
    _ plan: CommitPlan, to repository: Repository, by author: Signature
  ) throws(RepositoryError) -> CommitReport {
    if let refusal = plan.refusal { throw refusal }
    let outcomes = try repository.change(by: author) {
      (transaction: inout Transaction) throws(RepositoryError) in
      var outcomes: [CommitOutcome] = []
      for item in plan.items where !item.isNothing {
        outcomes.append(try transaction.commit(item, plan.options))
      }
      return outcomes
    }
    var warnings = plan.warnings
    do {
      try updateIndex(try bases(plan, outcomes, repository))
      let read = plan.items.map { ($0.status.name, $0.status.bytes) }.filter { $0.1 != nil }
      try noteFrames(
        Dictionary(read) { first, _ in first },
        changed: Set(outcomes.map(\.item.status.name)))
    } catch {
      warnings.append("the commit is done, but not noted for the files: \(error)")
    }
    let results = outcomes.map { outcome in
      CommitReport.Result(
        name: outcome.item.status.name, version: outcome.version,
        isNewPrompt: outcome.isNewPrompt, isRecordEdited: outcome.item.edit != nil,
        base: outcome.item.status.origin?.number, isActive: outcome.isActive,
        withdrawal: outcome.withdrawal)
    }
    return CommitReport(results: results, failure: plan.failure, warnings: warnings)
  }

  /// The bases that change: of what was committed, and of files that turned out to be the latest
  /// version without being known as such.
  private func bases(
    _ plan: CommitPlan, _ outcomes: [CommitOutcome], _ repository: Repository
  ) throws(RepositoryError) -> [PromptName: FileBase?] {
    var changes: [PromptName: FileBase?] = [:]
    var committed: [PromptName: CommitOutcome] = [:]
    for outcome in outcomes { committed[outcome.item.status.name] = outcome }
    for status in plan.items.map(\.status) {
      let outcome = committed[status.name]
      let tips = outcome?.tips ?? status.tips
      let commit =
        outcome?.version?.commit ?? (status.state == .unchanged ? status.origin?.commit : nil)
      // While a field of the header is old, what it was made from stays what it was.
      let isOld = status.fields.values.contains(.behind)
      let record = isOld ? status.indexed?.record : tips.info
      let base: FileBase?
      if let commit {
        let isKnown = commit == status.indexed?.commit && record == status.indexed?.record
        // What was written over HEAD's file may be HEAD's by now, or lie there anew.
        if isKnown, status.indexed?.mark == nil || status.indexed?.mark == .head { continue }
        base = try noted(
          FileBase(repository.version(at: commit), record: record), of: status)
        if base == status.indexed { continue }
      } else if outcome != nil, var indexed = status.indexed {
        indexed.record = record
        base = try noted(indexed, of: status)
      } else {
        continue
      }
      changes[status.name] = .some(base)
    }
    return changes
  }

  private func noted(
    _ base: FileBase, of status: PromptStatus
  ) throws(RepositoryError) -> FileBase {
    guard let sourceControl, let bytes = status.bytes else { return base }
    return try sourceControl.noting(base, of: status.path, bytes: bytes)
  }
}
