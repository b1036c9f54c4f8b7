import CanonicalJSON
import HTTPMessages
import PromptsClient
import Synchronization

/// A project of Langfuse in memory, which answers as its API does.
final class FakeLangfuse: HTTPTransport {
  struct State: Sendable {
    /// The versions by their numbers, by the bytes of the names of prompts.
    var prompts: [UTF8Key: [Int: JSONObject]] = [:]
    /// What stands for the numbers of a prompt's versions in the list, where it is something else.
    var numbers: [UTF8Key: String] = [:]
    var tags: [UTF8Key: [String]] = [:]
    /// Answers to targets, in the place of those that would be right.
    var answers: [String: HTTPResponse] = [:]
    /// How many pages the list says that it has; as many as it needs when `nil`.
    var pages: (@Sendable (_ page: Int) -> Int)?
    /// Refusals that come first, each once.
    var refusals: [HTTPResponse] = []
    var pageSize = 100
    var requests: [String] = []
  }

  private let state = Mutex(State())

  /// Adds a version, of a text unless the members say otherwise.
  func add(_ name: String, _ number: Int, _ text: JSONValue, _ members: JSONObject = [:]) {
    var version: JSONObject = [
      "type": text.array == nil ? "text" : "chat", "prompt": text, "config": [:], "labels": [],
      "createdBy": "A user", "createdAt": "2026-03-15T10:30:00.000Z", "commitMessage": .null,
    ]
    for member in members { version[member.key] = member.value }
    state.withLock { $0.prompts[UTF8Key(name), default: [:]][number] = version }
  }

  /// Changes a member of a version.
  func set(_ name: String, _ number: Int, _ key: String, _ value: JSONValue?) {
    state.withLock { $0.prompts[UTF8Key(name)]?[number]?[key] = value }
  }

  /// Changes what it answers.
  func change(_ body: @Sendable (inout State) -> Void) {
    state.withLock { body(&$0) }
  }

  /// The targets that were asked for.
  var requests: [String] { state.withLock { $0.requests } }

  /// Takes a version away.
  func remove(_ name: String, _ number: Int) {
    state.withLock { _ = $0.prompts[UTF8Key(name)]?.removeValue(forKey: number) }
  }

  /// Answers a version with these bytes.
  func answer(_ name: String, _ number: Int, _ body: String, status: Int = 200) {
    let target = FakeLangfuse.target(name, number)
    state.withLock {
      $0.answers[target] = HTTPResponse(HTTPStatus(rawValue: status), body: Array(body.utf8))
    }
  }

  static func target(_ name: String, _ number: Int) -> String {
    "/api/public/v2/prompts/\(PercentEncoding.encode(name))?version=\(number)&resolve=false"
  }

  func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse {
    state.withLock { state in
      state.requests.append(request.target)
      if !state.refusals.isEmpty { return state.refusals.removeFirst() }
      if let answer = state.answers[request.target] { return answer }
      let words = request.target.split(separator: "?")
      let path = words[0].split(separator: "/").map(String.init)
      let number =
        request.target.firstMatch(of: /(?:page|version)=(\d+)/).flatMap { Int($0.1) } ?? 0
      if path.last == "projects" { return json(["data": [["id": "p1"]]]) }
      if path.last == "prompts" { return list(state, number) }
      guard let name = PercentEncoding.decode(path[path.count - 1].utf8, plusIsSpace: false),
        var version = state.prompts[UTF8Key(name)]?[number]
      else { return json(["message": "Prompt not found"], 404) }
      version["name"] = .string(name)
      version["version"] = .integer(number)
      version["tags"] = .array((state.tags[UTF8Key(name)] ?? []).map { .string($0) })
      return json(version)
    }
  }

  private func json(_ object: JSONObject, _ status: Int = 200) -> HTTPResponse {
    HTTPResponse(HTTPStatus(rawValue: status), body: JSONValue.object(object).utf8())
  }

  private func list(_ state: State, _ page: Int) -> HTTPResponse {
    let names = state.prompts.keys.sorted()
    let entries = names.dropFirst((page - 1) * state.pageSize).prefix(state.pageSize).map { name in
      let numbers =
        state.numbers[name]
        ?? "[\((state.prompts[name] ?? [:]).keys.sorted().map { "\($0)" }.joined(separator: ","))]"
      return #"{"name":\#(JSONValue.string(name.text).text()),"versions":\#(numbers),"#
        + #""lastConfig":\#(String(repeating: "[", count: 99) + String(repeating: "]", count: 99))}"#
    }
    let pages = state.pages?(page) ?? max(1, (names.count + state.pageSize - 1) / state.pageSize)
    let text = #"{"data":[\#(entries.joined(separator: ","))],"meta":{"totalPages":\#(pages)}}"#
    return HTTPResponse(.ok, body: Array(text.utf8))
  }
}
