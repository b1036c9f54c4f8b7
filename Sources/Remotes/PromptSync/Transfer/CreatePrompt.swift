internal import Digests
internal import PromptRepo
internal import PromptTemplate
internal import PromptsAPI
internal import PromptsClient

extension PromptSyncJob {
  /// Creates here a prompt that is at the remote.
  mutating func createHere() throws(SyncFailure) {
    let seen = try seen()
    let versions = Array(1..<(seen.latest + 1))
    let actions =
      [.createHere] + versions.map { .takeVersion(there: $0, here: $0) }
      + [SyncAction.activateHere(seen.active)]
    guard options.changes else {
      item.actions += actions
      return
    }
    let work = self
    let (name, noted) = try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        transaction.takesHistory = true
        var tracking = work.tracking
        let name = try transaction.unusedName(
          for: seen.record.name, wanted: seen.ledgerName,
          isContested: work.subject.isNameContested, id: work.id)
        tracking.name = name.rawValue
        try transaction.create(
          name, id: work.id, createdAt: try Timestamp(seen.createdAt),
          title: seen.record.name == name.rawValue ? nil : seen.record.name,
          description: seen.record.description, metadata: seen.record.metadata)
        tracking.agreed = SyncBase(
          localRecord: seen.record, remoteRecord: seen.record, localActive: seen.active,
          remoteActive: seen.active, versions: Array(repeating: 0, count: seen.latest))
        try work.appendVersions(versions, to: name, &tracking, &transaction)
        try transaction.activate(name, .number(seen.active))
        try transaction.track(
          work.id, at: work.context.remote, tracking.files,
          subject: "taken from \(work.context.remote)")
        return (name, tracking)
      }
    }
    self.name = name
    tracking = noted
    self.noted = noted
    item.name = name.rawValue
    item.actions += actions
    reportName(name, seen)
    try noteMarkers(of: seen.latest)
  }

  /// Says that a prompt has another name here than in the ledger that it comes from.
  private mutating func reportName(_ name: PromptName, _ seen: SeenPrompt) {
    guard let wanted = seen.ledgerName, wanted != name.rawValue else { return }
    let reason =
      PromptName(orNil: wanted)?.isPortable != true ? "is not one for this ledger" : "is taken here"
    item.notes.append(.about("the name that it has elsewhere, '\(wanted)', \(reason)"))
  }

  /// Creates at the remote a prompt that is here, with its first version.
  mutating func create() throws(SyncFailure) {
    let prompt = try local()
    let record = RemoteRecord(prompt)
    let content = try content(1)
    try noteDialect(of: prompt)
    guard options.changes else {
      return item.actions += [.createThere, .giveVersion(here: 1, there: 1)]
    }
    let request = CreatePromptRequest(
      name: record.name, template: content.template, description: record.description,
      metadata: record.metadata(with: id, name: prompt.name.rawValue))
    tracking.name = prompt.name.rawValue
    var once = PromptSyncJob.newIdempotencyKey()
    if case .create(let begun, let sent)? = tracking.intent, sent == record { once = begun }
    tracking.intent = .create(once: once, record: record)
    try note("creating at \(context.remote)")
    let created = try create(request, once: once)
    item.actions += [.createThere, .giveVersion(here: 1, there: 1)]
    tracking.intent = nil
    switch created {
    case .now(let answer):
      tracking.agreed = SyncBase(created: record, seen: record)
      // How the remote renders what was sent is nobody's edit.
      tracking.agreed?.remoteRecord = RemoteRecord(answer.prompt)
      tracking.seen = SeenPrompt(answer)
      try update(with: answer.prompt)
    case .before(let prompt):
      tracking.agreed = SyncBase(created: record, seen: RemoteRecord(prompt))
      try update(with: prompt)
    }
    if let hash = tracking.seen?.hashes.first, hash != content.templateHash {
      item.notes.append(.about("the remote keeps another text of version 1 than was sent"))
    }
    noteNormalization(of: record)
    try note("created at \(context.remote)")
  }

  /// Says that the remote holds texts alone, where their dialect makes something else of them.
  private mutating func noteDialect(of prompt: Prompt) throws(SyncFailure) {
    let dialect = try content(prompt.latest?.number ?? 1).dialect
    switch dialect {
    case .plain, .strict: break
    case .chat, .handlebars, .jinja:
      item.notes.append(
        .about(
          "the remote knows no dialect: it gives this text of the dialect \(dialect.rawValue) with "
            + "its markers in it"))
    }
  }

  /// A prompt that was created.
  private enum Created {
    /// By the request that was answered.
    case now(CreatedPrompt)
    /// By a request that was not answered; others may have changed it since.
    case before(PromptObject)
  }

  /// Sends a creation until it is known to have happened.
  private mutating func create(
    _ request: CreatePromptRequest, once: String
  ) throws(SyncFailure) -> Created {
    let (client, fetcher, id) = (client, fetcher, id)
    var attempt = 1
    while true {
      let result = PromptSyncJob.attempt { () throws(ClientError) in
        try client.create(request, once: once).value
      }
      guard case .failure(let error) = result else {
        return .now(try result.mapError(SyncFailure.init).get())
      }
      // A refusal is an end; anything else may have happened, and is looked for.
      if let status = error.status, status != 409 {
        tracking.intent = nil
        try note("not created at \(context.remote)")
        throw SyncFailure(error)
      }
      let found = try remote { () throws(ClientError) in try fetcher.created(as: id) }
      if let found { return .before(found) }
      guard !error.isPermanent, let pause = client.policy.nextPause(after: attempt)
      else { throw SyncFailure(error) }
      client.policy.wait(pause)
      attempt += 1
    }
  }

  /// Refuses what the hosted API cannot take, before any request.
  ///
  /// - Parameter versions: The numbers of the versions that are to be given; `nil` for all.
  func checkLimits(_ prompt: Prompt, versions: [Int]?) throws(SyncFailure) {
    guard let latest = prompt.latest?.number, prompt.active != nil else {
      throw .failed("it has no active version here")
    }
    let name = prompt.displayName.unicodeScalars.count
    guard Limits.name.contains(name) else {
      throw .failed("its title has \(name) characters, and the API takes at most 255")
    }
    for number in versions ?? Array(1..<latest + 1) {
      let count = try content(number).template.unicodeScalars.count
      guard Limits.template.contains(count) else {
        throw .failed(
          "version \(number) has \(count) characters, and the API takes at most "
            + "\(Limits.template.upperBound); nothing was sent")
      }
    }
  }

  /// The name of a write that has never been one.
  static func newIdempotencyKey() -> String { Repository.randomUUID().hex }
}
