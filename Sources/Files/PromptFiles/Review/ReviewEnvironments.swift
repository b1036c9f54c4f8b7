internal import CanonicalJSON
package import PromptReview
package import PromptRepo

extension Reviewer {
  /// The report of what the working files change against what is live in an environment.
  package func review(
    _ environment: EnvironmentName, to workspace: Workspace
  ) throws(RepositoryError) -> Review {
    let ledger = try requiredLedger()
    _ = try ledger.environment(environment)
    var judge = self
    // An environment has no levels of its own.
    judge.levels = try workspace.ruleLevels()
    var prompts: [ReviewedPrompt] = []
    var absent = 0
    let plan = try workspace.planCommit(to: ledger)
    for name in try names(in: environment, or: plan.items.map(\.status.name), ledger) {
      let item = plan.items.first { $0.status.name == name }
      guard let item, item.status.state != .notCheckedOut else {
        absent += 1
        continue
      }
      if item.status.isSkipped { continue }
      let verdict = try verdict(item, .workingFiles)
      let draft = ReviewDraft(
        name: name, path: item.status.path,
        after: try side(of: item.status, workspace), outcome: verdict.outcome,
        remarks: verdict.remarks)
      if let prompt = try judge.prompt(draft, against: environment, ledger) {
        prompts.append(prompt)
      }
    }
    return Review(
      .live(environment: environment.rawValue, head: nil), prompts,
      notes: absentNotes(absent, environment))
  }

  /// The report of what the files of a commit change against what is live in an environment.
  package func review(
    _ environment: EnvironmentName, to head: String, _ revisions: some CodeRevisions
  ) throws(RepositoryError) -> Review {
    let ledger = try requiredLedger()
    _ = try ledger.environment(environment)
    let commit = try revisions.commit(head)
    let files = ChangedFiles(
      try revisions.files(of: commit).map { FileChange(oldPath: nil, newPath: $0) }, self)
    var paths: [PromptName: String] = [:]
    for file in files.prompts { paths[file.name] = file.path }
    var notes = files.notes
    var judge = self
    judge.levels = try levels(of: commit, revisions, &notes)
    var drafts: [ReviewDraft] = []
    var absent = 0
    for name in try names(in: environment, or: Array(paths.keys), ledger) {
      guard let path = paths[name] else {
        absent += 1
        continue
      }
      let after = try side(path, name, in: commit, revisions)
      let live = try liveSide(name, environment, ledger)
      if let live, live.content == after?.content { continue }
      drafts.append(ReviewDraft(name: name, path: path, after: after, outcome: .nothing))
    }
    let planned = try withPinnedFiles(
      drafts.map(\.name), in: commit, of: Set(revisions.files(of: commit)), revisions, ledger)
    let workspace = try revisions.checkOut(commit, planned.map { folder.path(ofFileOf: $0) })
    let items = try workspace.planCommit(of: planned, to: ledger).items
    var prompts: [ReviewedPrompt] = []
    for var draft in drafts {
      if let item = items.first(where: { $0.status.name == draft.name }) {
        let verdict = try verdict(item, .commits(base: head))
        draft.outcome = verdict.outcome
        draft.remarks = verdict.remarks
      }
      if let prompt = try judge.prompt(draft, against: environment, ledger) {
        prompts.append(prompt)
      }
    }
    return Review(
      .live(environment: environment.rawValue, head: commit.description), prompts,
      notes: notes + absentNotes(absent, environment))
  }

  /// The report of what is live in one environment and not in another.
  package func review(
    from source: EnvironmentName, to target: EnvironmentName
  ) throws(RepositoryError) -> Review {
    let ledger = try requiredLedger()
    for environment in [source, target] { _ = try ledger.environment(environment) }
    var prompts: [ReviewedPrompt] = []
    for name in try ledger.names() where isWanted(name) {
      let (before, after) = (
        try liveSide(name, source, ledger), try liveSide(name, target, ledger)
      )
      if before == nil, after == nil { continue }
      let draft = ReviewDraft(
        name: name, path: folder.path(ofFileOf: name), before: before,
        after: after, outcome: .live)
      if let prompt = try prompt(draft) { prompts.append(prompt) }
    }
    return Review(.environments(from: source.rawValue, to: target.rawValue), prompts)
  }

  /// A file beside what is live in an environment, whose record is not that of a version; nil also
  /// where there is neither.
  private func prompt(
    _ draft: ReviewDraft, against environment: EnvironmentName, _ ledger: Repository
  ) throws(RepositoryError) -> ReviewedPrompt? {
    var draft = draft
    draft.before = try liveSide(draft.name, environment, ledger)?.with(record: draft.after?.record)
    guard draft.before != nil || draft.after != nil else { return nil }
    return try prompt(draft)
  }

  /// What is live of a prompt in an environment; nil if nothing is.
  private func liveSide(
    _ name: PromptName, _ environment: EnvironmentName, _ ledger: Repository
  ) throws(RepositoryError) -> ReviewSide? {
    guard let move = try ledger.lastMove(of: .environment(environment), name) else { return nil }
    return ReviewSide(
      try ledger.content(of: ledger.version(of: move)), version: move.version)
  }

  /// The prompts that are live in an environment, and others, as far as they are wanted.
  private func names(
    in environment: EnvironmentName, or others: [PromptName], _ ledger: Repository
  ) throws(RepositoryError) -> [PromptName] {
    var names = Set(others)
    for name in try ledger.names() {
      if try ledger.tip(of: .pointer(.environment(environment)), name) != nil {
        names.insert(name)
      }
    }
    return names.filter { isWanted($0) }.sorted()
  }

  private func absentNotes(_ count: Int, _ environment: EnvironmentName) -> [String] {
    guard count > 0 else { return [] }
    let prompts = count == 1 ? "1 prompt is" : "\(count) prompts are"
    return ["\(prompts) live in \(environment) and \(count == 1 ? "has" : "have") no file here"]
  }

  private func requiredLedger() throws(RepositoryError) -> Repository {
    guard let ledger else {
      throw RepositoryError(
        .notFound, "there is no ledger here that says what is live", hint: missingLedger)
    }
    return ledger
  }
}

extension ReviewSide {
  /// The same version with a record that is no other than the file's.
  fileprivate func with(record: JSONObject?) -> ReviewSide {
    guard let content, let version else { return self }
    return ReviewSide(content, version: version, record: record ?? JSONObject())
  }
}
