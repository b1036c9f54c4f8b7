import APIKeys
import CanonicalJSON
import HTTPMessages
import TestSupport
import Testing

extension Setup {
  /// Runs a case on a service of its own.
  func run(
    _ options: Served.Options = Served.Options(), _ body: (Served) throws -> Void
  ) async throws {
    try await store.withStores { open in
      try body(Served(transport, open: open, options))
    }
  }
}

// The operations of the API, by their names.
extension Served {
  static let path = "/api/v1/llm/prompts"

  /// The path of a prompt, and what comes after it.
  static func path(_ id: String, _ rest: String = "") -> String { "\(path)/\(id)\(rest)" }

  func get(
    _ target: String, as role: Role? = .reader, _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    try send(.get, target, as: role, fields)
  }

  func post(
    _ target: String, _ body: JSONObject, as role: Role? = .editor,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    try send(.post, target, as: role, fields, body: JSONValue.object(body).utf8())
  }

  func put(
    _ target: String, _ body: JSONObject, as role: Role? = .editor,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    try send(.put, target, as: role, fields, body: JSONValue.object(body).utf8())
  }

  func delete(
    _ target: String, as role: Role? = .admin, _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    try send(.delete, target, as: role, fields)
  }

  /// Creates a prompt, and answers its id.
  @discardableResult
  func create(
    _ name: String, _ template: String = "Hi {{name}}",
    at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try post(Served.path, ["name": .string(name), "template": .string(template)])
    try #require(answer.status == .created, "\(answer.text)", sourceLocation: location)
    return try answer.json()["id"]?.string ?? ""
  }

  /// Adds a version to a prompt.
  func addVersion(
    _ id: String, _ template: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try post(Served.path(id, "/versions"), ["template": .string(template)])
    try #require(answer.status == .created, "\(answer.text)", sourceLocation: location)
  }
}
