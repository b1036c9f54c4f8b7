public import CanonicalJSON

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

extension ShownVersion: WrittenObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONMembers) {
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
