internal import PromptMerge
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension PromptSyncJob {
  /// Makes another version active there.
  ///
  /// Repeating it is harmless, so that a lost answer needs no journal.
  ///
  /// - Throws: A conflict when another writer published a version since the last look: theirs is
  ///   made active again.
  mutating func rollBack(to number: Int, _ tips: RemoteTips?) throws(SyncFailure) {
    guard let remoteID = tracking.remoteID else { return }
    let expected = try seen().latest
    let prompt = try rollBack(remoteID, number, tips)
    tracking.seen?.active = prompt.activeVersion
    guard prompt.latestVersion > expected else { return }
    let restored = try rollBack(remoteID, prompt.latestVersion, nil)
    try update(with: restored)
    tracking.intent = nil
    let active = try compare().active
    tracking.agreed?.localActive = active
    try note("version \(prompt.latestVersion) came at \(context.remote) meanwhile")
    throw .conflict(
      try conflict(
        "version \(prompt.latestVersion) of another writer was published there at the moment when "
          + "version \(number) was made active; theirs is active again", .pull, try compare()))
  }

  private func rollBack(
    _ remoteID: String, _ number: Int, _ tips: RemoteTips?
  ) throws(SyncFailure) -> PromptObject {
    do throws(ClientError) {
      return try client.rollback(to: number, of: remoteID, ifMatch: tips).value
    } catch {
      throw PromptSyncJob.afterEdit(error)
    }
  }

  /// What became of an edit that was not answered shows when both sides are compared again.
  private static func afterEdit(_ error: ClientError) -> SyncFailure {
    guard let status = error.status, status != 409, status != 412 else { return .stale }
    return SyncFailure(error)
  }

  /// Gives the record, if it is this side that changed it.
  mutating func pushRecord() throws(SyncFailure) {
    let standing = try compare()
    guard standing.comparison.record == .local, let remoteID = tracking.remoteID,
      let agreed = tracking.agreed
    else { return }
    let record = standing.record
    let tips = try requireRemoteUnchanged()
    // Only what has changed, so that what another writer edits at this moment stays.
    var request = UpdatePromptRequest(from: agreed.localRecord, to: record)
    let isRenamed = try self.isRenamed()
    if isRenamed || agreed.localRecord.metadata != record.metadata {
      request.metadata = record.metadata(with: id, name: try nameToGive())
    }
    tracking.intent = .record(record)
    try note("editing the record at \(context.remote)")
    let client = client
    let prompt: PromptObject
    do throws(ClientError) {
      prompt = try client.update(request, of: remoteID, ifMatch: tips).value
    } catch {
      throw PromptSyncJob.afterEdit(error)
    }
    let answer = RemoteRecord(prompt)
    tracking.intent = nil
    item.actions.append(.giveRecord)
    tracking.seen?.record = answer
    if request.metadata != nil {
      tracking.seen?.ledgerName = prompt.ledgerName
      tracking.name = standing.prompt.name.rawValue
    }
    tracking.agreed?.localRecord = record
    tracking.agreed?.remoteRecord = RemoteRecord(
      name: request.name == nil ? standing.seen.record.name : answer.name,
      description: request.description == nil
        ? standing.seen.record.description : answer.description,
      metadata: request.metadata == nil ? standing.seen.record.metadata : answer.metadata)
    noteNormalization(of: record)
    try note("the record is at \(context.remote)")
  }

  /// The name that the remote is to hold: the one here if it was changed here since the remote was
  /// told it, otherwise what is there already, which may be the name in another ledger.
  private func nameToGive() throws(SyncFailure) -> String {
    let name = try localName().rawValue
    if let told = tracking.name, told != name { return name }
    return try seen().ledgerName ?? name
  }

  /// Whether the prompt was renamed here, and the remote holds another name.
  func isRenamed() throws(SyncFailure) -> Bool {
    let name = try localName().rawValue
    guard let told = tracking.name, told != name else { return false }
    return try seen().ledgerName != name
  }

  /// Gives the name, if that alone was changed here.
  mutating func pushName() throws(SyncFailure) {
    let standing = try compare()
    guard try isRenamed(), standing.comparison.record == .neither, let remoteID = tracking.remoteID
    else { return }
    let tips = try requireRemoteUnchanged()
    let name = standing.prompt.name.rawValue
    var request = UpdatePromptRequest()
    request.metadata = standing.seen.record.metadata(with: id, name: name)
    let prompt: PromptObject
    do throws(ClientError) {
      prompt = try client.update(request, of: remoteID, ifMatch: tips).value
    } catch {
      throw PromptSyncJob.afterEdit(error)
    }
    item.actions.append(.giveRecord)
    tracking.name = name
    tracking.seen?.ledgerName = prompt.ledgerName
    try note("the name is at \(context.remote)")
  }

  /// Says that the remote has made something else of a record.
  mutating func noteNormalization(of record: RemoteRecord) {
    guard let agreed = tracking.agreed, agreed.remoteRecord != record else { return }
    item.notes.append(.about("the remote keeps another record than was sent"))
  }

  /// Finds out what became of an edit that was not answered, where the remote may keep something
  /// else than it was sent.
  mutating func finishPendingWrite(record: RemoteRecord) throws(SyncFailure) {
    try refresh()
    let there = try seen().record
    tracking.intent = nil
    guard ServerNormalization.isOne(there, of: record) else { return }
    tracking.agreed?.localRecord = record
    tracking.agreed?.remoteRecord = there
    item.actions.append(.giveRecord)
    noteNormalization(of: record)
  }

  /// Moves the active pointer there, if it is this side that moved it.
  mutating func pushPointer() throws(SyncFailure) {
    let standing = try compare()
    guard standing.comparison.pointer == .local,
      let there = tracking.agreed?.remote(standing.active)
    else { return }
    let tips = try requireRemoteUnchanged()
    try rollBack(to: there, tips)
    item.actions.append(.activateThere(there))
    let activeThere = try seen().active
    tracking.agreed?.localActive = standing.active
    tracking.agreed?.remoteActive = activeThere
    try note("version \(standing.active) is active at \(context.remote)")
  }
}

extension UpdatePromptRequest {
  /// The edit that makes one record of another.
  fileprivate init(from old: RemoteRecord, to new: RemoteRecord) {
    self.init()
    func isSame(_ left: String?, _ right: String?) -> Bool {
      left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
    }
    if !isSame(old.name, new.name) { name = new.name }
    if !isSame(old.description, new.description) { description = .some(new.description) }
  }
}
