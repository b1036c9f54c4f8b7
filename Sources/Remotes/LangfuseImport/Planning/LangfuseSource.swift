internal import Digests
internal import PromptRepo

/// Where prompts come from: a project at a host.
///
/// A prompt's id follows from it and from the prompt's name alone, so that whoever imports it, and
/// whenever, finds the same prompt.
struct LangfuseSource: Sendable {
  /// The name that versions give in the trailer `Remote-Version`, before the number there.
  static let name = "langfuse"

  /// The server's address without what says nothing of where it is.
  let host: String
  /// The id of the project.
  let project: String

  /// The project at a server.
  ///
  /// - Parameter url: The server's address, such as `https://cloud.langfuse.com`.
  init(url: String, project: String) {
    var host = url.lowercased()
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where host.hasPrefix(scheme) {
      host.removeFirst(scheme.utf8.count)
      let authority = host.prefix { $0 != "/" }
      if authority.hasSuffix(port) {
        host = String(authority.dropLast(port.utf8.count) + host.dropFirst(authority.count))
      }
      break
    }
    while host.utf8.last == UInt8(ascii: "/") { host.removeLast() }
    self.host = host
    self.project = project
  }

  private static let namespace = UUIDValue(
    namespace: .url, name: Array("promptrepo:langfuse".utf8))

  /// The id of the prompt of a name.
  ///
  /// - Parameter generation: How often a prompt of this name was deleted here, and then imported anew.
  func id(of name: String, generation: Int = 0) -> PromptID {
    let first = UUIDValue(
      namespace: LangfuseSource.namespace, name: Array("\(host)\n\(project)\n\(name)".utf8))
    guard generation > 0 else { return PromptID(first) }
    return PromptID(UUIDValue(namespace: first, name: Array("\(generation)".utf8)))
  }

  /// What the trailer of a version says.
  static func mark(_ number: Int) -> String { "\(name) \(number)" }

  /// The number at Langfuse of a version; `nil` where its trailer names none.
  static func number(_ version: Version) -> Int? {
    guard let mark = version.remoteVersion else { return nil }
    let words = mark.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0].utf8.elementsEqual(name.utf8), let number = Int(words[1]),
      number >= 1
    else { return nil }
    return number
  }
}
