internal import CanonicalJSON
internal import Platform
internal import PromptRepo

extension HostedRemote {
  /// The address of a server as it is kept: without the slash at its end.
  ///
  /// - Throws: for what is no address, and for plain HTTP over a network, where the key could be
  ///   read by others.
  static func address(_ text: String) throws(RepositoryError) -> String {
    var url = text
    while url.hasSuffix("/") { url.removeLast() }
    let parts = url.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[1].hasPrefix("//"), parts[1].count > 2,
      !url.contains(where: { $0 == "@" || $0 == "?" || $0 == "#" || $0.isWhitespace }),
      parts[0] == "https" || parts[0] == "http"
    else {
      throw RepositoryError(
        .invalid, "'\(text)' is not the address of a server",
        hint: "Write it as https://HOST, without a key in it")
    }
    let host = parts[1].dropFirst(2).prefix { $0 != "/" }
    let isHere =
      SocketAddress(host.contains(":") ? String(host) : "\(host):80")?.isLoopback ?? false
    guard parts[0] == "https" || isHere else {
      throw RepositoryError(
        .invalid, "'\(text)' is plain HTTP, over which others could read the API key",
        hint: "Use https, or a server on this machine (http://127.0.0.1:8080)")
    }
    return url
  }

  /// The remote as `--json` shows it.
  var outputJSON: JSONObject {
    var json: JSONObject = ["object": "remote"]
    for member in self.json { json[member.key] = member.value }
    return json
  }
}
