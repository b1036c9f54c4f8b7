/// How all working files stand.
public struct WorkspaceStatus: Sendable {
  /// The prompts that have a file or a version, in the order of their names; of those that were
  /// never checked out, the ones that were asked for.
  public let prompts: [PromptStatus]

  /// How many prompts were never checked out, those among ``prompts`` included.
  public let absentCount: Int

  /// What ends in `.prompt` and can be no prompt's, and links to folders, each with the reason.
  ///
  /// A commit passes over them, and over the prompts that say so:
  /// ``PromptStatus/isPassedOver``.
  public let strays: [PromptFileError]

  /// Folders that cannot be read, each with the reason.
  public let unreadable: [PromptFileError]

  /// Something that needs no decision but should be said, such as a damaged index.
  public let warnings: [String]

  /// Whether nothing is left to commit, to update or to decide; prompts that were never checked
  /// out, and what is passed over, do not count.
  public var isClean: Bool {
    unreadable.isEmpty
      && prompts.allSatisfy { $0.isClean || $0.state == .notCheckedOut || $0.isPassedOver }
  }
}
