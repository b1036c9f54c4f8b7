public import CanonicalJSON

/// What a new prompt is to be.
public struct CreatePromptRequest: Sendable, Hashable {
  /// The name that people read.
  public var name: String
  /// The template of its first version.
  public var template: String
  /// What the prompt is for; may be absent.
  public var description: String?
  /// Anything else; absent is the same as empty.
  public var metadata: JSONObject?

  /// Makes a request from its parts.
  public init(
    name: String, template: String, description: String? = nil, metadata: JSONObject? = nil
  ) {
    self.name = name
    self.template = template
    self.description = description
    self.metadata = metadata
  }
}

extension CreatePromptRequest: WireObject {
  /// The members as they are sent; unset ones are absent.
  public var json: JSONObject {
    var json: JSONObject = ["name": .string(name), "template": .string(template)]
    if let description { json["description"] = .string(description) }
    if let metadata { json["metadata"] = .object(metadata) }
    return json
  }

  /// Reads a request, and checks the API's limits.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      name: try members.name(), template: try members.template(),
      description: try members.description(), metadata: try members.optionalObject("metadata"))
    metadata = try metadata.map(members.checked)
  }
}

/// What to change in a prompt's record; what is not named stays.
public struct UpdatePromptRequest: Sendable, Hashable {
  /// The new name; absent to keep it.
  public var name: String?
  /// The new description, or `.some(nil)` to clear it; `nil` to keep it.
  public var description: String??
  /// The new metadata, which replaces the old as a whole; absent to keep it.
  public var metadata: JSONObject?

  /// Makes a request from its parts.
  public init(name: String? = nil, description: String?? = nil, metadata: JSONObject? = nil) {
    self.name = name
    self.description = description
    self.metadata = metadata
  }
}

extension UpdatePromptRequest: WireObject {
  /// The members as they are sent: `description` is `null` to clear it.
  public var json: JSONObject {
    var json = JSONObject()
    if let name { json["name"] = .string(name) }
    if let description { json["description"] = description.map { .string($0) } ?? .null }
    if let metadata { json["metadata"] = .object(metadata) }
    return json
  }

  /// Reads a request, and checks the API's limits.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      name: members.has("name") ? try members.name() : nil,
      description: members.has("description") ? .some(try members.description()) : nil,
      metadata: members.has("metadata") ? try members.checked(members.object("metadata")) : nil)
  }
}

/// What a prompt's next version is to be.
public struct CreateVersionRequest: Sendable, Hashable {
  /// The template.
  public var template: String

  /// Makes a request.
  public init(template: String) {
    self.template = template
  }
}

extension CreateVersionRequest: WireObject {
  /// The members as they are sent.
  public var json: JSONObject { ["template": .string(template)] }

  /// Reads a request, and checks the API's limits.
  public init(_ members: Members) throws(FormatError) {
    self.init(template: try members.template())
  }
}

/// Which version is to be live: an earlier one, or a later one to go forward again.
public struct RollbackRequest: Sendable, Hashable {
  /// The version's number.
  public var version: Int

  /// Makes a request.
  public init(version: Int) {
    self.version = version
  }
}

extension RollbackRequest: WireObject {
  /// The members as they are sent.
  public var json: JSONObject { ["version": .integer(version)] }

  /// Reads a request.
  public init(_ members: Members) throws(FormatError) {
    self.init(version: try members.version("version"))
  }
}
