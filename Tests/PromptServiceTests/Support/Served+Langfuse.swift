import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptSurfaces
import TestSupport
import Testing

extension Setup {
  /// Runs a case on a service of its own that answers Langfuse's clients.
  func runLangfuse(_ body: (Served) throws -> Void) async throws {
    try await run(Served.Options(surfaces: [LangfuseSurface()]), body)
  }
}

// What Langfuse's clients send.
extension Served {
  static let langfuse = "/api/public/v2/prompts"

  /// The path of a prompt as the clients write it.
  static func langfuse(_ name: String, _ rest: String = "") -> String {
    "\(langfuse)/\(PercentEncoding.encode(name))\(rest)"
  }

  /// Makes a version, and answers it.
  @discardableResult
  func make(
    _ name: String, _ prompt: JSONValue, _ more: JSONObject = [:], as role: Role = .deployer,
    at location: SourceLocation = #_sourceLocation
  ) throws -> JSONObject {
    let answer = try postPrompt(name, prompt, more, as: role)
    try #require(answer.status == .created, "\(answer.text)", sourceLocation: location)
    return try answer.json(at: location)
  }

  /// Asks for a version.
  func postPrompt(
    _ name: String, _ prompt: JSONValue, _ more: JSONObject = [:], as role: Role = .deployer,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    var body: JSONObject = ["name": .string(name), "prompt": prompt]
    if prompt.array != nil { body["type"] = "chat" }
    for member in more { body[member.key] = member.value }
    return try post(Served.langfuse, body, as: role, fields)
  }

  /// Reads a prompt.
  func read(
    _ name: String, _ query: String = "", at location: SourceLocation = #_sourceLocation
  ) throws -> JSONObject {
    let answer = try get(Served.langfuse(name, query))
    try #require(answer.status == .ok, "\(answer.text)", sourceLocation: location)
    return try answer.json(at: location)
  }

  /// Gives a version labels.
  func label(
    _ name: String, _ version: Int, _ labels: [String], as role: Role = .deployer
  ) throws -> HTTPResponse {
    let body: JSONObject = ["newLabels": .array(labels.map(JSONValue.string))]
    return try send(
      .patch, Served.langfuse(name, "/versions/\(version)"), as: role,
      body: JSONValue.object(body).utf8())
  }

  /// The prompts of a list.
  func prompts(
    _ query: String = "", at location: SourceLocation = #_sourceLocation
  ) throws -> [JSONObject] {
    let answer = try get("\(Served.langfuse)\(query)")
    try #require(answer.status == .ok, "\(answer.text)", sourceLocation: location)
    let json = try answer.json(at: location)
    #expect(json.map(\.key) == ["data", "meta", "pagination"], sourceLocation: location)
    #expect(json["meta"] == json["pagination"], sourceLocation: location)
    return try #require(json["data"]?.array, sourceLocation: location).compactMap(\.object)
  }

  /// The hash of a version's content.
  func hash(_ name: String, _ version: VersionSpec = .latest) throws -> VersionHash {
    try repository().version(PromptName(name), version).hash
  }
}

extension HTTPResponse {
  /// Expects an error in Langfuse's shape.
  func expectLangfuse(
    _ status: Int, _ kind: String, _ message: String? = nil, containing part: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(self.status.rawValue == status, "\(text)", sourceLocation: location)
    let json = try json(at: location)
    #expect(json.map(\.key) == ["message", "error"], sourceLocation: location)
    #expect(json["error"] == .string(kind), "\(text)", sourceLocation: location)
    if let message {
      #expect(json.text("message") == message, sourceLocation: location)
    }
    if let part {
      #expect(json.text("message").contains(part), "\(text)", sourceLocation: location)
    }
  }

  /// Expects an error that names the members or parameters which are wrong.
  func expectIssues(
    _ paths: String..., at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(status == .badRequest, "\(text)", sourceLocation: location)
    let json = try json(at: location)
    #expect(json["message"] == "Invalid request data", "\(text)", sourceLocation: location)
    let issues = (json["error"]?.array ?? []).compactMap(\.object)
    #expect(
      issues.map { $0["path"]?.array?.first?.string ?? "" } == paths, "\(text)",
      sourceLocation: location)
    for issue in issues {
      #expect(issue.map(\.key) == ["code", "path", "message"], sourceLocation: location)
    }
  }
}
