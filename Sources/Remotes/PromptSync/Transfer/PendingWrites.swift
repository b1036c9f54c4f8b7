internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

/// A write that has begun at a remote, kept until it is known how it ended.
public enum PendingWrite: Sendable, Hashable {
  /// The prompt is created. The token in its metadata finds it again.
  case create(once: String, record: RemoteRecord)
  /// A version is pushed. Creating it makes it active there, whatever is to be active.
  case version(PushedVersion)
  /// The record is edited.
  case record(RemoteRecord)
}

extension PendingWrite {
  var json: JSONObject {
    switch self {
    case .create(let once, let record):
      ["create": .string(once), "record": .object(record.json)]
    case .version(let pushed):
      [
        "active_after": pushed.activeAfter.map { .integer($0) } ?? .null,
        "active_before": .integer(pushed.activeBefore), "base": .integer(pushed.base),
        "local": .integer(pushed.local), "version": .string(pushed.once),
      ]
    case .record(let record): ["edit": .object(record.json)]
    }
  }

  init?(_ json: JSONValue?) {
    guard let json = json?.object else { return nil }
    if let once = json["create"]?.string {
      guard let record = RemoteRecord(json["record"]) else { return nil }
      self = .create(once: once, record: record)
      return
    }
    if let record = RemoteRecord(json["edit"]) {
      self = .record(record)
      return
    }
    guard let once = json["version"]?.string, let local = json["local"]?.integer,
      let base = json["base"]?.integer, let before = json["active_before"]?.integer
    else { return nil }
    self = .version(
      PushedVersion(
        local: local, base: base, activeBefore: before,
        activeAfter: json["active_after"]?.integer, once: once))
  }
}

/// A version on its way to a remote.
public struct PushedVersion: Sendable, Hashable {
  /// Its number here.
  public var local: Int
  /// How many versions there were at the remote.
  public var base: Int
  /// Which one was active there.
  public var activeBefore: Int
  /// Which one is to be active there; `nil` for the pushed one.
  public var activeAfter: Int?
  /// The name of the write, for a server that does a write once by it.
  public var once: String
}

extension PromptSyncJob {
  /// Finds out what became of a write that has begun, by looking at the remote, and ends it.
  ///
  /// - Throws: A conflict when a version was published after another writer's.
  mutating func finishPendingWrite() throws(SyncFailure) {
    guard tracking.remoteID != nil else { return }
    switch tracking.intent {
    case .version(let pushed): try finishPendingWrite(pushed)
    case .record(let record): try finishPendingWrite(record: record)
    case .create, nil: break
    }
  }

  private mutating func finishPendingWrite(_ pushed: PushedVersion) throws(SyncFailure) {
    let answer = try readRemote()
    try update(with: answer.value)
    guard let number = try place(of: pushed) else {
      tracking.intent = nil
      return try note("version \(pushed.local) is not at \(context.remote)")
    }
    try record(pushed, as: number)
    guard number > pushed.base + 1 else {
      return try activate(after: pushed, number, answer.tips)
    }
    try yield(pushed, number, answer.tips)
  }

  /// Where a version stands that may have arrived; `nil` when it did not.
  private func place(of pushed: PushedVersion) throws(SyncFailure) -> Int? {
    let (seen, agreed) = (try seen(), tracking.agreed)
    let template = try content(pushed.local).template
    let hash = VersionHash(template: template)
    let candidates = (pushed.base + 1..<max(pushed.base, seen.latest) + 1).filter { number in
      agreed?.local(number).map { $0 == pushed.local } ?? true
    }
    if let found = agreed?.remote(pushed.local) { return found }
    if let found = candidates.first(where: { seen.hashes[$0 - 1] == hash }) { return found }
    return candidates.first { number in
      tracking.templates[number].map { ServerNormalization.isOne($0.template, of: template) }
        ?? false
    }
  }

  /// Lets another writer, who was quicker, keep their version active.
  private mutating func yield(
    _ pushed: PushedVersion, _ number: Int, _ tips: RemoteTips?
  ) throws(SyncFailure) {
    if try seen().active == number { try rollBack(to: number - 1, tips) }
    tracking.intent = nil
    // That ours was made active is done with; theirs counts until somebody decides.
    let active = try compare().active
    tracking.agreed?.localActive = active
    try note("version \(pushed.local) was published at \(context.remote) after another one")
    throw .conflict(
      try conflict(
        "version \(pushed.local) was published there as version \(number), after version "
          + "\(number - 1) of another writer, which is active again", .pull, try compare()))
  }

  /// A version of ours was created with the number that was expected.
  mutating func finishExpectedPush(
    _ answer: TaggedResponse<VersionObject>, _ pushed: PushedVersion
  ) throws(SyncFailure) {
    let version = answer.value
    tracking.seen?.hashes.append(VersionHash(template: version.template))
    tracking.seen?.active = version.version
    try record(pushed, as: version.version)
    try activate(after: pushed, version.version, answer.tips)
  }

  /// Ends a push: makes active what is to be active.
  private mutating func activate(
    after pushed: PushedVersion, _ number: Int, _ tips: RemoteTips?
  ) throws(SyncFailure) {
    if let wanted = pushed.activeAfter, try seen().active == number, wanted != number {
      var tips = tips
      if tips == nil { tips = try requireRemoteUnchanged() }
      try rollBack(to: wanted, tips)
    }
    tracking.intent = nil
    let active = try seen().active
    if active == number || active == pushed.activeAfter { tracking.agreed?.remoteActive = active }
    try note("version \(pushed.local) is at \(context.remote)")
  }

  /// Takes over where a pushed version has its place.
  private mutating func record(_ pushed: PushedVersion, as number: Int) throws(SyncFailure) {
    guard tracking.agreed?.remote(pushed.local) != number else { return }
    item.actions.append(.giveVersion(here: pushed.local, there: number))
    let missing = number - (tracking.agreed?.versions.count ?? 0)
    if missing > 0 {
      tracking.agreed?.versions += Array(repeating: 0, count: missing)
    }
    tracking.agreed?.versions[number - 1] = pushed.local
    tracking.templates[number] = nil
    if try version(pushed.local).templateHash != seen().hashes[number - 1] {
      item.notes.append(
        .about("the remote keeps another text of version \(pushed.local) than was sent"))
    }
  }

  /// Says which versions that are new there repeat an older one's text, as a push does that the
  /// network delivered twice.
  mutating func report(repeated standing: SyncSnapshot) {
    let hashes = standing.seen.hashes
    let repeated = standing.comparison.newRemote.filter {
      hashes[..<($0 - 1)].contains(hashes[$0 - 1])
    }
    guard !repeated.isEmpty else { return }
    item.notes.append(
      .about(
        "at the remote these versions repeat the text of an older one, as a push does that was "
          + "delivered twice: \(repeated.map { "\($0)" }.joined(separator: ", "))"))
  }
}
