public import PromptMerge

/// How the two histories of a chain that is about no single prompt became one, or would.
public struct SharedJoin: Sendable {
  /// What decided where both changed the same.
  public let resolution: Resolution
  /// How many steps the remote had more.
  public let theirs: Int
  /// How many steps of ours were made again on top of those.
  public let ours: Int
}
