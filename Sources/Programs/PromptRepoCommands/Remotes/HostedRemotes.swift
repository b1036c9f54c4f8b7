internal import CanonicalJSON
internal import Platform
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
  static let defaultKeyVariable = "PROMPTREPO_API_KEY"
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

  /// The address of a server as it is kept: without the slash at its end, scheme and host in small
  /// letters.
  ///
  /// - Throws: for what is no address, for one with a user's name or password, which is not repeated,
  ///   and for plain HTTP over a network, where the key could be read by others.
  static func address(_ text: String) throws(RepositoryError) -> String {
    guard !text.utf8.contains(UInt8(ascii: "@")) else {
      throw RepositoryError(
        .invalid, "the address of the server has a user's name or password in it, or another '@'",
        hint: "Write it as https://HOST; keys are given elsewhere")
    }
    var url = text
    while url.hasSuffix("/") { url.removeLast() }
    let parts = url.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[1].hasPrefix("//"), parts[1].count > 2,
      !url.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }),
      ["https", "http"].contains(parts[0].lowercased())
    else {
      throw RepositoryError(
        .invalid, "'\(text)' is not the address of a server",
        hint: "Write it as https://HOST, without a key in it")
    }
    let scheme = parts[0].lowercased()
    let authority = parts[1].dropFirst(2).prefix { $0 != "/" }
    let path = parts[1].dropFirst(2 + authority.count)
    let host = authority.lowercased()
    guard scheme == "https" || SocketAddress.isLoopback(authority: host) else {
      throw RepositoryError(
        .invalid, "'\(text)' is plain HTTP, over which others could read the API key",
        hint:
          "Use https; plain HTTP goes only to this machine, as to http://127.0.0.1:8080 or "
          + "http://localhost:8080")
    }
    return "\(scheme)://\(host)\(path)"
  }

  /// The remote as `--json` shows it.
  var outputJSON: JSONObject {
    var json: JSONObject = ["object": "remote"]
    for member in self.json { json[member.key] = member.value }
    return json
  }
}

/// The file of a repository's hosted remotes.
///
/// It is among the user's own settings and not in the repository: what it names is a program to
/// run, and a repository may come from anywhere.
struct HostedRemotes {
  /// Where the file is.
  let path: String
  private let files = FileSystem()

  init(path: String) {
    self.path = path
  }

  /// All remotes, in the order of their names.
  func all() throws -> [HostedRemote] {
    guard let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 20) else { return [] }
    var remotes: [HostedRemote]?
    do throws(JSONError) {
      let values = try JSONValue(parsing: bytes).object?["remotes"]?.array
      let found = values?.compactMap { HostedRemote($0) }
      if found?.count == values?.count { remotes = found }
    } catch {}
    guard let remotes else {
      throw RepositoryError(
        .damaged, "the remotes in '\(path)' cannot be read",
        hint: "Put the file right, or move it away and add them again with promptrepo remote add")
    }
    return remotes.sorted { $0.name.rawValue < $1.name.rawValue }
  }

  /// Puts remotes in the place of those that are there.
  func write(_ remotes: [HostedRemote]) throws {
    let json: JSONObject = ["remotes": .array(remotes.map { .object($0.json) })]
    try files.makeDirectories(path.parentDirectory, permissions: 0o700)
    try files.updateFile(
      path, with: JSONValue.object(json).utf8(.pretty) + [10], permissions: 0o600)
  }
}
