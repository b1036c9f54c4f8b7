public import CanonicalJSON

/// What to change in a prompt's record; what is not named stays.
public struct RecordEdit: Sendable {
  /// Whether a field stays or gets a value.
  public enum Field<Value: Sendable>: Sendable {
    /// The field stays as it is.
    case keep
    /// The field gets this value.
    case set(Value)

    /// The value after the edit.
    public func applied(to current: Value) -> Value {
      switch self {
      case .keep: current
      case .set(let value): value
      }
    }
  }

  /// The title; set to `nil` to remove it.
  public var title: Field<String?>
  /// The description; set to `nil` to remove it.
  public var description: Field<String?>
  /// The metadata, replaced as a whole.
  public var metadata: Field<JSONObject>
  /// When the prompt was put away; set to `nil` to bring it back.
  public var archivedAt: Field<Timestamp?>

  /// Makes an edit; fields that are not named stay.
  public init(
    title: Field<String?> = .keep, description: Field<String?> = .keep,
    metadata: Field<JSONObject> = .keep, archivedAt: Field<Timestamp?> = .keep
  ) {
    self.title = title
    self.description = description
    self.metadata = metadata
    self.archivedAt = archivedAt
  }

  /// The record after the edit.
  public func applied(to record: PromptRecord) -> PromptRecord {
    PromptRecord(
      id: record.id, createdAt: record.createdAt,
      title: title.applied(to: record.title),
      description: description.applied(to: record.description),
      metadata: metadata.applied(to: record.metadata),
      archivedAt: archivedAt.applied(to: record.archivedAt))
  }
}
