public import CanonicalJSON

/// The answer to the rollback of a deployment.
public struct DeploymentRollback: Sendable, Hashable {
  /// The deployment as it is now.
  public var deployment: DeploymentObject

  /// Makes an answer.
  public init(deployment: DeploymentObject) {
    self.deployment = deployment
  }
}

extension DeploymentRollback: WireObject {
  /// The members as they are sent.
  public var json: JSONObject {
    ["success": true, "deployment": .object(deployment.json)]
  }

  /// Reads an answer that was received.
  public init(_ members: Members) throws(FormatError) {
    guard try members.bool("success") else {
      throw FormatError("success", "'success' has to be true")
    }
    self.init(deployment: try DeploymentObject(members.members("deployment")))
  }
}
