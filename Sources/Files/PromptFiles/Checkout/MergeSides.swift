public import PromptRepo

/// Two contents that go on from a third, to be merged in a file, and what markers call them.
public struct MergeSides: Sendable {
  /// A content and its name.
  public struct Side: Sendable {
    /// The content.
    public var content: VersionContent
    /// What stands behind the markers.
    public var label: String

    /// Names a content.
    public init(_ content: VersionContent, label: String) {
      self.content = content
      self.label = label
    }
  }

  /// What both go on from; nil when they have nothing in common.
  public var base: Side?
  /// The content that the file has.
  public var ours: Side
  /// The content that it is merged with.
  public var theirs: Side

  /// Makes sides from their parts.
  public init(base: Side?, ours: Side, theirs: Side) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}
