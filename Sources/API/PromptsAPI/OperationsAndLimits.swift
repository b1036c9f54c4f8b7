internal import CanonicalJSON
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

/// The limits of the Prompts API; characters are Unicode code points.
public enum Limits {
  /// How many characters a prompt's name may have.
  public static let name = 1...255
  /// How many characters a template may have.
  public static let template = 1...100_000
  /// How many characters a description may have at most.
  public static let description = 2_000
  /// How many characters the reason of a deployment may have at most.
  public static let reason = 2_000
  /// How many digits of a version's hash have to be given, and may be.
  public static let hashDigits = 8...64
  /// How deep objects and lists in metadata may lie: a list of prompts adds three levels, and
  /// readers of this project take 64.
  public static let metadataDepth = 60
  /// How many things a page may have.
  public static let page = 1...100
  /// How many things a page has if nobody says otherwise.
  public static let defaultPage = 20
  /// How many bytes a request's path and query may have at this project's own server.
  public static let target = 80 << 10
  /// How many bytes a request's header fields may have there.
  public static let fields = 16 << 10
  /// The largest version number.
  public static let version = 9_007_199_254_740_991
}

extension Members {
  /// A prompt's name, within its limits.
  func name() throws(FormatError) -> String {
    try limited("name", Limits.name)
  }

  /// A template, within its limits.
  func template() throws(FormatError) -> String {
    try limited("template", Limits.template)
  }

  /// A description, within its limits; may be absent or `null`.
  func description() throws(FormatError) -> String? {
    guard let text = try optionalText("description") else { return nil }
    let count = text.unicodeScalars.count
    guard count <= Limits.description else {
      throw FormatError(
        "description",
        "'description' has \(count) characters, and may have at most \(Limits.description)")
    }
    return text
  }

  /// Checks how deep metadata is.
  func checked(_ metadata: JSONObject) throws(FormatError) -> JSONObject {
    guard JSONValue.object(metadata).fits(Limits.metadataDepth) else {
      throw FormatError(
        "metadata", "'metadata' may be nested at most \(Limits.metadataDepth) levels deep")
    }
    return metadata
  }

  private func limited(
    _ name: String, _ limit: ClosedRange<Int>
  ) throws(FormatError) -> String {
    let text = try text(name)
    let count = text.unicodeScalars.count
    guard limit.contains(count) else {
      throw FormatError(
        name,
        "'\(name)' has \(count) characters, and has to have \(limit.lowerBound) to "
          + "\(limit.upperBound)")
    }
    return text
  }
}

extension JSONValue {
  /// Whether objects and lists lie in each other at most so deep.
  fileprivate func fits(_ levels: Int) -> Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .array(let values): levels > 0 && values.allSatisfy { $0.fits(levels - 1) }
    case .object(let object): levels > 0 && object.allSatisfy { $0.value.fits(levels - 1) }
    }
  }
}
