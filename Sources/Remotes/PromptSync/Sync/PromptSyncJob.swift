internal import PromptMerge
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

/// The work of a sync on one prompt.
struct PromptSyncJob {
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
  let subject: SyncCandidate

  var repository: Repository { context.repository }
  var client: PromptsClient { context.client }
  var fetcher: RemoteFetcher { RemoteFetcher(client: client, limits: context.limits) }

  init(_ context: Synchronizer, _ subject: SyncCandidate, _ options: SyncOptions) {
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
      if let failure = subject.failure { throw .stopped(failure) }
      try work()
      if !options.changes { item.result = .planned }
    } catch {
      switch error {
      case .conflict(let conflict): item.result = .conflict(conflict)
      case .stopped(let problem): item.result = .failed(problem)
      case .stale:
        item.result = .failed(
          .about("the prompt changed again and again while it was worked on; run it again"))
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
        guard case .stale = error, round < PromptSyncJob.rounds else { throw error }
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
      return try syncLocalOnly()
    }
    guard name != nil else { return try syncRemoteOnly() }
    if options.changes { try finishPendingWrite() }
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
    guard options.changes else { return try planPush() }
    if tracking.agreed == nil { tracking.agreed = SyncBase(beginning: try compare()) }
    if options.direction.pushes { try push() }
    try agree()
  }

  /// A prompt that is not at the remote.
  private mutating func syncLocalOnly() throws(SyncFailure) {
    guard name != nil else {
      item.state = tracking.isGone ? .gone : .deleted
      return
    }
    item.state = tracking.isGone ? .gone : .ahead
    guard options.direction.pushes else { return }
    if tracking.isGone {
      guard options.recreates else {
        item.notes.append(.goneThere)
        return
      }
      tracking = Tracking()
    }
    try checkLimits(try local(), versions: nil)
    try create()
    guard options.changes else { return try planPush() }
    try push()
    try agree()
  }

  /// A prompt that is not here.
  private mutating func syncRemoteOnly() throws(SyncFailure) {
    if subject.isDeletedLocally {
      item.state = .deleted
      item.notes.append(.deletedHere)
      return
    }
    item.state = .behind
    guard options.direction.pulls else { return }
    try createHere()
  }
}

extension PromptSyncJob {
  /// Reads or writes the ledger.
  func ledger<Result>(
    _ body: () throws(RepositoryError) -> Result
  ) throws(SyncFailure) -> Result {
    do throws(RepositoryError) { return try body() } catch { throw SyncFailure(error) }
  }

  /// Asks the remote.
  func remote<Result>(
    _ body: () throws(ClientError) -> Result
  ) throws(SyncFailure) -> Result {
    do throws(ClientError) { return try body() } catch { throw SyncFailure(error) }
  }

  /// Asks the remote for what may be refused.
  static func attempt<Result>(
    _ body: () throws(ClientError) -> Result
  ) -> Swift.Result<Result, ClientError> {
    do throws(ClientError) { return .success(try body()) } catch { return .failure(error) }
  }

  /// The prompt's name here.
  func localName() throws(SyncFailure) -> PromptName {
    guard let name else { throw .failed("the prompt is not here") }
    return name
  }

  /// The prompt here.
  func local() throws(SyncFailure) -> Prompt {
    let name = try localName()
    let prompt = try ledger { () throws(RepositoryError) in try repository.prompt(name) }
    guard let prompt, prompt.record.id == id else {
      throw .failed("it was renamed or deleted here meanwhile; run it again")
    }
    return prompt
  }

  /// The versions here, by number.
  func version(_ number: Int) throws(SyncFailure) -> Version {
    let name = try localName()
    return try ledger { () throws(RepositoryError) in
      try repository.version(name, .number(number))
    }
  }

  /// The content of a version here.
  func content(_ number: Int) throws(SyncFailure) -> VersionContent {
    let version = try version(number)
    return try ledger { () throws(RepositoryError) in try repository.content(of: version) }
  }

