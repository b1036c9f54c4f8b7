import CanonicalJSON

// What the operations that move deployments can refuse.
extension Operation {
  static var deployRefusals: [APIError] {
    refusal(
      of: DeployRequest.self,
      ["prompt_id": .string(Examples.promptID), "environment": "production", "version_hash": "1"])
      + [
        .idempotencyKey, .ambiguousHash(Examples.ambiguity), .noPrompt,
        .noEnvironment("prod", among: ["production"]), .noVersion, .noVersionHash("4f1d0c2b"),
        .unexpectedVersion(
          "v2 (sha256:94a8e3e0d9c1) is live in 'production' for 'support-reply', where nothing was "
            + "expected"),
      ] + rules + [.lostDeployment]
  }

  static var deploymentRollbackRefusals: [APIError] {
    refusal(
      of: DeploymentRollbackRequest.self,
      ["deployment_id": .string(Examples.deploymentID), "rollback_to_hash": "string"])
      + [
        .ambiguousHash(Examples.ambiguity), .noDeployment, .noVersionHash("4f1d0c2b"),
        .neverDeployed(3, to: "production", held: [1, 2]),
      ] + rules + [.lostDeployment]
  }

  /// What the rules of an environment are against.
  private static var rules: [APIError] {
    [
      .requiredEnvironment(
        "'production' takes what was live in 'staging', and version 2 of prompt 'support-reply' "
          + "never was", "staging"),
      .variableContract(
        "version 2 of prompt 'support-reply' has other variables than version 1, which is live in "
          + "'production': 'topic' is gone", ["topic"]),
      .archived("prompt 'support-reply' is archived"),
    ]
  }
}
