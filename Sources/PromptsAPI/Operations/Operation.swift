public import HTTPMessages

/// The operations of the Prompts API, by the names that its clients use.
public enum Operation: String, CaseIterable, Sendable {
  /// Creates a prompt with its first version.
  case createPrompt
  /// Lists prompts, page by page.
  case listPrompts
  /// Reads a prompt and a template of it, with variables filled in if wanted.
  case getPrompt
  /// Edits a prompt's record.
  case updatePrompt
  /// Deletes a prompt with all its versions.
  case deletePrompt
  /// Adds a version and makes it live.
  case createPromptVersion
  /// Lists a prompt's versions.
  case listPromptVersions
  /// Reads one version.
  case getPromptVersion
  /// Makes an earlier version live again.
  case rollbackPrompt

  /// Its method.
  public var method: HTTPMethod {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion: .get
    case .createPrompt, .createPromptVersion, .rollbackPrompt: .post
    case .updatePrompt: .put
    case .deletePrompt: .delete
    }
  }

  /// Its path.
  public var path: PathTemplate {
    switch self {
    case .createPrompt, .listPrompts: Operation.prompts
    case .getPrompt, .updatePrompt, .deletePrompt: Operation.prompt
    case .createPromptVersion, .listPromptVersions: Operation.versions
    case .getPromptVersion: Operation.version
    case .rollbackPrompt: Operation.rollback
    }
  }

  /// The path of all prompts.
  public static let prompts = PathTemplate("/api/v1/llm/prompts")
  private static let prompt = PathTemplate("/api/v1/llm/prompts/{id}")
  private static let versions = PathTemplate("/api/v1/llm/prompts/{id}/versions")
  private static let version = PathTemplate("/api/v1/llm/prompts/{id}/versions/{version}")
  private static let rollback = PathTemplate("/api/v1/llm/prompts/{id}/rollback")
}
