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
  /// What the ledger of a promptrepo server knows beyond that; other servers do not send it.
  public var details: PromptDetails?

  /// Makes a prompt from its parts.
  public init(
    id: String, name: String, description: String? = nil, activeVersion: Int, latestVersion: Int,
    metadata: JSONObject, createdAt: String, updatedAt: String, activeTemplate: String? = nil,
    renderedTemplate: String? = nil, details: PromptDetails? = nil
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
    self.details = details
  }
}

extension PromptObject: WrittenObject {
  /// What `object` says.
  public static let type = "prompt"

  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONMembers) {
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
      details: try members.optionalMembers("promptrepo").map(PromptDetails.init))
  }
}
