internal import CanonicalJSON

/// The values that the document shows: one prompt with two versions, through all operations.
enum Examples {
  static let promptID = "prompt_5f0c6a7e2b8d4c1f9a3e7d6b5c4a3f21"
  static let time = "2026-03-15T10:30:00.000Z"
  static let template = "Answer {{customer}}, who asks about {{topic}}, in two sentences."
  static let laterTemplate = "Answer {{customer}} about {{topic}}. Be brief and friendly."
  static let variables: JSONObject = ["customer": "Kim", "topic": "an invoice"]
  static let metadata: JSONObject = ["team": "support", "reviewed": true]
  static let etag = "\"9c1185a5c5e9fc54612808977ee8f548b2258d31\""
  static let tip = "3f786850e387550fdab836ed7e6dc881de23001b"

  /// The prompt after its creation.
  static let prompt = PromptObject(
    id: promptID, name: "Support reply", description: "First answers to customers",
    activeVersion: 1, latestVersion: 1, metadata: metadata, createdAt: time, updatedAt: time,
    details: promptDetails)

  /// The prompt as it is read with variables.
  static var promptWithTemplate: PromptObject {
    var prompt = prompt
    prompt.activeTemplate = template
    prompt.renderedTemplate = "Answer Kim, who asks about an invoice, in two sentences."
    prompt.messages = [
      ["role": "user", "content": "Answer Kim, who asks about an invoice, in two sentences."]
    ]
    prompt.details?.shown = shownVersion
    return prompt
  }

  /// The prompt after an edit of its record that clears the description.
  static var edited: PromptObject {
    var prompt = prompt
    prompt.name = "Short support reply"
    prompt.description = nil
    prompt.details?.title = prompt.name
    prompt.metadata = ["team": "support"]
    prompt.updatedAt = "2026-03-15T11:05:09.120Z"
    return prompt
  }

  /// The prompt with its second version, rolled back to the first.
  static var rolledBack: PromptObject {
    var prompt = prompt
    prompt.latestVersion = 2
    prompt.updatedAt = "2026-03-16T08:15:30.250Z"
    return prompt
  }

  /// Its first version.
  static let version = VersionObject(
    id: "pver_0d9e8f7a6b5c5d4e8f3a2b1c0d9e8f7a", promptID: promptID, version: 1,
    template: template, createdAt: time, details: versionDetails)

  /// Its second version.
  static let laterVersion = VersionObject(
    id: "pver_7c6b5a4f3e2d5c1b9a0f8e7d6c5b4a3f", promptID: promptID, version: 2,
    template: laterTemplate, createdAt: "2026-03-15T16:45:12.007Z",
    details: VersionDetails(
      hash: laterHash, templateHash: laterTemplateHash, author: actor, config: config))

  static let config: JSONObject = ["model": "small-1", "temperature": 0]
  static let templateHash =
    "sha256:\(String(repeating: "2c26b46b68ffc68f", count: 4))"
  static let laterTemplateHash =
    "sha256:\(String(repeating: "fcde2b2edba56bf4", count: 4))"

  /// What the ledger knows of the prompt.
  static let promptDetails = PromptDetails(
    name: "support-reply", title: "Support reply", activeVersionHash: hash)

  /// What the ledger knows of its first version.
  static let versionDetails = VersionDetails(
    hash: hash, templateHash: templateHash, message: "First draft", author: actor, config: config)

  /// A rollback that a third version passes over.
  static let passedRollback = PassedRollback(
    liveVersion: 1, withdrawnVersion: 2, reason: "Customers were confused", actor: actor,
    createdAt: "2026-03-16T08:15:30.250Z")

  /// The first version as it is shown with the prompt.
  static let shownVersion = ShownVersion(
    id: version.id, version: 1, createdAt: time, details: versionDetails)
}

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
