public import PromptRepo

/// What a commit does with one file.
public struct CommitItem: Sendable {
  /// What happens to the prompt's versions.
  public enum Action: Sendable {
    /// Nothing.
    case nothing
    /// The prompt is made, with its first version.
    case create
    /// The version with this number is cut.
    case cut(Int)
    /// The file cannot be read, and is left while others are committed.
    case leave(PromptFileError)
    /// What lies in the file's place is no file, and nobody's.
    case passOver(PromptFileError)
    /// The file cannot be committed; a conflict has ``RepositoryError/Code/conflict``.
    case refuse(RepositoryError)
  }

  /// How the file stands.
  public let status: PromptStatus
  /// What happens to the prompt's versions.
  public let action: Action
  /// What happens to the prompt's record; nil for nothing. A new prompt gets it when it is made.
  public let edit: RecordEdit?
  /// Where the version comes from; nil for no version and for a file that HEAD does not have so.
  public let source: VersionSource?

  /// Whether the commit leaves prompt and record as they are.
  public var isNothing: Bool {
    switch action {
    case .nothing: edit == nil
    case .leave, .passOver: true
    case .create, .cut, .refuse: false
    }
  }
}
