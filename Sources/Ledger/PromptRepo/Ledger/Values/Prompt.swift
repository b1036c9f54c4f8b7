/// A prompt as listings show it: its name, its record, and where its chains stand.
public struct Prompt: Sendable {
  /// The prompt's name.
  public let name: PromptName
  /// What people know it by.
  public let record: PromptRecord
  /// When the record was last edited.
  public let recordEditedAt: Timestamp
  /// The tip of the chain of the record's edits.
  public let infoTip: ObjectID
  /// The version that was cut last; `nil` while there is none.
  public let latest: Version?
  /// The last move of the active pointer; `nil` while nothing is active.
  public let active: PointerMove?

  /// The title, or the name when there is no title.
  public var displayName: String { record.title ?? name.rawValue }

  /// When the prompt last changed in any way.
  public var updatedAt: Timestamp {
    let edited = max(record.createdAt, recordEditedAt)
    return max(edited, latest?.createdAt ?? edited, active?.author.time ?? edited)
  }
}
