import CanonicalJSON

// The prompt's deployment to production: version 2 was live, and is rolled back to version 1.
extension Examples {
  static let deploymentID = "c3a1d5f0-7b2e-5f64-9d18-0e6b4a2c9f37"
  static let hash = "sha256:5d41402abc4b2a76b9719d911017c592ae5f1cbb0f6b1e7c2d3a4b5c6d7e8f90"
  static let laterHash = "sha256:94a8e3e0d9c1f7b6a5d4c3b2a1908f7e6d5c4b3a29180f7e6d5c4b3a2918070f"
  static let laterTip = "89e6c98d92887913cadf06b2adb97f26cde4849b"
  static let operation = "5b8f0d7c2e3a5a1d9c4b6e8f7a0d1c2b"
  static let laterOperation = "0a9b8c7d6e5f5a4b8c3d2e1f0a9b8c7d"
  static let actor = ActorObject(name: "acme", keyID: "key_2f6a91c0d3b84e57")
  static let reason = "Customers miss the hint about refunds"
  static let ambiguity =
    "'5d41402a' fits 2 versions: v1 (sha256:5d41402abc4b), v7 (sha256:5d41402a0f6b)"

  /// The deployment after its first move.
  static let deployment = DeploymentObject(
    id: deploymentID, promptID: promptID, promptName: prompt.name, environment: "production",
    version: 2, versionHash: laterHash, previousVersion: 1, deployedAt: "2026-03-15T17:00:00.000Z",
    deployedBy: actor, operation: operation)

  /// The deployment, rolled back.
  static var rolledBackDeployment: DeploymentObject {
    var deployment = deployment
    deployment.version = 1
    deployment.versionHash = hash
    deployment.previousVersion = 2
    deployment.deployedAt = "2026-03-16T08:20:00.000Z"
    deployment.reason = reason
    deployment.operation = laterOperation
    return deployment
  }

  /// The move that made version 2 live.
  static var move: DeploymentMoveObject {
    var move = DeploymentMoveObject(
      id: tip, action: .deployed, version: 2, versionHash: laterHash,
      createdAt: deployment.deployedAt, actor: actor, commit: tip)
    move.previousVersion = 1
    move.previousVersionHash = hash
    move.operation = operation
    return move
  }

  /// The move that rolled back to version 1.
  static var laterMove: DeploymentMoveObject {
    var move = DeploymentMoveObject(
      id: laterTip, action: .rolledBack, version: 1, versionHash: hash,
      createdAt: rolledBackDeployment.deployedAt, actor: actor, commit: laterTip)
    move.previousVersion = 2
    move.previousVersionHash = laterHash
    move.onBehalfOf = "user-17"
    move.reason = reason
    move.operation = laterOperation
    return move
  }

  static let deployRequest = DeployRequest(
    promptID: promptID, environment: "production", version: 2, expectedHash: "5d41402a")

  static let deploymentRollbackRequest = DeploymentRollbackRequest(
    deploymentID: deploymentID, rollbackToHash: hash, reason: reason)
}
