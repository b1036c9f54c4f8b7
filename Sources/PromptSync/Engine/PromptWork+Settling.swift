internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptWork {
  /// Finds out what became of a version whose pushing has begun, by looking at the remote, and ends
  /// it.
  ///
  /// - Throws: A conflict when it was published after another writer's version.
  mutating func settle() throws(SyncFailure) {
    guard case .version(let pushed)? = tracking.intent, let remoteID = tracking.remoteID else {
      return
    }
    let client = client
    let answer = try remote { () throws(ClientError) in try client.prompt(remoteID) }
    try update(with: answer.value)
    let hash = try version(pushed.local).templateHash
    let seen = try seen()
    let place = (pushed.base..<max(pushed.base, seen.latest)).first { index in
      seen.hashes[index] == hash && tracking.agreed?.local(index + 1) == nil
    }
    guard let place else {
      tracking.intent = nil
      return try note("version \(pushed.local) is not at \(context.remote)")
    }
    let number = place + 1
    record(pushed.local, as: number)
    guard number > pushed.base + 1 else {
      return try activate(after: pushed, number, answer.tips)
    }
    // Another writer was quicker, and our version has taken the place of theirs.
    if seen.active == number {
      try rollBack(to: number - 1, answer.tips)
    }
    tracking.intent = nil
    try note("version \(pushed.local) was published at \(context.remote) after another one")
    item.actions.append(.giveVersion(here: pushed.local, there: number))
    throw .conflict(
      try conflict(
        "version \(pushed.local) was published there as version \(number), after version "
          + "\(number - 1) of another writer, which is active again", .pull, try compare()))
  }

  /// A version of ours was created with the number that was expected.
  mutating func landed(
    _ answer: Answered<VersionObject>, _ pushed: PushedVersion
  ) throws(SyncFailure) {
    let version = answer.value
    let hash = VersionHash(template: version.template)
    tracking.seen?.hashes.append(hash)
    tracking.seen?.active = version.version
    record(pushed.local, as: version.version)
    if try self.version(pushed.local).templateHash != hash {
      item.notes.append(
        "the remote keeps another text of version \(pushed.local) than was sent")
    }
    try activate(after: pushed, version.version, answer.tips)
  }

  /// Ends a push: makes active what is to be active.
  private mutating func activate(
    after pushed: PushedVersion, _ number: Int, _ tips: RemoteTips?
  ) throws(SyncFailure) {
    if let wanted = pushed.activeAfter, tracking.seen?.active == number, wanted != number {
      try rollBack(to: wanted, tips)
    }
    tracking.intent = nil
    if let active = tracking.seen?.active, active == number || active == pushed.activeAfter {
      tracking.agreed?.remoteActive = active
    }
    try note("version \(pushed.local) is at \(context.remote)")
  }

  private mutating func record(_ local: Int, as number: Int) {
    let missing = number - (tracking.agreed?.versions.count ?? 0)
    if missing > 0 {
      tracking.agreed?.versions += Array(repeating: 0, count: missing)
    }
    tracking.agreed?.versions[number - 1] = local
    tracking.templates[number] = nil
  }

  /// Makes another version active there.
  ///
  /// Repeating it is harmless, so that a lost answer needs no journal.
  mutating func rollBack(to number: Int, _ tips: RemoteTips?) throws(SyncFailure) {
    guard let remoteID = tracking.remoteID else { return }
    let client = client
    do throws(ClientError) {
      let prompt = try client.rollback(to: number, of: remoteID, ifMatch: tips).value
      tracking.seen?.active = prompt.activeVersion
    } catch {
      if error.status == 412 || error.status == 409 { throw .stale }
      throw SyncFailure(error)
    }
  }

  /// Gives the record, if it is this side that changed it.
  mutating func pushRecord() throws(SyncFailure) {
    guard try compare().record == .local, let remoteID = tracking.remoteID else { return }
    let answer = try read()
    let record = RemoteRecord(try local())
    try checkLimits(try local())
    let request = UpdatePromptRequest(
      name: record.name, description: .some(record.description), metadata: record.metadata(with: id)
    )
    let client = client
    do throws(ClientError) {
      let prompt = try client.update(request, of: remoteID, ifMatch: answer.tips).value
      tracking.seen?.record = RemoteRecord(prompt)
    } catch {
      // What became of it shows when both sides are compared again.
      guard let status = error.status, status != 409, status != 412 else { throw .stale }
      throw SyncFailure(error)
    }
    item.actions.append(.giveRecord)
    let there = try seen().record
    tracking.agreed?.localRecord = record
    tracking.agreed?.remoteRecord = there
    try note("the record is at \(context.remote)")
  }

  /// Moves the active pointer there, if it is this side that moved it.
  mutating func pushPointer() throws(SyncFailure) {
    guard try compare().pointer == .local, let active = try local().active?.version,
      let there = tracking.agreed?.remote(active)
    else { return }
    let answer = try read()
    try rollBack(to: there, answer.tips)
    item.actions.append(.activateThere(there))
    let activeThere = try seen().active
    tracking.agreed?.localActive = active
    tracking.agreed?.remoteActive = activeThere
    try note("version \(active) is active at \(context.remote)")
  }
}
