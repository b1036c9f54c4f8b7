internal import Digests
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptSyncJob {
  /// Gives the remote what has changed here.
  mutating func push() throws(SyncFailure) {
    var standing = try compare()
    try checkLimits(standing.prompt, versions: standing.comparison.newLocal)
    while let number = standing.comparison.newLocal.first {
      guard standing.comparison.newRemote.isEmpty else { throw .stale }
      try push(version: number, standing)
      standing = try compare()
    }
    try pushRecord()
    try pushName()
    try pushPointer()
  }

  /// Says what a push would do.
  mutating func planPush() throws(SyncFailure) {
    guard options.direction.pushes else { return }
    guard tracking.seen != nil else {
      guard let latest = try local().latest else { return }
      for number in 2..<max(2, latest.number + 1) {
        item.actions.append(.giveVersion(here: number, there: number))
      }
      return
    }
    let standing = try compare()
    let comparison = standing.comparison
    try checkLimits(standing.prompt, versions: comparison.newLocal)
    if comparison.newRemote.isEmpty {
      for (index, number) in comparison.newLocal.enumerated() {
        item.actions.append(.giveVersion(here: number, there: standing.seen.latest + 1 + index))
      }
    }
    let isRenamed = try self.isRenamed()
    if comparison.record == .local || comparison.record == .neither && isRenamed {
      item.actions.append(.giveRecord)
    }
    if comparison.pointer == .local, comparison.newLocal.isEmpty,
      let there = tracking.agreed?.remote(standing.active)
    {
      item.actions.append(.activateThere(there))
    }
  }

  /// Requires that the remote is as it was seen.
  ///
  /// - Returns: Its tips, if it gives them.
  mutating func requireRemoteUnchanged() throws(SyncFailure) -> RemoteTips? {
    let answer = try readRemote()
    let seen = try seen()
    guard answer.value.latestVersion == seen.latest, answer.value.activeVersion == seen.active,
      RemoteRecord(answer.value) == seen.record
    else { throw .stale }
    return answer.tips
  }

  /// Gives one version.
  private mutating func push(version number: Int, _ standing: SyncSnapshot) throws(SyncFailure) {
    let template = try content(number).template
    let tips = try requireRemoteUnchanged()
    // In the end the version that is active here is active there.
    let isLast = standing.comparison.newLocal == [number]
    let after =
      isLast && standing.active != number ? tracking.agreed?.remote(standing.active) : nil
    let pushed = PushedVersion(
      local: number, base: standing.seen.latest, activeBefore: standing.seen.active,
      activeAfter: after, once: PromptSyncJob.newIdempotencyKey())
    tracking.intent = .version(pushed)
    try note("pushing version \(number) to \(context.remote)")
    try send(template, pushed, tips)
  }

  /// Sends a version until it is known what became of it.
  private mutating func send(
    _ template: String, _ pushed: PushedVersion, _ tips: RemoteTips?
  ) throws(SyncFailure) {
    guard let remoteID = tracking.remoteID else { throw .failed("it is not at the remote") }
    let client = client
    var attempt = 1
    while true {
      let result = PromptSyncJob.attempt { () throws(ClientError) in
        try client.createVersion(
          CreateVersionRequest(template: template), of: remoteID, ifMatch: tips, once: pushed.once)
      }
      switch result {
      case .success(let answer) where answer.value.version == pushed.base + 1:
        return try finishExpectedPush(answer, pushed)
      case .success: return try finishPendingWrite()
      case .failure(let error):
        guard try mustSendAgain(after: error, pushed) else { return }
        guard !error.isPermanent, let pause = client.policy.nextPause(after: attempt)
        else { throw SyncFailure(error) }
        client.policy.wait(pause)
        attempt += 1
        tracking.intent = .version(pushed)
        try note("pushing version \(pushed.local) to \(context.remote) again")
      }
    }
  }

  /// Whether a version of which no good answer came has to be sent again: it is not there, and
  /// nobody else's either.
  private mutating func mustSendAgain(
    after error: ClientError, _ pushed: PushedVersion
  ) throws(SyncFailure) -> Bool {
    if let status = error.status, status != 409, status != 412 {
      tracking.intent = nil
      try note("version \(pushed.local) was refused by \(context.remote)")
      throw SyncFailure(error)
    }
    try finishPendingWrite()
    if tracking.agreed?.remote(pushed.local) != nil { return false }
    guard try seen().latest == pushed.base, error.status == nil else { throw .stale }
    return true
  }
}
