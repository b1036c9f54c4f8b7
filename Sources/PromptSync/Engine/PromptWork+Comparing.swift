internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptWork {
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
  func compare() throws(SyncFailure) -> Comparison {
    let prompt = try local()
    guard let latest = prompt.latest, let active = prompt.active else {
      throw .failed("it has no active version here")
    }
    let seen = try seen()
    let (repository, name) = (repository, prompt.name)
    let local = LocalPrompt(
      record: RemoteRecord(prompt), latest: latest.number, active: active.version
    ) { number throws(RepositoryError) in
      try repository.version(name, .number(number)).templateHash
    }
    return try ledger { () throws(RepositoryError) in
      try Comparison(local, seen, agreed: tracking.agreed)
    }
  }

  /// Looks at the remote's prompt again.
  mutating func refresh() throws(SyncFailure) {
    guard let remoteID = tracking.remoteID else { return }
    let prompt = try remote { () throws(ClientError) in try client.prompt(remoteID).value }
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
  func note(_ subject: String) throws(SyncFailure) {
    try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        try transaction.track(id, at: context.remote, tracking.files, subject: subject)
      }
    }
  }

  /// Notes in what both sides are in step now.
  mutating func agree() throws(SyncFailure) {
    let before = tracking
    let comparison = try compare()
    let (prompt, seen) = (try local(), try seen())
    let record = RemoteRecord(prompt)
    guard let active = prompt.active?.version else { return }
    if tracking.agreed == nil, comparison.record == .neither, comparison.pointer == .neither {
      tracking.agreed = Agreement(
        localRecord: record, remoteRecord: seen.record, localActive: active,
        remoteActive: seen.active, versions: comparison.versions)
    }
    tracking.agreed?.versions = comparison.versions
    if comparison.record == .neither {
      tracking.agreed?.localRecord = record
      tracking.agreed?.remoteRecord = seen.record
    }
    if comparison.pointer == .neither {
      tracking.agreed?.localActive = active
      tracking.agreed?.remoteActive = seen.active
    }
    for (number, here) in comparison.versions.enumerated() where here > 0 {
      tracking.templates[number + 1] = nil
    }
    if tracking != before { try note("in step with \(context.remote)") }
  }
}
