internal import HTTPMessages

/// Where a prompt's chains stand at a server that says so; with them, a write happens only if
/// nobody else was first.
public struct RemoteTips: Sendable, Hashable {
  /// The chain of versions.
  public let versions: String
  /// The chain of the active pointer's moves.
  public let active: String
  /// The chain of the record's edits.
  public let info: String

  /// Reads the tips of an answer; `nil` when the server does not give them.
  init?(_ fields: HTTPFields) {
    guard let versions = fields[.versionsTip], let active = fields[.activeTip],
      let info = fields[.infoTip]
    else { return nil }
    self.versions = versions
    self.active = active
    self.info = info
  }
}

/// An answer about a prompt.
public struct Answered<Value: Sendable>: Sendable {
  /// What the answer says.
  public let value: Value
  /// Where the prompt's chains stand; `nil` when the server does not say.
  public let tips: RemoteTips?
}
