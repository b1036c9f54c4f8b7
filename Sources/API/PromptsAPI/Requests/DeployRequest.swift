public import CanonicalJSON

/// Which version of a prompt is to be live in an environment.
public struct DeployRequest: Sendable, Hashable {
  /// The prompt's id.
  public var promptID: String
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
    promptID: String, environment: String, version: Int? = nil, versionHash: String? = nil,
    reason: String? = nil, expectedHash: String? = nil, acknowledgedVariables: [String] = []
  ) {
    self.promptID = promptID
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
    var json: JSONObject = [
      "prompt_id": .string(promptID), "environment": .string(environment),
    ]
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
  public init(_ members: Members) throws(FormatError) {
    self.init(
      promptID: try members.text("prompt_id"), environment: try members.text("environment"),
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
