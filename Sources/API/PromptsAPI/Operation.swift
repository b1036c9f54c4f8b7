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
  /// Lists what is live in environments, page by page.
  case listDeployments
  /// Makes a version live in an environment.
  case deployPrompt
  /// Makes a version live again that an environment held before.
  case rollbackDeployment
  /// Lists the moves of one deployment, page by page.
  case getDeploymentHistory

  /// Its method.
  public var method: HTTPMethod {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      .get
    case .createPrompt, .createPromptVersion, .rollbackPrompt, .deployPrompt: .post
    case .updatePrompt, .rollbackDeployment: .put
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
    case .listDeployments, .deployPrompt, .rollbackDeployment: Operation.deployments
    case .getDeploymentHistory: Operation.history
    }
  }

  /// The path of all prompts.
  public static let prompts = PathTemplate("/api/v1/llm/prompts")
  /// The path of all deployments.
  public static let deployments = PathTemplate("/api/v1/prompts/deployments")
  private static let history = PathTemplate("/api/v1/prompts/deployments/{id}/history")
  private static let prompt = PathTemplate("/api/v1/llm/prompts/{id}")
  private static let versions = PathTemplate("/api/v1/llm/prompts/{id}/versions")
  private static let version = PathTemplate("/api/v1/llm/prompts/{id}/versions/{version}")
  private static let rollback = PathTemplate("/api/v1/llm/prompts/{id}/rollback")
}

/// A path with parameters: `/api/v1/llm/prompts/{id}`.
public struct PathTemplate: Sendable, Hashable {
  /// The path with its parameters in braces.
  public let text: String
  private let components: [Component]

  private enum Component: Sendable, Hashable {
    case fixed(String)
    case parameter(String)
  }

  /// Takes a path apart.
  init(_ text: String) {
    self.text = text
    components = text.split(separator: "/").map { part in
      part.first == "{" && part.last == "}"
        ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
    }
  }

  /// The names of its parameters in their order.
  public var parameters: [String] {
    components.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
  }

  /// The values of the parameters in their order, where a path fits; otherwise `nil`.
  public func match(_ path: [String]) -> [String]? {
    guard path.count == components.count else { return nil }
    // From the end, where paths differ.
    for place in components.indices.reversed() {
      if case .fixed(let fixed) = components[place], fixed != path[place] { return nil }
    }
    return components.indices.compactMap { place in
      if case .parameter = components[place] { path[place] } else { nil }
    }
  }
}
