internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo
internal import PromptTemplate

extension PromptSyncJob {
  /// Takes from the remote what has changed there.
  mutating func pull(_ standing: SyncSnapshot) throws(SyncFailure) {
    let isNeeded = standing.comparison.state == .diverged || tracking.mergeAfter != nil
    guard options.direction.pulls || isNeeded else { return }
    let taking = try plan(standing)
    guard !taking.isNothing else { return }
    let actions = actions(of: taking, standing)
    if options.changes { try take(taking, standing) }
    item.actions += actions
    item.notes += notes(on: taking, standing)
    if options.changes, let last = taking.versions.last, let here = tracking.agreed?.local(last) {
      try noteMarkers(of: here)
    }
    if options.changes, let marked = taking.marked {
      throw .conflict(
        try conflict("the texts of both sides overlap", .edit(marked: marked), standing))
    }
  }

  /// Says that a version that was taken has markers of messages which are text here, since the API
  /// tells no dialect.
  mutating func noteMarkers(of number: Int) throws(SyncFailure) {
    let content = try content(number)
    guard content.config?["dialect"] == nil,
      !Template(content.template, dialect: .chat).messageMarkers.isEmpty
    else { return }
    item.notes.append(.markersAreText(version: number))
  }

  /// What is to be done about a taking, for the report.
  private func actions(of taking: PullPlan, _ standing: SyncSnapshot) -> [SyncAction] {
    var actions: [SyncAction] = []
    for (index, number) in taking.versions.enumerated() {
      actions.append(.takeVersion(there: number, here: standing.latest + 1 + index))
    }
    if taking.record != nil { actions.append(.takeRecord) }
    if let resolution = taking.resolution { actions.append(.resolve(resolution.message)) }
    if let here = theirActive(taking, standing) { actions.append(.activateHere(here)) }
    return actions
  }

  /// The number here of the version that is active there, if that is to be the active one here.
  private func theirActive(_ taking: PullPlan, _ standing: SyncSnapshot) -> Int? {
    guard taking.pointer == .theirs else { return nil }
    let active = standing.seen.active
    return standing.comparison.local(active)
      ?? taking.versions.firstIndex(of: active).map { standing.latest + 1 + $0 }
  }

  /// What has to be said where a rollback here stands against what is taken.
  private func notes(on taking: PullPlan, _ standing: SyncSnapshot) -> [SyncNote] {
    guard let withdrawal = standing.withdrawal else { return [] }
    if taking.withdrawal != nil {
      let number = standing.latest + taking.versions.count + 1
      return [.heldBack(standing.prompt.name, version: number, reason: withdrawal.reason)]
    }
    let live =
      taking.resolution == nil || taking.pointer == .theirs
      ? theirActive(taking, standing) : standing.latest + taking.versions.count + 1
    guard let live, taking.pointer != .ours || taking.resolution != nil,
      live > withdrawal.live.version
    else { return [] }
    let reason = withdrawal.reason.map { " (\($0))" } ?? ""
    return [.about("the rollback here to v\(withdrawal.live.version)\(reason) is passed over")]
  }

  /// Takes all of it in one change, and notes it in the same.
  private mutating func take(_ taking: PullPlan, _ standing: SyncSnapshot) throws(SyncFailure) {
    var noted = tracking
    var agreed = tracking.agreed ?? SyncBase(beginning: standing)
    agreed.versions = standing.comparison.versions
    if taking.record != nil {
      // What is there now is the base; what a merge made beyond it is a change of this side.
      agreed.localRecord = standing.seen.record
      agreed.remoteRecord = standing.seen.record
    }
    noted.agreed = agreed
    let work = self
    tracking = try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        transaction.takesHistory = true
        guard try standing.isCurrent(in: transaction) else { throw .changedMeanwhile }
        var tracking = noted
        try work.apply(taking, standing, &tracking, &transaction)
        try transaction.track(
          work.id, at: work.context.remote, tracking.files,
          subject: "taken from \(work.context.remote)")
        return tracking
      }
    }
    self.noted = tracking
  }

  /// Applies what is taken to the ledger.
  private func apply(
    _ taking: PullPlan, _ standing: SyncSnapshot, _ tracking: inout Tracking,
    _ transaction: inout Transaction
  ) throws(RepositoryError) {
    let (name, active) = (standing.prompt.name, standing.seen.active)
    try appendVersions(taking.versions, to: name, &tracking, &transaction)
    if let (content, message) = taking.resolution {
      try transaction.addVersion(
        VersionDraft(
          content, message: message, activates: taking.withdrawal == nil, mayRepeat: true),
        to: name)
      tracking.mergeAfter = nil
    }
    if let record = taking.record { try edit(name, to: record, &transaction) }
    let there = tracking.agreed?.local(active) ?? 0
    if taking.pointer == .theirs, there > 0, try transaction.active(of: name)?.number != there {
      try transaction.activate(
        name, .number(there), reason: "It is the active version of \(context.remote)")
    }
    if taking.pointer != nil {
      tracking.agreed?.localActive = there
      tracking.agreed?.remoteActive = active
    }
    if taking.marked != nil { tracking.mergeAfter = try transaction.latest(of: name)?.number }
  }

  /// Appends versions that were seen at the remote, by their numbers there.
  func appendVersions(
    _ numbers: [Int], to name: PromptName, _ tracking: inout Tracking,
    _ transaction: inout Transaction
  ) throws(RepositoryError) {
    for number in numbers {
      guard let text = tracking.templates.removeValue(forKey: number) else {
        throw .damagedTracking("the template of version \(number) is missing")
      }
      // The API holds no configuration; what was there goes on.
      let latest = try transaction.latest(of: name)
      let config = try latest.map { version throws(RepositoryError) in
        try transaction.content(of: version).config
      }
      let content = try VersionContent(template: text.template, config: config ?? nil)
      let version = try transaction.addVersion(
        VersionDraft(
          content,
          author: Signature(
            name: context.remote.rawValue, email: "", time: try Timestamp(text.createdAt)),
          activates: false, mayRepeat: true, remoteVersion: "\(context.remote) \(number)"),
        to: name)
      tracking.agreed?.versions[number - 1] = version.number
    }
  }

  private func edit(
    _ name: PromptName, to record: RemoteRecord, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    let current = try transaction.existing(name)
    let edit = RecordEdit(
      title: record.name == current.displayName ? .keep : .set(record.name),
      description: .set(record.description), metadata: .set(record.metadata))
    if edit.applied(to: current.record) != current.record { try transaction.edit(name, edit) }
  }
}

extension RepositoryError {
  /// The prompt is no longer what a plan was made for.
  fileprivate static var changedMeanwhile: RepositoryError {
    RepositoryError(.conflict, "the prompt was changed here meanwhile")
  }
}
