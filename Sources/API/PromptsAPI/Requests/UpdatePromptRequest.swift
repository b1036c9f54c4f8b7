public import CanonicalJSON

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