  /// What was seen at the remote.
  func seen() throws(SyncFailure) -> SeenPrompt {
    guard let seen = tracking.seen else { throw .failed("the remote was not looked at") }
    return seen
  }

  /// How both sides stand to each other now.
  func compare() throws(SyncFailure) -> SyncSnapshot {
    let prompt = try local()
    guard let latest = prompt.latest?.number, let active = prompt.active?.version else {
      throw .failed("it has no active version here")
    }
    let seen = try seen()
    let (repository, name) = (repository, prompt.name)
    let withdrawal = try ledger { () throws(RepositoryError) in
      try repository.withdrawal(of: prompt)
    }
    let local = LocalPrompt(
      record: RemoteRecord(prompt), latest: latest, active: active,
      isHeldBack: withdrawal != nil
    ) { number throws(RepositoryError) in
      try repository.version(name, .number(number)).templateHash
    }
    let comparison = try ledger { () throws(RepositoryError) in
      try Comparison(local, seen, agreed: tracking.agreed)
    }
    return SyncSnapshot(
      prompt: prompt, latest: latest, active: active, withdrawal: withdrawal, seen: seen,
      comparison: comparison)
  }

  /// Reads the remote's prompt; one that is gone is noted as such.
  mutating func readRemote() throws(SyncFailure) -> TaggedResponse<PromptObject> {
    guard let remoteID = tracking.remoteID else { throw .failed("it is not at the remote") }
    let client = client
    do throws(ClientError) {
      return try client.prompt(remoteID)
    } catch {
      guard error.status == 404 else { throw SyncFailure(error) }
      tracking.isGone = true
      try note("gone at \(context.remote)")
      throw .failed("it was deleted at the remote meanwhile; nothing was changed")
    }
  }

  /// Looks at the remote's prompt again.
  mutating func refresh() throws(SyncFailure) {
    guard tracking.remoteID != nil else { return }
    let prompt = try readRemote().value
    try update(with: prompt)
  }

  /// Takes over what an answer says of the prompt.
  mutating func update(with prompt: PromptObject) throws(SyncFailure) {
    var changed = tracking
    do throws(ClientError) {
      try fetcher.update(&changed, with: prompt)
    } catch {
      throw SyncFailure(error)
    }
    tracking = changed
  }

  /// Notes what is known of the remote.
  mutating func note(_ subject: String) throws(SyncFailure) {
    let (id, remote, files) = (id, context.remote, tracking.files)
    try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        try transaction.track(id, at: remote, files, subject: subject)
      }
    }
    noted = tracking
  }

  /// Notes in what both sides are in step now.
  mutating func agree() throws(SyncFailure) {
    let standing = try compare()
    let (comparison, seen) = (standing.comparison, standing.seen)
    var agreed = tracking.agreed ?? SyncBase(beginning: standing)
    agreed.versions = comparison.versions
    if comparison.record == .neither {
      agreed.localRecord = standing.record
      agreed.remoteRecord = seen.record
    }
    if comparison.pointer == .neither {
      agreed.localActive = standing.active
      agreed.remoteActive = seen.active
    }
    tracking.agreed = agreed
    for (number, here) in comparison.versions.enumerated() where here > 0 {
      tracking.templates[number + 1] = nil
    }
    guard tracking != noted else { return }
    if tracking.name == nil { tracking.name = standing.prompt.name.rawValue }
    if tracking != noted { try note("in step with \(context.remote)") }
  }
}

/// Why the work on a prompt cannot go on.
enum SyncFailure: Error {
  /// The remote is not as it was when the plan was made.
  case stale
  /// Somebody has to decide.
  case conflict(SyncConflict)
  /// It failed.
  case stopped(SyncProblem)

  init(_ error: ClientError) {
    self = .failed(error.message)
  }

  init(_ error: RepositoryError) {
    self = error.code == .conflict ? .stale : .stopped(.ledger(error))
  }

  /// It failed for a reason that a sentence says.
  static func failed(_ sentence: String) -> SyncFailure { .stopped(.about(sentence)) }
}
