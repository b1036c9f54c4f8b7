public import PromptRepo

/// Two histories of a prompt that exclude each other.
public struct Conflict: Sendable {
  /// In what way they do.
  public enum Kind: String, Sendable, Hashable {
    /// Chains went on differently on both sides.
    case diverged
    /// Two prompts have one name.
    case sameName = "same_name"
    /// It was deleted at the remote, and changed here.
    case deletedThere = "deleted_there"
    /// It was deleted here, and changed at the remote.
    case deletedHere = "deleted_here"
    /// It was renamed or deleted differently on both sides.
    case renamed
  }

  /// What one side has.
  public struct Side: Sendable, Hashable {
    /// The prompt on this side.
    public let id: PromptID?
    /// Its name on this side; nil where it was deleted.
    public let name: PromptName?
    /// The last steps of the chains in question, versions first.
    public let tips: [ChainTip]
  }

  /// In what way the histories exclude each other.
  public let kind: Kind
  /// The prompt's name, or the name in question.
  public let name: PromptName
  /// The remote.
  public let remote: String
  /// How git is run here, for hints.
  let git: String
  /// What is here.
  public let here: Side
  /// What is at the remote.
  public let there: Side
  /// What the versions say, where both sides cut some.
  public internal(set) var texts: ConflictTexts?
  /// What a join stopped at; nil where none was tried.
  public internal(set) var obstacle: RepositoryError?
}
