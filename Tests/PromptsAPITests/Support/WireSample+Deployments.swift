import CanonicalJSON
import PromptsAPI

extension WireSample {
  private static let id = "c3a1d5f0-7b2e-5f64-9d18-0e6b4a2c9f37"
  private static let hash = "sha256:\(String(repeating: "5f5a0023", count: 8))"
  private static let time = "2026-03-15T10:30:00.007Z"
  private static let person = ActorObject(name: "Ada")
  private static let key = ActorObject(name: hard, keyID: "key_2f6a91c0d3b84e57")
  private static let deployment = DeploymentObject(
    id: id, promptID: promptID, environment: "production", version: 1, versionHash: hash,
    deployedAt: time, deployedBy: person)
  private static let fullDeployment = DeploymentObject(
    id: id, promptID: promptID, promptName: hard, environment: "production",
    version: Limits.version, versionHash: hash, previousVersion: 1, deployedAt: time,
    deployedBy: key, reason: hard, operation: "5b8f0d7c2e3a5a1d9c4b6e8f7a0d1c2b")
  private static let move = DeploymentMoveObject(
    id: "c1", action: .deployed, version: 1, versionHash: hash, createdAt: time, actor: person,
    commit: "c1")

  private static var fullMove: DeploymentMoveObject {
    var move = DeploymentMoveObject(
      id: "c2", action: .rolledBack, version: 1, versionHash: hash, createdAt: time, actor: key,
      commit: "c2")
    move.previousVersion = Limits.version
    move.previousVersionHash = hash
    move.onBehalfOf = hard
    move.reason = hard
    move.promotedFrom = "staging"
    move.release = "spring"
    move.operation = "5b8f0d7c2e3a5a1d9c4b6e8f7a0d1c2b"
    return move
  }

  /// Samples of what deployments are made of.
  static let deployments = [
    WireSample("Actor", person),
    WireSample("Actor", key),
    WireSample("Deployment", deployment),
    WireSample("Deployment", fullDeployment),
    WireSample("DeploymentPage", DeploymentPage(data: [], hasMore: false)),
    WireSample(
      "DeploymentPage", DeploymentPage(data: [deployment, fullDeployment], hasMore: true)),
    WireSample("DeploymentMove", move),
    WireSample("DeploymentMove", fullMove),
    WireSample("DeploymentHistory", DeploymentHistory(data: [], hasMore: false)),
    WireSample("DeploymentHistory", DeploymentHistory(data: [fullMove, move], hasMore: true)),
    WireSample("DeploymentRollback", DeploymentRollback(deployment: fullDeployment)),
    WireSample("DeployRequest", DeployRequest(promptID: promptID, environment: "production")),
    WireSample(
      "DeployRequest",
      DeployRequest(
        promptID: promptID, environment: "production", version: Limits.version, reason: hard,
        expectedHash: "none", acknowledgedVariables: [hard, "tone"])),
    WireSample(
      "DeployRequest",
      DeployRequest(
        promptID: promptID, environment: "production", versionHash: "5f5a0023",
        expectedHash: "5f5a0023")),
    WireSample(
      "DeploymentRollbackRequest",
      DeploymentRollbackRequest(deploymentID: id, rollbackToHash: "5f5a0023")),
    WireSample(
      "DeploymentRollbackRequest",
      DeploymentRollbackRequest(
        deploymentID: id, rollbackToHash: String(hash.dropFirst(7)), reason: hard,
        allowsUndeployed: true)),
  ]
}
