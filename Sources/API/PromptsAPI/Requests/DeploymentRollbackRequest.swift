public import CanonicalJSON

/// To which earlier version a deployment is to go back.
public struct DeploymentRollbackRequest: Sendable, Hashable {
  /// The deployment's id, a UUID with hyphens and lower-case digits.
  public var deploymentID: String
  /// The version's hash or its first digits, without `sha256:`.
  public var rollbackToHash: String
  /// Why; may be absent.
  public var reason: String?
  /// Whether the version may be one that the environment never held.
  public var allowsUndeployed: Bool

  /// Makes a request from its parts.
  public init(
    deploymentID: String, rollbackToHash: String, reason: String? = nil,
    allowsUndeployed: Bool = false
  ) {
    self.deploymentID = deploymentID
    self.rollbackToHash = rollbackToHash
    self.reason = reason
    self.allowsUndeployed = allowsUndeployed
  }
}

extension DeploymentRollbackRequest: WireObject {
  /// The members as they are sent; unset ones are absent.
  public var json: JSONObject {
    var json: JSONObject = [
      "deployment_id": .string(deploymentID), "rollback_to_hash": .string(rollbackToHash),
    ]
    if let reason { json["reason"] = .string(reason) }
    if allowsUndeployed { json["allow_undeployed"] = true }
    return json
  }

  /// Reads a request, and checks the form of the id and of the hash.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      deploymentID: try members.deploymentID("deployment_id"),
      rollbackToHash: try members.hashDigits("rollback_to_hash"), reason: try members.reason(),
      allowsUndeployed: try members.flag("allow_undeployed"))
  }
}
