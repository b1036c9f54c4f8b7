public import CanonicalJSON

/// The answer to the creation of a prompt: the prompt and its first version.
public struct CreatedPrompt: Sendable, Hashable {
  /// The prompt.
  public var prompt: PromptObject
  /// Its first version.
  public var version: VersionObject

  /// Makes an answer from its parts.
  public init(prompt: PromptObject, version: VersionObject) {
    self.prompt = prompt
    self.version = version
  }
}

extension CreatedPrompt: WireObject {
  /// The members as they are sent: those of the prompt, and `version`.
  public var json: JSONObject {
    var json = prompt.json
    json["version"] = .object(version.json)
    return json
  }

  /// Reads an answer that was received.
  public init(_ members: Members) throws(FormatError) {
    self.init(
      prompt: try PromptObject(members),
      version: try VersionObject(Members(members.object("version"), of: "version")))
  }
}
