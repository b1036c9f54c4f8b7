import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import PromptSurfaces
import TestSupport
import Testing

/// A surface under test, by the name that turns it on.
enum TestedSurface: String, CaseIterable, Sendable {
  case langfuse, litellm, langsmith, evalguard, mcp

  /// The surface itself.
  var surface: any Surface {
    switch self {
    case .langfuse: LangfuseSurface()
    case .litellm: LiteLLMSurface()
    case .langsmith: LangSmithSurface()
    case .evalguard: EvalGuardSurface()
    case .mcp: MCPSurface()
    }
  }
}

extension Setup {
  /// Runs a case on a service of its own with all surfaces.
  func runWithSurfaces(
    _ options: Served.Options = Served.Options(), _ body: (Served) throws -> Void
  ) async throws {
    try await run(options.withSurfaces, body)
  }
}

extension Served.Options {
  /// The same with all surfaces.
  var withSurfaces: Served.Options {
    var options = self
    options.surfaces = TestedSurface.allCases.map(\.surface)
    return options
  }
}

extension Served {
  /// A service over a store in memory with all surfaces.
  static func withSurfaces() throws -> Served {
    let store = MemoryStore()
    return try Served(.memory, open: { store }, Options().withSurfaces)
  }

  /// Commits a version with a configuration, of a new prompt or of one that is there.
  func commit(_ name: String, _ template: String, _ config: JSONObject = [:]) throws {
    let repository = try repository()
    let name = try PromptName(name)
    let draft = VersionDraft(
      try VersionContent(template: template, config: config), message: "A change")
    if try repository.prompt(name) == nil {
      try repository.by(Sample.person).create(name, draft)
    } else {
      try repository.by(Sample.person).addVersion(draft, to: name)
    }
  }

  /// Breaks one chain of a prompt, as a program that knows nothing of ledgers could.
  func damage(_ chain: String, of name: String) throws {
    let reference = "refs/prompts/\(name)/@\(chain)"
    let store = try open()
    try store.write(reference, "not of this ledger", from: store.value(reference))
  }

  /// The names and targets of all references.
  func references() throws -> [String: ObjectID] {
    var found: [String: ObjectID] = [:]
    for reference in try open().references(under: "refs/", after: nil, limit: nil) {
      found[reference.name.rawValue] = reference.target
    }
    return found
  }

  /// Sends a message of the Model Context Protocol of its legacy era.
  func mcp(
    _ method: String, _ parameters: JSONObject = [:], query: String = "",
    as role: Role? = .reader, _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    try post(
      "/mcp\(query)",
      ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(parameters)],
      as: role, fields)
  }
}
