public import CanonicalJSON

/// A version of a prompt as the API shows it.
public struct VersionObject: Sendable, Hashable {
  /// The version's id: `pver_` and 32 hexadecimal digits.
  public var id: String
  /// The id of its prompt.
  public var promptID: String
  /// Its number, from 1.
  public var version: Int
  /// The template.
  public var template: String
  /// When it was made, RFC 3339.
  public var createdAt: String
  /// What the ledger of a promptrepo server knows beyond that; other servers do not send it.
  public var details: VersionDetails?

  /// Makes a version from its parts.
  public init(
    id: String, promptID: String, version: Int, template: String, createdAt: String,
    details: VersionDetails? = nil
  ) {
    self.id = id
    self.promptID = promptID
    self.version = version
    self.template = template
    self.createdAt = createdAt
    self.details = details
  }
}

extension VersionObject: StreamedWireObject {
  /// What `object` says.
  public static let type = "prompt.version"

  /// Adds the members as they are sent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("id", .string(id))
    members.add("prompt_id", .string(promptID))
    members.add("version", .integer(version))
    members.add("object", .string(Self.type))
    members.add("template", .string(template))
    members.add("created_at", .string(createdAt))
    if let details { members.add("promptrepo") { details.add(to: &$0) } }
  }

  /// Reads a version that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    self.init(
      id: try members.text("id"), promptID: try members.text("prompt_id"),
      version: try members.version("version"), template: try members.text("template"),
      createdAt: try members.text("created_at"),
      details: try members.optionalMembers("promptrepo").map(VersionDetails.init))
  }
}

/// What promptrepo's ledger knows of a version beyond the hosted API: the member `promptrepo`.
public struct VersionDetails: Sendable, Hashable {
  /// The hash of the content, template and configuration: `sha256:` and 64 digits.
  public var hash: String
  /// The SHA-256 of the template's bytes alone, likewise.
  public var templateHash: String
  /// What its author said about it; absent where that is nothing.
  public var message: String?
  /// Who wrote it.
  public var author: ActorObject
  /// Model, parameters and whatever else belongs to the version; absent where there is none.
  public var config: JSONObject?
  /// The rollback that the version passed over when it became active; only where it was made.
  public var passedRollback: PassedRollback?

  /// Makes details from their parts.
  public init(
    hash: String, templateHash: String, message: String? = nil, author: ActorObject,
    config: JSONObject? = nil, passedRollback: PassedRollback? = nil
  ) {
    self.hash = hash
    self.templateHash = templateHash
    self.message = message
    self.author = author
    self.config = config
    self.passedRollback = passedRollback
  }
}

extension VersionDetails: StreamedWireObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("hash", .string(hash))
    members.add("template_hash", .string(templateHash))
    if let message { members.add("message", .string(message)) }
    members.add("author") { author.add(to: &$0) }
    if let config { members.add("config", .object(config)) }
    if let passedRollback {
      members.add("rollback_passed_over") { passedRollback.add(to: &$0) }
    }
  }

  /// Reads details that were received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      hash: try members.text("hash"), templateHash: try members.text("template_hash"),
      message: try members.optionalText("message"),
      author: try ActorObject(members.members("author")),
      config: try members.optionalObject("config"),
      passedRollback: try members.optionalMembers("rollback_passed_over").map(
        PassedRollback.init))
  }
}

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

extension PassedRollback: StreamedWireObject {
  /// Adds the members as they are sent; an unset one is absent.
  public func add(to members: inout some JSONObjectBuilder) {
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

/// A list of a prompt's versions.
public struct VersionList: Sendable, Hashable {
  /// The versions.
  public var data: [VersionObject]

  /// Makes a list.
  public init(data: [VersionObject]) {
    self.data = data
  }
}

extension VersionList: StreamedWireObject {
  /// Adds the members as they are sent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("object", "list")
    members.add("data", count: data.count) { data[$0].add(to: &$1) }
  }

  /// Reads a list that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", "list")
    self.init(data: try members.list("data"))
  }
}

/// Who did something, as the API shows it.
public struct ActorObject: Sendable, Hashable {
  /// The owner of the key that it was done with, or the name of a person.
  public var name: String
  /// The id of the key; absent for what was done without the server.
  public var keyID: String?

  /// Makes an actor from its parts.
  public init(name: String, keyID: String? = nil) {
    self.name = name
    self.keyID = keyID
  }
}

extension ActorObject: StreamedWireObject {
  /// Adds the members as they are sent; an unset one is absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("name", .string(name))
    if let keyID { members.add("key_id", .string(keyID)) }
  }

  /// Reads an actor that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(name: try members.text("name"), keyID: try members.optionalText("key_id"))
  }
}
