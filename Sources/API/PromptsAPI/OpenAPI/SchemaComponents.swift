internal import CanonicalJSON

/// A wire type that the document names; the raw value is the name.
enum SchemaComponent: String, CaseIterable {
  case prompt = "Prompt"
  case promptWithTemplate = "PromptWithTemplate"
  case createdPrompt = "CreatedPrompt"
  case promptPage = "PromptPage"
  case deletedPrompt = "DeletedPrompt"
  case version = "Version"
  case versionList = "VersionList"
  case promptDetails = "PromptDetails"
  case shownVersion = "ShownVersion"
  case versionDetails = "VersionDetails"
  case passedRollback = "PassedRollback"
  case createPromptRequest = "CreatePromptRequest"
  case updatePromptRequest = "UpdatePromptRequest"
  case createVersionRequest = "CreateVersionRequest"
  case rollbackRequest = "RollbackRequest"
  case actor = "Actor"
  case deployment = "Deployment"
  case deploymentPage = "DeploymentPage"
  case deploymentMove = "DeploymentMove"
  case deploymentHistory = "DeploymentHistory"
  case deploymentRollback = "DeploymentRollback"
  case deployRequest = "DeployRequest"
  case deploymentRollbackRequest = "DeploymentRollbackRequest"
  case error = "Error"
  case health = "Health"
  case readiness = "Readiness"

  /// The type by its place in the document.
  var reference: JSONObject { ["$ref": .string("#/components/schemas/\(rawValue)")] }

  /// A body of this type, with the type's own example unless another is given.
  func content(_ example: JSONObject? = nil) -> JSONValue {
    [
      "application/json": [
        "schema": .object(reference), "example": .object(example ?? self.example),
      ]
    ]
  }

  /// The type's schema, with an example.
  var schema: Schema { Schema.object(members).about(explanation).example(example) }

  private var explanation: String {
    switch self {
    case .actor: "Who did something."
    case .deployment: "What is live of a prompt in one environment."
    case .deploymentPage: "A page of the list of deployments."
    case .deploymentMove: "One move of a deployment: what became live, by whom and why."
    case .deploymentHistory: "A page of the moves of a deployment, the newest first."
    case .deploymentRollback: "The confirmation of a rollback, with the deployment as it is now."
    case .deployRequest:
      "Which version is to be live in an environment. At most one of `version` and `version_hash` "
        + "is given; without both it is the active version."
    case .deploymentRollbackRequest: "To which earlier version a deployment is to go back."
    case .prompt: "A prompt: what people know it by, and which of its versions is live."
    case .promptWithTemplate: "A prompt with the template of one of its versions."
    case .createdPrompt: "A new prompt with its first version."
    case .promptPage: "A page of the list of prompts."
    case .deletedPrompt: "The confirmation that a prompt is gone."
    case .version: "A version of a prompt; it never changes."
    case .versionList: "Versions of one prompt."
    case .promptDetails: "What the ledger knows of a prompt beyond the hosted API."
    case .shownVersion: "The version whose template is shown with its prompt."
    case .versionDetails: "What the ledger knows of a version beyond the hosted API."
    case .passedRollback: "A rollback that a new version passed over."
    case .createPromptRequest: "What a new prompt is to be."
    case .updatePromptRequest: "What to change in a prompt's record; what is absent stays."
    case .createVersionRequest: "What the next version is to be."
    case .rollbackRequest: "Which version is to be live."
    case .error: "Why a request was refused, and what to do about it."
    case .health: "That the server runs."
    case .readiness: "That the server takes requests."
    }
  }

  private var example: JSONObject {
    switch self {
    case .actor: Examples.actor.json
    case .deployment: Examples.deployment.json
    case .deploymentPage: DeploymentPage(data: [Examples.deployment], hasMore: true).json
    case .deploymentMove: Examples.move.json
    case .deploymentHistory:
      DeploymentHistory(data: [Examples.laterMove, Examples.move], hasMore: false).json
    case .deploymentRollback: DeploymentRollback(deployment: Examples.rolledBackDeployment).json
    case .deployRequest: Examples.deployRequest.json
    case .deploymentRollbackRequest: Examples.deploymentRollbackRequest.json
    case .prompt: Examples.rolledBack.json
    case .promptWithTemplate: Examples.promptWithTemplate.json
    case .createdPrompt: CreatedPrompt(prompt: Examples.prompt, version: Examples.version).json
    case .promptPage: PromptPage(data: [Examples.rolledBack], hasMore: true).json
    case .deletedPrompt: DeletedPrompt(id: Examples.promptID).json
    case .version: Examples.version.json
    case .versionList: VersionList(data: [Examples.laterVersion, Examples.version]).json
    case .promptDetails: Examples.promptDetails.json
    case .shownVersion: Examples.shownVersion.json
    case .versionDetails: Examples.versionDetails.json
    case .passedRollback: Examples.passedRollback.json
    case .createPromptRequest:
      CreatePromptRequest(
        name: Examples.prompt.name, template: Examples.template,
        description: Examples.prompt.description, metadata: Examples.metadata
      ).json
    case .updatePromptRequest:
      UpdatePromptRequest(
        name: Examples.edited.name, description: .some(Examples.edited.description),
        metadata: Examples.edited.metadata
      ).json
    case .createVersionRequest: CreateVersionRequest(template: Examples.laterTemplate).json
    case .rollbackRequest: RollbackRequest(version: 1).json
    case .error: APIError.noPrompt.json
    case .health: ["status": "ok"]
    case .readiness: ["status": "ready"]
    }
  }
}
