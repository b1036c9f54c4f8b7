public import CanonicalJSON

/// A rollback that a new version passed over: what was live, and what the rollback had withdrawn.
public struct PassedRollback: Sendable, Hashable {
  /// The number of the version that was live until then.
  public var liveVersion: Int
  /// The number of the newest version that was withdrawn.
  public var withdrawnVersion: Int
  /// Why it was withdrawn; absent where nobody said.
  public var reason: String?
  /// Who rolled back last.
  public var actor: ActorObject
  /// When that was, RFC 3339.
  public var createdAt: String

  /// Names a rollback.
  public init(
    liveVersion: Int, withdrawnVersion: Int, reason: String? = nil, actor: ActorObject,
    createdAt: String
  ) {
    self.liveVersion = liveVersion
    self.withdrawnVersion = withdrawnVersion
    self.reason = reason
    self.actor = actor
    self.createdAt = createdAt
  }
}

extension PassedRollback: WrittenObject {
  /// Adds the members as they are sent; an unset one is absent.
  public func add(to members: inout some JSONMembers) {
    members.add("live_version", .integer(liveVersion))
    members.add("withdrawn_version", .integer(withdrawnVersion))
    if let reason { members.add("reason", .string(reason)) }
    members.add("actor") { actor.add(to: &$0) }
    members.add("created_at", .string(createdAt))
  }

  /// Reads a rollback that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      liveVersion: try members.version("live_version"),
      withdrawnVersion: try members.version("withdrawn_version"),
      reason: try members.optionalText("reason"), actor: try ActorObject(members.members("actor")),
      createdAt: try members.text("created_at"))
  }
}
