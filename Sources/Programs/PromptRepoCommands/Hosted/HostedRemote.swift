internal import CanonicalJSON
public import PromptRepo

/// A hosted Prompts API that a repository is kept in step with.
public struct HostedRemote: Sendable, Hashable {
  /// The remote's name.
  public let name: RemoteName
  /// The server's address, without the path of the API.
  public let url: String
  /// The environment variable that holds the API key; nil where a command prints it.
  public let keyVariable: String?
  /// The shell command that prints the API key.
  public let keyCommand: String?
  /// The end user to act for.
  public let onBehalfOf: String?

  /// The variable that holds the key where nothing else is said.
  static let standardVariable = "PROMPTREPO_API_KEY"
}

extension HostedRemote {
  /// The remote as its file and machine-readable output show it; it holds no secret.
  var json: JSONObject {
    var json: JSONObject = ["name": .string(name.rawValue), "url": .string(url)]
    if let keyVariable { json["key_env"] = .string(keyVariable) }
    if let keyCommand { json["key_command"] = .string(keyCommand) }
    if let onBehalfOf { json["on_behalf_of"] = .string(onBehalfOf) }
    return json
  }

  init?(_ value: JSONValue) {
    guard let json = value.object, let text = json["name"]?.string, let url = json["url"]?.string
    else { return nil }
    do throws(RepositoryError) { name = try RemoteName(text) } catch { return nil }
    self.url = url
    keyVariable = json["key_env"]?.string
    keyCommand = json["key_command"]?.string
    onBehalfOf = json["on_behalf_of"]?.string
  }
}
