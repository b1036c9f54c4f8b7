// What is refused of deployments.
extension APIError {
  /// There is no such deployment, for this key.
  public static let deploymentNotFound = APIError(
    404, .notFound, "deployment_not_found",
    "There is no deployment with this id: list the deployments to find it")

  /// There is no such environment.
  public static func environmentNotFound(_ name: String, among names: [String]) -> APIError {
    let list =
      names.isEmpty
      ? "there is none yet, and whoever keeps the ledger adds one"
      : "use one of " + names.joined(separator: ", ")
    return APIError(
      404, .notFound, "environment_not_found", "There is no environment '\(name)': \(list)",
      parameter: "environment")
  }

  /// No version of the prompt is live in the environment.
  public static func notDeployed(to environment: String) -> APIError {
    APIError(
      404, .notFound, "not_deployed",
      "No version of this prompt is live in '\(environment)': deploy one, or ask without "
        + "'environment' for the active version", parameter: "environment")
  }

  /// There is no such prompt, for this key.
  public static func noPrompt(named name: String) -> APIError {
    APIError(
      404, .notFound, "prompt_not_found",
      "There is no prompt with the name or the title '\(name)': /api/v1/llm/prompts lists those that "
        + "there are", parameter: "name")
  }

  /// A request's id and name mean different prompts.
  public static let twoPrompts = invalid(
    "'prompt_id' and 'name' are of different prompts: give one of them", parameter: "name")

  /// An environment is named twice, and differently.
  public static let twoEnvironments = invalid(
    "'environment' and 'env' are of different environments: give one of them", parameter: "env")

  /// The prompt has no version with this hash.
  public static func versionHashNotFound(_ digits: String) -> APIError {
    APIError(
      404, .notFound, "version_not_found",
      "The prompt has no version whose hash begins with \(digits): read the deployment's history "
        + "to find the hashes of what was live")
  }

  /// The environment never held the version.
  public static func neverDeployed(
    _ version: Int, to environment: String, held versions: [Int]
  ) -> APIError {
    let list = versions.map { "v\($0)" }.joined(separator: ", ")
    return APIError(
      404, .notFound, "never_deployed",
      "Version \(version) was never live in '\(environment)', which has held \(list): choose one "
        + "of these, or send \"allow_undeployed\": true to deploy it",
      parameter: "rollback_to_hash")
  }

  /// Digits that fit several hashes.
  ///
  /// - Parameter candidates: Says what they fit.
  public static func ambiguousHash(_ candidates: String, parameter: String? = nil) -> APIError {
    invalid("\(candidates): give more digits", parameter: parameter, code: "ambiguous_hash")
  }

  /// The cursor of the list of deployments.
  public static let deploymentCursor = invalid(
    "'after' has to be the id of a deployment: use the 'last_id' of the page before",
    parameter: "after")

  /// The cursor of a deployment's history.
  public static let moveCursor = invalid(
    "'after' has to be the id of an entry: use the 'last_id' of the page before",
    parameter: "after")

  /// Something else is live than was expected.
  public static func unexpectedVersion(_ found: String) -> APIError {
    conflict(
      "\(found): read the deployment's history, and decide anew", code: "unexpected_version")
  }

  /// Somebody else moved the same deployment.
  public static let concurrentDeployment = conflict(
    "Somebody else moved this deployment at the same time: read it again, and decide anew",
    code: "concurrent_deployment")

  /// The version was not live where it has to have been.
  public static func requiredEnvironment(_ reason: String, _ environment: String) -> APIError {
    conflict("\(reason): deploy it to '\(environment)' first", code: "required_environment")
  }

  /// The version has other variables than what is live.
  public static func variableContract(_ reason: String, _ variables: [String]) -> APIError {
    let list = variables.map { "\"\($0)\"" }.joined(separator: ", ")
    return conflict(
      "\(reason): once all callers are ready for it, deploy it by POST with "
        + "\"acknowledged_variables\": "
        + "[\(list)]", code: "variable_contract")
  }

  /// The prompt is put away.
  public static func archived(_ reason: String) -> APIError {
    conflict(
      "\(reason): whoever keeps the ledger can bring it back, or deploy another",
      code: "prompt_archived")
  }

  /// Some other rule of the environment.
  public static func protected(_ reason: String) -> APIError {
    conflict("\(reason): keep to the environment's rules", code: "environment_protected")
  }
}
