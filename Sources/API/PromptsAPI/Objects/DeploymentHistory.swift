public import CanonicalJSON

/// One move of a deployment as its history shows it.
public struct DeploymentMoveObject: Sendable, Hashable {
  /// What a move was; new ones may be added.
  public struct Action: RawRepresentable, Sendable, Hashable {
    /// The word that is sent.
    public let rawValue: String

    /// An action with a word of its own.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A version was deployed.
    public static let deployed = Action(rawValue: "deployed")
    /// A version was taken over from another environment.
    public static let promoted = Action(rawValue: "promoted")
    /// A version that had been live before became live again.
    public static let rolledBack = Action(rawValue: "rolled_back")
    /// An operation was taken back.
    public static let undone = Action(rawValue: "undone")
    /// All of them.
    static let all = [deployed, promoted, rolledBack, undone]
  }

  /// The entry's id, with which the next page is asked for.
  public var id: String
  /// What was done.
  public var action: Action
  /// The number of the version that became live.
  public var version: Int
  /// Its hash: `sha256:` and 64 digits.
  public var versionHash: String
  /// The number of the version that was live before; absent for the first move.
  public var previousVersion: Int?
  /// Its hash.
  public var previousVersionHash: String?
  /// When it was done, RFC 3339.
  public var createdAt: String
  /// Who did it.
  public var actor: ActorObject
  /// The end user that it was done for; may be absent.
  public var onBehalfOf: String?
  /// Why; may be absent.
  public var reason: String?
  /// On a promotion: the environment whose version was taken over.
  public var promotedFrom: String?
  /// The release that the version was deployed with; may be absent.
  public var release: String?
  /// What ties the move to the rest of what one command did.
  public var operation: String?
  /// The commit that records the move.
  public var commit: String

  /// Makes an entry from what every move has.
  public init(
    id: String, action: Action, version: Int, versionHash: String, createdAt: String,
    actor: ActorObject, commit: String
  ) {
    self.id = id
    self.action = action
    self.version = version
    self.versionHash = versionHash
    self.createdAt = createdAt
    self.actor = actor
    self.commit = commit
  }
}

extension DeploymentMoveObject: StreamedWireObject {
  /// What `object` says.
  public static let type = "prompt.deployment.move"

  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("id", .string(id))
    members.add("object", .string(Self.type))
    members.add("action", .string(action.rawValue))
    members.add("version", .integer(version))
    members.add("version_hash", .string(versionHash))
    if let previousVersion { members.add("previous_version", .integer(previousVersion)) }
    if let previousVersionHash {
      members.add("previous_version_hash", .string(previousVersionHash))
    }
    members.add("created_at", .string(createdAt))
    members.add("actor", .object(actor.json))
    if let onBehalfOf { members.add("on_behalf_of", .string(onBehalfOf)) }
    if let reason { members.add("reason", .string(reason)) }
    if let promotedFrom { members.add("promoted_from", .string(promotedFrom)) }
    if let release { members.add("release", .string(release)) }
    if let operation { members.add("operation", .string(operation)) }
    members.add("commit", .string(commit))
  }

  /// Reads an entry that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    self.init(
      id: try members.text("id"), action: Action(rawValue: try members.text("action")),
      version: try members.version("version"), versionHash: try members.text("version_hash"),
      createdAt: try members.text("created_at"),
      actor: try ActorObject(members.members("actor")),
      commit: try members.text("commit"))
    previousVersion = try members.optionalVersion("previous_version")
    previousVersionHash = try members.optionalText("previous_version_hash")
    onBehalfOf = try members.optionalText("on_behalf_of")
    reason = try members.optionalText("reason")
    promotedFrom = try members.optionalText("promoted_from")
    release = try members.optionalText("release")
    operation = try members.optionalText("operation")
  }
}
