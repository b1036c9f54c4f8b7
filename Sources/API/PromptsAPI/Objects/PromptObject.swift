public import CanonicalJSON

/// A prompt as the API shows it.
public struct PromptObject: Sendable, Hashable {
  /// The prompt's id: `prompt_` and 32 hexadecimal digits.
  public var id: String
  /// The name that people read; not unique.
  public var name: String
  /// What the prompt is for; may be absent.
  public var description: String?
  /// The number of the version that is live.
  public var activeVersion: Int
  /// The number of the newest version.
  public var latestVersion: Int
  /// Anything else that users keep with the prompt.
  public var metadata: JSONObject
  /// When it was created, RFC 3339.
  public var createdAt: String
  /// When it last changed in any way, RFC 3339.
  public var updatedAt: String
  /// The template of the version that was asked for; only when one prompt is read.
  public var activeTemplate: String?
  /// That template with variables filled in; only when some were given.
  public var renderedTemplate: String?
  /// The messages that come of it, as chat completions take them; only when they were asked for.
  public var messages: [JSONObject]?
  /// What the ledger of a promptrepo server knows beyond that; other servers do not send it.
  public var details: PromptDetails?

  /// Makes a prompt from its parts.
  public init(
    id: String, name: String, description: String? = nil, activeVersion: Int, latestVersion: Int,
    metadata: JSONObject, createdAt: String, updatedAt: String, activeTemplate: String? = nil,
    renderedTemplate: String? = nil, messages: [JSONObject]? = nil, details: PromptDetails? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.activeVersion = activeVersion
    self.latestVersion = latestVersion
    self.metadata = metadata
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.activeTemplate = activeTemplate
    self.renderedTemplate = renderedTemplate
    self.messages = messages
    self.details = details
  }
}

extension PromptObject: StreamedWireObject {
  /// What `object` says.
  public static let type = "prompt"

  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("id", .string(id))
    members.add("object", .string(Self.type))
    members.add("name", .string(name))
    if let description { members.add("description", .string(description)) }
    members.add("active_version", .integer(activeVersion))
    members.add("latest_version", .integer(latestVersion))
    members.add("metadata", .object(metadata))
    members.add("created_at", .string(createdAt))
    members.add("updated_at", .string(updatedAt))
    if let activeTemplate { members.add("active_template", .string(activeTemplate)) }
    if let renderedTemplate { members.add("rendered_template", .string(renderedTemplate)) }
    if let messages { members.add("messages", .array(messages.map { .object($0) })) }
    if let details { members.add("promptrepo") { details.add(to: &$0) } }
  }

  /// Reads a prompt that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    self.init(
      id: try members.text("id"), name: try members.text("name"),
      description: try members.optionalText("description"),
      activeVersion: try members.version("active_version"),
      latestVersion: try members.version("latest_version"),
      metadata: try members.object("metadata"), createdAt: try members.text("created_at"),
      updatedAt: try members.text("updated_at"),
      activeTemplate: try members.optionalText("active_template"),
      renderedTemplate: try members.optionalText("rendered_template"),
      messages: try members.optionalObjects("messages"),
      details: try members.optionalMembers("promptrepo").map(PromptDetails.init))
  }
}

/// What promptrepo's ledger knows of a prompt beyond the hosted API: the member `promptrepo`.
public struct PromptDetails: Sendable, Hashable {
  /// The prompt's name in the ledger; unique, and the name that the command line takes.
  public var name: String
  /// The title; absent where the name in the ledger is shown in its place.
  public var title: String?
  /// The hash of the active version's content: `sha256:` and 64 digits.
  public var activeVersionHash: String
  /// When the prompt was put away, RFC 3339; absent for one in use.
  public var archivedAt: String?
  /// The version whose template is shown; only when one prompt is read.
  public var shown: ShownVersion?

  /// Makes details from their parts.
  public init(
    name: String, title: String? = nil, activeVersionHash: String, archivedAt: String? = nil,
    shown: ShownVersion? = nil
  ) {
    self.name = name
    self.title = title
    self.activeVersionHash = activeVersionHash
    self.archivedAt = archivedAt
    self.shown = shown
  }
}

extension PromptDetails: StreamedWireObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("name", .string(name))
    if let title { members.add("title", .string(title)) }
    members.add("active_version_hash", .string(activeVersionHash))
    if let archivedAt { members.add("archived_at", .string(archivedAt)) }
    if let shown { members.add("version") { shown.add(to: &$0) } }
  }

  /// Reads details that were received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      name: try members.text("name"), title: try members.optionalText("title"),
      activeVersionHash: try members.text("active_version_hash"),
      archivedAt: try members.optionalText("archived_at"),
      shown: try members.optionalMembers("version").map(ShownVersion.init))
  }
}

/// The version whose template is shown with a prompt.
public struct ShownVersion: Sendable, Hashable {
  /// The version's id: `pver_` and 32 hexadecimal digits.
  public var id: String
  /// Its number, from 1.
  public var version: Int
  /// When it was made, RFC 3339.
  public var createdAt: String
  /// The environment that was asked for, in which it is live; absent when none was.
  public var environment: String?
  /// What the ledger knows of it.
  public var details: VersionDetails

  /// Makes a version from its parts.
  public init(
    id: String, version: Int, createdAt: String, environment: String? = nil,
    details: VersionDetails
  ) {
    self.id = id
    self.version = version
    self.createdAt = createdAt
    self.environment = environment
    self.details = details
  }
}

extension ShownVersion: StreamedWireObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("id", .string(id))
    members.add("version", .integer(version))
    members.add("created_at", .string(createdAt))
    if let environment { members.add("environment", .string(environment)) }
    details.add(to: &members)
  }

  /// Reads a version that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      id: try members.text("id"), version: try members.version("version"),
      createdAt: try members.text("created_at"),
      environment: try members.optionalText("environment"),
      details: try VersionDetails(members))
  }
}

/// The answer to the creation of a prompt: the prompt and its first version.
public struct CreatedPrompt: Sendable, Hashable {
  /// The prompt.
  public var prompt: PromptObject
  /// Its first version.
  public var version: VersionObject

  /// Makes an answer from its parts.
  public init(prompt: PromptObject, version: VersionObject) {
    self.prompt = prompt
    self.version = version
  }
}

extension CreatedPrompt: WireObject {
  /// The members as they are sent: those of the prompt, and `version`.
  public var json: JSONObject {
    var json = prompt.json
    json["version"] = .object(version.json)
    return json
  }

  /// Reads an answer that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      prompt: try PromptObject(members),
      version: try VersionObject(Members(members.object("version"), of: "version")))
  }
}

/// The answer to the deletion of a prompt.
public struct DeletedPrompt: Sendable, Hashable {
  /// The id of the prompt that is gone.
  public var id: String

  /// Makes an answer.
  public init(id: String) {
    self.id = id
  }
}

extension DeletedPrompt: WireObject {
  /// What `object` says.
  public static let type = "prompt.deleted"

  /// The members as they are sent.
  public var json: JSONObject {
    ["id": .string(id), "object": .string(Self.type), "deleted": true]
  }

  /// Reads an answer that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    guard try members.bool("deleted") else {
      throw FormatError("deleted", "'deleted' has to be true")
    }
    self.init(id: try members.text("id"))
  }
}
