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
