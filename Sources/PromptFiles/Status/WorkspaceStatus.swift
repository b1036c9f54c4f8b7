/// How all working files stand.
public struct WorkspaceStatus: Sendable {
  /// The prompts that have a file or a version, in the order of their names.
  public let prompts: [PromptStatus]

  /// Files that end in `.prompt` and can be no prompt's, each with the reason.
  public let strays: [PromptFileError]

  /// Something that needs no decision but should be said, such as a damaged index.
  public let warnings: [String]

  /// Whether nothing is left to commit, to update or to decide; prompts that were never checked
  /// out do not count.
  public var isClean: Bool {
    strays.isEmpty && prompts.allSatisfy { $0.isClean || $0.state == .notCheckedOut }
  }
}
