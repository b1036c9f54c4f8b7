public import PromptMerge
public import PromptRepo

/// The contents of a prompt that both sides changed in the same places.
///
/// Somebody has to say what is to become of them, and the place for that is the working file.
public struct UnresolvedTexts: Sendable {
  /// A content and the version that it is of.
  public struct Side: Sendable {
    /// The number of the version once the histories are one.
    public let number: Int
    /// The content.
    public let content: VersionContent
  }

  /// The prompt.
  public let name: PromptName
  /// The remote.
  public let remote: String
  /// The last version in common; nil when there is none.
  public let base: Side?
  /// Our last version.
  public let ours: Side
  /// Their last version.
  public let theirs: Side
  /// In how many places the templates overlap.
  public let places: Int
  /// The keys of the configuration that both changed, to different values.
  public let keys: [FieldConflict]
}
