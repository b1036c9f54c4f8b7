public import CanonicalJSON

/// What is live of a prompt in one environment, as the API shows it.
public struct DeploymentObject: Sendable, Hashable {
  /// The deployment's id: a UUID with hyphens and lower-case digits.
  public var id: String
  /// The id of its prompt.
  public var promptID: String
  /// The name that people read of the prompt; may be absent.
  public var promptName: String?
  /// The environment's name.
  public var environment: String
  /// The number of the version that is live.
  public var version: Int
  /// The hash of its content: `sha256:` and 64 digits.
  public var versionHash: String
  /// The number of the version that was live before; absent for the first one.
  public var previousVersion: Int?
  /// When it became live, RFC 3339.
  public var deployedAt: String
  /// Who made it live.
  public var deployedBy: ActorObject
  /// Why; may be absent.
  public var reason: String?
  /// What ties the move to the rest of what one command did.
  public var operation: String?

  /// Makes a deployment from its parts.
  public init(
    id: String, promptID: String, promptName: String? = nil, environment: String, version: Int,
    versionHash: String, previousVersion: Int? = nil, deployedAt: String, deployedBy: ActorObject,
    reason: String? = nil, operation: String? = nil
  ) {
    self.id = id
    self.promptID = promptID
    self.promptName = promptName
    self.environment = environment
    self.version = version
    self.versionHash = versionHash
    self.previousVersion = previousVersion
    self.deployedAt = deployedAt
    self.deployedBy = deployedBy
    self.reason = reason
    self.operation = operation
  }

  /// The id of a deployment in the form that answers have, from digits in any case, with the four
  /// usual hyphens or with none; `nil` for any other text.
  public static func canonicalID(_ text: String) -> String? {
    var digits = text.lowercased().utf8.map(\.self)
    if digits.count == 36 {
      for place in [23, 18, 13, 8] {
        guard digits.remove(at: place) == UInt8(ascii: "-") else { return nil }
      }
    }
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, digits.count == 32 else { return nil }
    for place in [20, 16, 12, 8] { digits.insert(UInt8(ascii: "-"), at: place) }
    return String(decoding: digits, as: UTF8.self)
  }
}

extension DeploymentObject: StreamedWireObject {
  /// What `object` says.
  public static let type = "prompt.deployment"

  /// Adds the members as they are sent; unset ones are absent.
  public func add(to members: inout some JSONObjectBuilder) {
    members.add("id", .string(id))
    members.add("object", .string(Self.type))
    members.add("prompt_id", .string(promptID))
    if let promptName { members.add("prompt_name", .string(promptName)) }
    members.add("environment", .string(environment))
    members.add("version", .integer(version))
    members.add("version_hash", .string(versionHash))
    if let previousVersion { members.add("previous_version", .integer(previousVersion)) }
    members.add("deployed_at", .string(deployedAt))
    members.add("deployed_by", .object(deployedBy.json))
    if let reason { members.add("reason", .string(reason)) }
    if let operation { members.add("operation", .string(operation)) }
  }

  /// Reads a deployment that was received.
  public init(_ members: Members) throws(FormatError) {
    try members.expect("object", Self.type)
    self.init(
      id: try members.text("id"), promptID: try members.text("prompt_id"),
      promptName: try members.optionalText("prompt_name"),
      environment: try members.text("environment"), version: try members.version("version"),
      versionHash: try members.text("version_hash"),
      previousVersion: try members.optionalVersion("previous_version"),
      deployedAt: try members.text("deployed_at"),
      deployedBy: try ActorObject(members.members("deployed_by")),
      reason: try members.optionalText("reason"),
      operation: try members.optionalText("operation"))
  }
}

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
