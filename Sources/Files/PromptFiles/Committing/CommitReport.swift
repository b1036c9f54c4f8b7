public import PromptRepo

/// What a commit did.
public struct CommitReport: Sendable {
  /// What happened to one prompt.
  public struct Result: Sendable {
    /// The prompt's name.
    public let name: PromptName
    /// The version that was cut; nil if there was none to cut.
    public let version: Version?
    /// Whether the prompt was made by this commit.
    public let isNewPrompt: Bool
    /// Whether the prompt's record was edited.
    public let isRecordEdited: Bool
    /// The number of the version that it goes on from; nil for the first.
    public let base: Int?
    /// Whether the version that was cut became the active one.
    public let isActive: Bool
    /// What the version goes on from, or is, though it was withdrawn; nil if nothing of the kind.
    ///
    /// The version is held back, unless it was to be made active all the same.
    public let withdrawal: Withdrawal?

    /// Whether a rollback keeps the version from being live.
    public var isHeldBack: Bool { withdrawal != nil && !isActive }
  }

  /// The prompts that were changed, in the order of names.
  public let results: [Result]

  /// Why files were left out, as one error; nil if none was.
  public let failure: RepositoryError?

  /// Something that was passed over, or that went wrong after the versions were safe, such as an index that could not be
  /// written.
  public let warnings: [String]
}
