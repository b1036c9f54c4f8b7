internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations on a prompt's versions.
extension ServiceRequest {
  /// A prompt's versions, from one end, or the one that is live in an environment.
  func listVersions() throws -> HTTPResponse {
    let limit = try limit()
    let isAscending = try isAscending()
    let (found, ledger) = try prompt()
    let reader = SnapshotReader(found, in: ledger.repository)
    let environment = try environmentOfQuery()
    var versions: [Version]
    if let environment {
      versions = [try ServiceRequest.version(in: environment, of: found, reader)].compactMap(\.self)
    } else {
      versions = try reader.versions(of: found.name, limit: isAscending ? nil : limit)
      if isAscending { versions = Array(versions.suffix(limit).reversed()) }
    }
    let list = VersionList(data: try versions.map { try ServiceRequest.object($0, reader) })
    return HTTPResponse(.ok, list).tagged(for: fields).with(found.tips, environment)
  }

  /// One version.
  func getVersion() throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    let reader = SnapshotReader(found, in: ledger.repository)
    guard let number = Int(parameters[1]), parameters[1].utf8.first != UInt8(ascii: "+") else {
      throw APIError.versionNotFound
    }
    let version = try reader.version(found.name, numbered: number)
    return HTTPResponse(.ok, try ServiceRequest.object(version, reader))
      .tagged(for: fields).with(found.tips)
  }

  /// Adds a version and makes it live.
  ///
  /// The configuration of the version before it, which the API does not know, stays.
  ///
  /// - Parameter prompt: The prompt as it was when the request's head arrived.
  /// - Throws: 409 when somebody else has added a version since then.
  func createVersion(
    _ body: [UInt8], of prompt: IndexedPrompt, in ledger: Ledger
  ) throws -> HTTPResponse {
    let wanted: CreateVersionRequest = try read(body)
    return try aboutTemplate {
      try changeOnce(ledger, body, lostRace: APIError.concurrentVersion) { transaction in
        try add(wanted, to: prompt, in: &transaction)
      }
    }
  }

  private func add(
    _ wanted: CreateVersionRequest, to prompt: IndexedPrompt, in transaction: inout Transaction
  ) throws -> HTTPResponse {
    guard let current = try current(prompt, in: transaction), let latest = current.latest else {
      throw APIError.noPrompt
    }
    try checkIfMatch(latest.commit, "versions")
    try checkActiveTip(current.active?.commit)
    guard latest.commit == prompt.tips.versions else { throw APIError.concurrentVersion }
    let config = try transaction.content(of: latest).config
    let content = try VersionContent(template: wanted.template, config: config)
    let withdrawal = try transaction.withdrawal(of: current)
    let version = try transaction.addVersion(VersionDraft(content, mayRepeat: true), to: current)
    var object = VersionObject(version, content)
    // A new version is active, whatever was rolled back; who makes it is told.
    if let withdrawal, withdrawal.live.hash != version.hash {
      object.details?.passedRollback = PassedRollback(withdrawal)
    }
    var tips = current.tips
    tips.versions = version.commit
    tips.active = try transaction.tip(of: .pointer(.active), current.name)
    return HTTPResponse(.created, object).with(tips)
  }

  /// Makes an earlier version live again, or a later one.
  func rollBack(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: RollbackRequest = try read(body)
    return try changeExisting { transaction, prompt in
      try checkIfMatch(prompt.active?.commit, "active version")
      guard let latest = prompt.latest, wanted.version <= latest.number else {
        throw APIError.versionNotFound
      }
      if prompt.active?.version != wanted.version {
        try transaction.rollback(prompt.name, to: .number(wanted.version))
      }
      return try answer(prompt.name, in: transaction)
    }
  }

  /// The version that is live in an environment; `nil` where nothing is.
  static func version(
    in environment: EnvironmentName, of prompt: IndexedPrompt, _ reader: SnapshotReader
  ) throws -> Version? {
    guard prompt.tips[environment] != nil else { return nil }
    return try reader.version(prompt.name, .environment(environment))
  }

  private static func object(
    _ version: Version, _ reader: SnapshotReader
  ) throws -> VersionObject {
    VersionObject(version, try reader.content(of: version))
  }
}
