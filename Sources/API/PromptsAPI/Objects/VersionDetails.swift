public import CanonicalJSON

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

extension VersionDetails: WrittenObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONMembers) {
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
