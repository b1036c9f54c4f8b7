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
  func compare() throws(SyncFailure) -> Standing {
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
    return Standing(
      prompt: prompt, latest: latest, active: active, withdrawal: withdrawal, seen: seen,
      comparison: comparison)
  }

  /// Reads the remote's prompt; one that is gone is noted as such.
  mutating func readThere() throws(SyncFailure) -> Answered<PromptObject> {
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
    let prompt = try readThere().value
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
    var agreed = tracking.agreed ?? Agreement(beginning: standing)
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
