internal import PromptMerge
internal import PromptRepo
internal import PromptsClient

/// The work of a sync on one prompt.
struct PromptWork {
  let context: Synchronizer
  let options: SyncOptions
  let id: PromptID
  /// The prompt's name here; `nil` while it is not here.
  var name: PromptName?
  /// What is known of it at the remote.
  var tracking: Tracking
  /// What of that is noted in the ledger.
  var noted: Tracking?
  var item: SyncItem
  let subject: Subject

  var repository: Repository { context.repository }
  var client: PromptsClient { context.client }
  var fetcher: Fetcher { Fetcher(client: client, limits: context.limits) }

  init(_ context: Synchronizer, _ subject: Subject, _ options: SyncOptions) {
    self.context = context
    self.options = options
    self.subject = subject
    id = subject.id
    name = subject.name
    tracking = subject.tracking
    noted = subject.noted
    item = SyncItem(
      id: id, name: subject.name?.rawValue ?? subject.tracking.seen?.record.name ?? id.rawValue,
      state: .unknown)
  }

  /// How often the work begins anew when the remote or the ledger changes under its hands.
  private static let rounds = 6

  /// Does the work.
  mutating func run() -> SyncItem {
    do throws(SyncFailure) {
      if let failure = subject.failure { throw .failed(failure) }
      try work()
      if !options.changes { item.result = .planned }
    } catch {
      switch error {
      case .conflict(let conflict): item.result = .conflict(conflict)
      case .failed(let reason): item.result = .failed(reason)
      case .stale:
        item.result = .failed(
          "the prompt changed again and again while it was worked on; run it again")
      }
    }
    return item
  }

  private mutating func work() throws(SyncFailure) {
    var round = 1
    while true {
      do throws(SyncFailure) {
        return try step(isFirst: round == 1)
      } catch {
        guard case .stale = error, round < PromptWork.rounds else { throw error }
        // At once for the first time, as mostly somebody else has been a moment quicker.
        if round > 1, let pause = client.policy.nextPause(after: round - 1) {
          client.policy.wait(pause)
        }
        round += 1
        try refresh()
      }
    }
  }

  private mutating func step(isFirst: Bool) throws(SyncFailure) {
    if tracking.isGone || (tracking.remoteID == nil && tracking.seen == nil) {
      return try workAlone()
    }
    guard name != nil else { return try workThere() }
    if options.changes { try settle() }
    let standing = try compare()
    if isFirst {
      item.state = standing.comparison.state
      if subject.isAdopted, tracking.agreed == nil, let remoteID = tracking.remoteID {
        item.actions.append(.adopt(remoteID))
      }
      report(repeated: standing)
    }
    try refuse(standing)
    if options.direction.pulls || options.resolution != nil { try pull(standing) }
    guard options.changes else { return try describePush() }
    if tracking.agreed == nil { tracking.agreed = Agreement(beginning: try compare()) }
    if options.direction.pushes { try push() }
    try agree()
  }

  /// A prompt that is not at the remote.
  private mutating func workAlone() throws(SyncFailure) {
    guard name != nil else {
      item.state = tracking.isGone ? .gone : .deleted
      return
    }
    item.state = tracking.isGone ? .gone : .ahead
    guard options.direction.pushes else { return }
    if tracking.isGone {
      guard options.recreates else {
        item.notes.append("it is gone at the remote; --recreate creates it there again")
        return
      }
      tracking = Tracking()
    }
    try checkLimits(try local(), versions: nil)
    try create()
    guard options.changes else { return try describePush() }
    try push()
    try agree()
  }

  /// A prompt that is not here.
  private mutating func workThere() throws(SyncFailure) {
    if subject.isBuried {
      item.state = .deleted
      item.notes.append(
        "it was deleted here and is still at the remote; `promptrepo push --delete` deletes it "
          + "there")
      return
    }
    item.state = .behind
    guard options.direction.pulls else { return }
    try createHere()
  }
}
