public import CanonicalJSON

/// Which version of a prompt is to be live in an environment.
public struct DeployRequest: Sendable, Hashable {
  /// The prompt's id; `nil` where its name or title is given.
  public var promptID: String?
  /// The prompt's name or title, in the place of its id or beside it.
  public var promptName: String?
  /// The environment's name.
  public var environment: String
  /// The version's number.
  public var version: Int?
  /// The version's hash or its first digits, without `sha256:`; the active version is meant when
  /// there is neither this nor a number.
  public var versionHash: String?
  /// Why; may be absent.
  public var reason: String?
  /// What has to be live so far: `none`, or a hash or its first digits; anything if absent.
  public var expectedHash: String?
  /// Variables whose coming or going callers are ready for.
  public var acknowledgedVariables: [String]

  /// Makes a request from its parts.
  public init(
    promptID: String?, promptName: String? = nil, environment: String, version: Int? = nil,
    versionHash: String? = nil, reason: String? = nil, expectedHash: String? = nil,
    acknowledgedVariables: [String] = []
  ) {
    self.promptID = promptID
    self.promptName = promptName
    self.environment = environment
    self.version = version
    self.versionHash = versionHash
    self.reason = reason
    self.expectedHash = expectedHash
    self.acknowledgedVariables = acknowledgedVariables
  }
}

extension DeployRequest: WireObject {
  /// The members as they are sent; unset ones are absent.
  public var json: JSONObject {
    var json = JSONObject()
    if let promptID { json["prompt_id"] = .string(promptID) }
    if let promptName { json["name"] = .string(promptName) }
    json["environment"] = .string(environment)
    if let version { json["version"] = .integer(version) }
    if let versionHash { json["version_hash"] = .string(versionHash) }
    if let reason { json["reason"] = .string(reason) }
    if let expectedHash { json["expected_hash"] = .string(expectedHash) }
    if !acknowledgedVariables.isEmpty {
      json["acknowledged_variables"] = .array(acknowledgedVariables.map { .string($0) })
    }
    return json
  }

  /// Reads a request, and checks the form of hashes and that at most one version is named.
  ///
  /// `name` may stand in the place of `prompt_id`, and `env` in that of `environment`: so one of the
  /// API's clients sends them. Where both are there, they have to mean the same.
  public init(_ members: Members) throws(FormatError) {
    let name = try members.optionalText("name")
    let short = try members.optionalText("env")
    let isNamed = name != nil && members.present("prompt_id") == nil
    let isShort = short != nil && members.present("environment") == nil
    let environment = try members.text(isShort ? "env" : "environment")
    if let short, !short.utf8.elementsEqual(environment.utf8) {
      throw FormatError(
        "env", "'environment' and 'env' are of different environments: give one of them")
    }
    self.init(
      promptID: isNamed ? nil : try members.text("prompt_id"), promptName: name,
      environment: environment,
      version: try members.optionalVersion("version"),
      versionHash: try members.optionalHashDigits("version_hash"), reason: try members.reason(),
      expectedHash: try members.expectedHash("expected_hash"),
      acknowledgedVariables: try members.texts("acknowledged_variables"))
    guard version == nil || versionHash == nil else {
      throw FormatError(
        "version_hash", "'version_hash' and 'version' both name the version: give one of them")
    }
  }
}

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

extension Members {
  /// Why something is deployed; may be absent or `null`, and is absent when it is empty.
  func reason() throws(FormatError) -> String? {
    guard let text = try optionalText("reason"), !text.isEmpty else { return nil }
    let count = text.unicodeScalars.count
    guard count <= Limits.reason else {
      throw FormatError(
        "reason", "'reason' has \(count) characters, and may have at most \(Limits.reason)")
    }
    return text
  }

  /// The id of a deployment that must be there, in any case, in the form that answers have.
  func deploymentID(_ name: String) throws(FormatError) -> String {
    let text = try text(name)
    guard let id = DeploymentObject.canonicalID(text) else {
      throw FormatError(
        name, "'\(name)' has to be the UUID of a deployment: list the deployments to find it")
    }
    return id
  }

  /// Digits of a version's hash that must be there, without `sha256:`.
  func hashDigits(_ name: String) throws(FormatError) -> String {
    guard let digits = Self.hashDigits(try text(name)) else {
      throw FormatError(
        name,
        "'\(name)' has to be the hash of a version, with or without 'sha256:', or its first 8 "
          + "lower-case hexadecimal digits or more")
    }
    return digits
  }

  /// Digits of a version's hash that may be absent or `null`, without `sha256:`.
  func optionalHashDigits(_ name: String) throws(FormatError) -> String? {
    present(name) == nil ? nil : try hashDigits(name)
  }

  /// What has to be live: `none`, or digits of a hash without `sha256:`; may be absent or `null`.
  func expectedHash(_ name: String) throws(FormatError) -> String? {
    guard let text = try optionalText(name) else { return nil }
    if text.utf8.elementsEqual("none".utf8) { return text }
    guard let digits = Self.hashDigits(text) else {
      throw FormatError(
        name,
        "'\(name)' has to be \"none\", or the hash of the version that is live or 8 or more of "
          + "its first digits")
    }
    return digits
  }

  private static func hashDigits(_ text: String) -> String? {
    let prefix = "sha256:".utf8
    let digits = text.utf8.starts(with: prefix) ? text.utf8.dropFirst(prefix.count) : text.utf8[...]
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, Limits.hashDigits.contains(digits.count) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }
}
