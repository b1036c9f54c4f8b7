public import CanonicalJSON

/// What people know a prompt by; it has no versions, only a history of edits.
public struct PromptRecord: Sendable {
  /// The longest title, in characters.
  public static let maximumTitleLength = 255

  /// The prompt's identity.
  public let id: PromptID
  /// When the prompt was created; strictly increasing within a store.
  public let createdAt: Timestamp
  /// The title in any script, 1 to 255 characters.
  public var title: String?
  /// What the prompt is for, at most 2,000 characters.
  public var description: String?
  /// Anything else, as a JSON object.
  public var metadata: JSONObject
  /// When the prompt was put away; `nil` for one in use. No hosted API hears of it.
  public var archivedAt: Timestamp?

  /// Whether the prompt was put away.
  public var isArchived: Bool { archivedAt != nil }

  /// Makes a record from its parts.
  public init(
    id: PromptID, createdAt: Timestamp, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), archivedAt: Timestamp? = nil
  ) {
    self.id = id
    self.createdAt = createdAt
    self.title = title
    self.description = description
    self.metadata = metadata
    self.archivedAt = archivedAt
  }

  /// Checks the API's limits, in Unicode code points.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public func validate() throws(RepositoryError) {
    if let title, !(1...PromptRecord.maximumTitleLength).contains(title.unicodeScalars.count) {
      throw RepositoryError(
        .invalid, "the title has \(title.unicodeScalars.count) characters",
        hint: "A title has 1 to 255")
    }
    if let description, description.unicodeScalars.count > 2_000 {
      throw RepositoryError(
        .invalid, "the description has \(description.unicodeScalars.count) characters",
        hint: "A description has at most 2,000")
    }
    for text in [title, description].compactMap(\.self) where text.utf8.contains(0) {
      throw RepositoryError(.invalid, "the title or description holds a NUL character")
    }
  }

  /// What an edit does, for the subject of its commit.
  static func verb(from old: PromptRecord, to new: PromptRecord) -> String {
    switch (old.isArchived, new.isArchived) {
    case (false, true): "archived"
    case (true, false): "unarchived"
    default: "record edited"
    }
  }
}
