public import CanonicalJSON

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

extension PromptDetails: WrittenObject {
  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONMembers) {
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
