internal import CanonicalJSON
internal import PromptRepo

/// A field of a prompt's record that a file's header can repeat.
public enum RecordField: String, Sendable, Hashable, CaseIterable {
  case title, description, metadata

  /// How a field of a header stands to the record.
  public enum State: Sendable, Hashable {
    /// The header was edited; a commit edits the record.
    case changed
    /// The record was edited since; the header's value is old, and a commit leaves it alone.
    case behind
    /// Both were edited, to different values.
    case conflict
  }

  /// The field's value in a header, as JSON; nil if the header does not name it.
  func value(in edit: RecordEdit) -> JSONValue? {
    switch self {
    case .title:
      if case .set(let title) = edit.title { return title.map { .string($0) } ?? .null }
    case .description:
      if case .set(let text) = edit.description { return text.map { .string($0) } ?? .null }
    case .metadata:
      if case .set(let metadata) = edit.metadata { return .object(metadata.sortedKeys) }
    }
    return nil
  }

  /// The field's value in a record, as JSON.
  func value(in record: PromptRecord) -> JSONValue {
    switch self {
    case .title: record.title.map { .string($0) } ?? .null
    case .description: record.description.map { .string($0) } ?? .null
    case .metadata: .object(record.metadata.sortedKeys)
    }
  }

  /// Copies the field from one edit to another.
  func copy(from source: RecordEdit, to target: inout RecordEdit) {
    switch self {
    case .title: target.title = source.title
    case .description: target.description = source.description
    case .metadata: target.metadata = source.metadata
    }
  }
}
