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
  var tracking: Tracking
  var item: SyncItem
  private let subject: Subject

  var repository: Repository { context.repository }
  var client: PromptsClient { context.client }
  var fetcher: Fetcher { Fetcher(client: client) }

  init(_ context: Synchronizer, _ subject: Subject, _ options: SyncOptions) {
    self.context = context
    self.options = options
    self.subject = subject
    id = subject.id
    name = subject.name
    tracking = subject.tracking
    item = SyncItem(
      id: id, name: subject.name?.rawValue ?? subject.tracking.seen?.record.name ?? id.rawValue,
      state: .unknown)
  }

  /// How often the work begins anew when the remote or the ledger changes under its hands.
  private static let rounds = 6

  /// Does the work; `nil` when there is nothing to say of the prompt.
  mutating func run() -> SyncItem? {
    do throws(SyncFailure) {
      if let failure = subject.failure { throw .failed(failure) }
      try work()
      if options.isDryRun || options.direction == .fetch { item.result = .planned }
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
    if options.direction != .fetch, !options.isDryRun { try settle() }
    let comparison = try compare()
    if isFirst { item.state = comparison.state }
    if subject.isAdopted, isFirst, tracking.agreed == nil, let remoteID = tracking.remoteID {
      item.actions.append(.adopt(remoteID))
    }
    try refuse(comparison)
    if options.direction.pulls || options.resolution != nil { try pull(comparison) }
    if options.direction.pushes { try push() }
    if options.direction == .fetch || options.isDryRun { return }
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
    try create()
    try push()
    if !options.isDryRun { try agree() }
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
