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

extension VersionObject: WrittenObject {
  /// What `object` says.
  public static let type = "prompt.version"

  /// Adds the members as they are sent.
  public func add(to members: inout some JSONMembers) {
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
