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
  }

  /// The prompts that were changed, in the order of names.
  public let results: [Result]

  /// Why files were left out, as one error; nil if none was.
  public let failure: RepositoryError?

  /// Something that was passed over, or that went wrong after the versions were safe, such as an index that could not be
  /// written.
  public let warnings: [String]
}
