internal import Digests
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptWork {
  /// Gives the remote what has changed here.
  mutating func push() throws(SyncFailure) {
    if options.isDryRun { return try describePush() }
    while let number = try compare().newLocal.first {
      guard try compare().newRemote.isEmpty else { throw .stale }
      try push(version: number)
    }
    try pushRecord()
    try pushPointer()
  }

  private mutating func describePush() throws(SyncFailure) {
    guard tracking.seen != nil else {
      guard let latest = try local().latest else { return }
      for number in 2..<max(2, latest.number + 1) {
        item.actions.append(.giveVersion(here: number, there: number))
      }
      return
    }
    let comparison = try compare()
    let seen = try seen()
    if comparison.newRemote.isEmpty {
      for (index, number) in comparison.newLocal.enumerated() {
        item.actions.append(.giveVersion(here: number, there: seen.latest + 1 + index))
      }
    }
    if comparison.record == .local { item.actions.append(.giveRecord) }
    if comparison.pointer == .local, comparison.newLocal.isEmpty,
      let active = try local().active?.version, let there = tracking.agreed?.remote(active)
    {
      item.actions.append(.activateThere(there))
    }
  }

  /// Requires that the remote is as the plan has it.
  mutating func read() throws(SyncFailure) -> Answered<PromptObject> {
    guard let remoteID = tracking.remoteID else { throw .failed("it is not at the remote") }
    let client = client
    let answer: Answered<PromptObject>
    do throws(ClientError) {
      answer = try client.prompt(remoteID)
    } catch {
      guard error.status == 404 else { throw SyncFailure(error) }
      tracking.isGone = true
      try note("gone at \(context.remote)")
      throw .failed("it was deleted at the remote meanwhile; nothing was changed")
    }
    let seen = try seen()
    guard answer.value.latestVersion == seen.latest, answer.value.activeVersion == seen.active,
      RemoteRecord(answer.value) == seen.record
    else { throw .stale }
    return answer
  }

  /// Gives one version.
  private mutating func push(version number: Int) throws(SyncFailure) {
    let content = try content(number)
    let count = content.template.unicodeScalars.count
    guard Limits.template.contains(count) else {
      throw .failed(
        "version \(number) has \(count) characters, and the API takes at most "
          + "\(Limits.template.upperBound); nothing was sent")
    }
    let answer = try read()
    let seen = try seen()
    // In the end the version that is active here is active there.
    let isLast = try compare().newLocal == [number]
    let active = try local().active?.version ?? number
    let after = isLast && active != number ? tracking.agreed?.remote(active) : nil
    let pushed = PushedVersion(
      local: number, base: seen.latest, activeBefore: seen.active, activeAfter: after,
      once: PromptWork.onceKey())
    tracking.intent = .version(pushed)
    try note("pushing version \(number) to \(context.remote)")
    try send(content.template, pushed, answer.tips)
    item.actions.append(.giveVersion(here: number, there: pushed.base + 1))
  }

  /// Sends a version until it is known what became of it.
  private mutating func send(
    _ template: String, _ pushed: PushedVersion, _ tips: RemoteTips?
  ) throws(SyncFailure) {
    guard let remoteID = tracking.remoteID else { throw .failed("it is not at the remote") }
    let client = client
    var attempt = 1
    while true {
      let result = PromptWork.attempt { () throws(ClientError) in
        try client.createVersion(
          CreateVersionRequest(template: template), of: remoteID, ifMatch: tips, once: pushed.once)
      }
      switch result {
      case .success(let answer) where answer.value.version == pushed.base + 1:
        return try landed(answer, pushed)
      case .success: return try settle()
      case .failure(let error):
        guard try tryAgain(after: error, pushed) else { return }
        guard let pause = client.policy.nextPause(after: attempt) else { throw SyncFailure(error) }
        client.policy.wait(pause)
        attempt += 1
        tracking.intent = .version(pushed)
        try note("pushing version \(pushed.local) to \(context.remote) again")
      }
    }
  }

  /// Whether a version of which no good answer came has to be sent again: it is not there, and
  /// nobody else's either.
  private mutating func tryAgain(
    after error: ClientError, _ pushed: PushedVersion
  ) throws(SyncFailure) -> Bool {
    if let status = error.status, status != 409, status != 412 {
      tracking.intent = nil
      try note("version \(pushed.local) was refused by \(context.remote)")
      throw .failed(error.message)
    }
    try settle()
    if tracking.agreed?.remote(pushed.local) != nil { return false }
    guard try seen().latest == pushed.base, error.status == nil else { throw .stale }
    return true
  }
}
