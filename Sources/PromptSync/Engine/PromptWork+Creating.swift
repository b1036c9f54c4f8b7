internal import Digests
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptWork {
  /// Creates here a prompt that is at the remote.
  mutating func createHere() throws(SyncFailure) {
    let seen = try seen()
    item.actions.append(.createHere)
    for number in 1..<(seen.latest + 1) {
      item.actions.append(.takeVersion(there: number, here: number))
    }
    item.actions.append(.activateHere(seen.active))
    guard !options.isDryRun else { return }
    let work = self
    let (name, noted) = try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        var tracking = work.tracking
        let name = try transaction.unusedName(for: seen.record.name, id: work.id)
        try transaction.create(
          name, id: work.id, createdAt: try Timestamp(seen.createdAt),
          title: seen.record.name == name.rawValue ? nil : seen.record.name,
          description: seen.record.description, metadata: seen.record.metadata)
        tracking.agreed = Agreement(
          localRecord: seen.record, remoteRecord: seen.record, localActive: seen.active,
          remoteActive: seen.active, versions: Array(repeating: 0, count: seen.latest))
        try work.appendVersions(
          Array(1..<(seen.latest + 1)), to: name, &tracking, &transaction)
        try transaction.activate(name, .number(seen.active))
        try transaction.track(
          work.id, at: work.context.remote, tracking.files,
          subject: "taken from \(work.context.remote)")
        return (name, tracking)
      }
    }
    self.name = name
    tracking = noted
    item.name = name.rawValue
  }

  /// Creates at the remote a prompt that is here, with its first version.
  mutating func create() throws(SyncFailure) {
    let record = RemoteRecord(try local())
    let content = try content(1)
    item.actions += [.createThere, .giveVersion(here: 1, there: 1)]
    try checkLimits(try local())
    guard !options.isDryRun else { return }
    let request = CreatePromptRequest(
      name: record.name, template: content.template, description: record.description,
      metadata: record.metadata(with: id))
    var once = PromptWork.onceKey()
    if case .create(let begun, let sent)? = tracking.intent, sent == record { once = begun }
    tracking.intent = .create(once: once, record: record)
    try note("creating at \(context.remote)")
    let created = try create(request, once: once)
    tracking.intent = nil
    tracking.agreed = Agreement(
      localRecord: record, remoteRecord: record, localActive: 1, remoteActive: 1, versions: [1])
    try update(with: created)
    if tracking.seen?.latest == 1 {
      tracking.agreed?.remoteRecord = tracking.seen?.record ?? record
    }
    if let hash = tracking.seen?.hashes.first, hash != content.templateHash {
      item.notes.append("the remote keeps another text of version 1 than was sent")
    }
    try note("created at \(context.remote)")
  }

  /// Sends a creation until it is known to have happened.
  private mutating func create(
    _ request: CreatePromptRequest, once: String
  ) throws(SyncFailure) -> PromptObject {
    let (client, fetcher, id) = (client, fetcher, id)
    var attempt = 1
    while true {
      let result = PromptWork.attempt { () throws(ClientError) in
        try client.create(request, once: once).value.prompt
      }
      guard case .failure(let error) = result else {
        return try result.mapError(SyncFailure.init).get()
      }
      // A refusal is an end; anything else may have happened, and is looked for.
      if let status = error.status, status != 409 {
        tracking.intent = nil
        try note("not created at \(context.remote)")
        throw .failed(error.message)
      }
      let found = try remote { () throws(ClientError) in try fetcher.created(as: id) }
      if let found { return found }
      guard let pause = client.policy.nextPause(after: attempt) else { throw SyncFailure(error) }
      client.policy.wait(pause)
      attempt += 1
    }
  }

  /// Refuses what the hosted API cannot take, before any request.
  func checkLimits(_ prompt: Prompt) throws(SyncFailure) {
    let name = prompt.displayName.unicodeScalars.count
    guard Limits.name.contains(name) else {
      throw .failed("its title has \(name) characters, and the API takes at most 255")
    }
  }

  /// The name of a write that has never been one.
  static func onceKey() -> String { Repository.randomUUID().hex }
}
