import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Who may do what through each surface.
@Suite struct SurfaceRoleTests {
  /// A well-formed request of a route, and the least role that may make it: written by hand, so that
  /// a route is open to nobody by mistake.
  private struct Row: Sendable {
    let surface: TestedSurface
    let operation: String
    let method: HTTPMethod
    let target: String
    let role: Role
    var body: JSONObject?

    init(
      _ surface: TestedSurface, _ operation: String, _ method: HTTPMethod, _ target: String,
      _ role: Role, _ body: JSONObject? = nil
    ) {
      self.surface = surface
      self.operation = "\(surface.rawValue).\(operation)"
      self.method = method
      self.target = target
      self.role = role
      self.body = body
    }
  }

  private static let rows: [Row] = [
    Row(.langfuse, "list", .get, "/api/public/v2/prompts", .reader),
    Row(.langfuse, "get", .get, "/api/public/v2/prompts/a", .reader),
    Row(
      .langfuse, "create", .post, "/api/public/v2/prompts", .editor,
      ["name": "fresh", "prompt": "Hi"]),
    // Without an environment of that name, it is the active version.
    Row(
      .langfuse, "label", .patch, "/api/public/v2/prompts/a/versions/1", .editor,
      ["newLabels": ["production"]]),
    Row(.langfuse, "delete", .delete, "/api/public/v2/prompts/a", .admin),
    Row(.langfuse, "projects", .get, "/api/public/projects", .reader),
    Row(.langfuse, "health", .get, "/api/public/health", .reader),
    Row(.litellm, "get", .get, "/beta/litellm_prompt_management?prompt_id=a", .reader),
    Row(.langsmith, "info", .get, "/langsmith/info", .reader),
    Row(.langsmith, "settings", .get, "/langsmith/settings", .reader),
    Row(.langsmith, "list", .get, "/langsmith/repos", .reader),
    Row(.langsmith, "describe", .get, "/langsmith/repos/-/a", .reader),
    Row(.langsmith, "listVersions", .get, "/langsmith/commits/-/a", .reader),
    Row(.langsmith, "get", .get, "/langsmith/commits/-/a/latest", .reader),
    Row(.evalguard, "list", .get, "/api/v1/prompts", .reader),
    Row(
      .evalguard, "create", .post, "/api/v1/prompts", .editor,
      ["name": "new", "content": "Hi", "projectId": "p"]),
    Row(.evalguard, "listEnvironments", .get, "/api/v1/environments", .reader),
    Row(
      .evalguard, "addEnvironment", .post, "/api/v1/environments", .admin,
      ["name": "fresh", "tag": "other"]),
    Row(
      .evalguard, "removeEnvironment", .delete, "/api/v1/environments?name=spare", .admin),
    Row(
      .mcp, "message", .post, "/mcp", .reader,
      ["jsonrpc": "2.0", "id": 1, "method": "prompts/list"]),
  ]

  @Test func theTableHasEveryRouteOfEverySurface() {
    let routes = TestedSurface.allCases.flatMap { $0.surface.routes.map(\.operation) }
    #expect(routes.sorted() == Self.rows.map(\.operation).sorted())
    for surface in TestedSurface.allCases {
      #expect(surface.surface.name == surface.rawValue)
      for route in surface.surface.routes {
        let row = Self.rows.first { $0.operation == route.operation }
        #expect(row?.role == route.role && row?.method == route.method, "\(route.operation)")
        // A reader's route changes nothing, and the others may.
        #expect(route.isRead == (route.role == .reader), "\(route.operation)")
      }
    }
  }

  private func served(_ transport: Transport, anonymous: Bool = false) throws -> Served {
    let store = MemoryStore()
    var options = Served.Options().withSurfaces
    options.allowsAnonymousReads = anonymous
    let served = try Served(transport, open: { store }, options)
    try served.addVersion(try served.create("a"), "Bye")
    try served.addEnvironments("spare")
    return served
  }

  private func send(_ row: Row, _ served: Served, as role: Role?) throws -> HTTPResponse {
    let body = row.body.map { JSONValue.object($0).utf8() } ?? []
    return try served.send(row.method, row.target, as: role, body: body)
  }

  @Test(arguments: Transport.allCases)
  func eachRoleMayDoWhatTheTableSays(_ transport: Transport) throws {
    for row in Self.rows {
      for role in Role.allCases {
        let served = try served(transport)
        let before = try served.references()
        let answer = try send(row, served, as: role)
        if role >= row.role {
          #expect((200...204).contains(answer.status.rawValue), "\(row.operation) \(role)")
        } else {
          #expect(answer.status == .forbidden, "\(row.operation) \(role)")
          #expect(answer.text.contains("needs '\(row.role.rawValue)'"))
        }
        let changes = row.role > .reader && role >= row.role
        #expect(try (served.references() != before) == changes, "\(row.operation) \(role)")
      }
    }
  }

  /// RFC 9110, section 13.1.1: what a condition that is false would have kept from happening must not
  /// happen. Who does not look at conditions cannot know, and does nothing.
  @Test(arguments: Transport.allCases)
  func aConditionThatIsNotLookedAtIsRefused(_ transport: Transport) throws {
    let served = try served(transport)
    let id = try served.create("b", "Hi")
    let before = try served.references()
    let rows =
      Self.rows + [
        Row(.evalguard, "", .post, Served.path, .editor, ["name": "c", "template": "Hi"]),
        Row(.evalguard, "", .delete, Served.path(id), .admin),
      ]
    for row in rows where row.role > .reader {
      let body = row.body.map { JSONValue.object($0).utf8() } ?? []
      let answer = try served.send(
        row.method, row.target, as: .admin, [.ifMatch: "\"nope\""], body: body)
      #expect(answer.status == .badRequest && answer.text.contains("'If-Match'"), "\(row)")
      #expect(try served.references() == before, "\(row)")
    }
    for row in rows where row.role == .reader {
      let body = row.body.map { JSONValue.object($0).utf8() } ?? []
      let answer = try served.send(
        row.method, row.target, as: .admin, [.ifMatch: "\"nope\""], body: body)
      #expect(answer.status == .ok, "\(row)")
    }
  }

  @Test(arguments: Transport.allCases)
  func ofTwoValuesNoneIsTaken(_ transport: Transport) throws {
    let served = try served(transport)
    try served.addEnvironments("other")
    let before = try served.references()
    let path = "/beta/litellm_prompt_management?prompt_id=a"
    for query in ["&prompt_id=b", "&version=1&version=2", "&environment=spare&environment=other"] {
      #expect(try served.get(path + query).status == .badRequest, "\(query)")
    }
    let answer = try served.delete("/api/v1/environments?name=spare&name=other")
    #expect(answer.status == .badRequest)
    #expect(try served.references() == before)
  }

  @Test(arguments: Transport.allCases, [false, true])
  func withoutAKeyNothingIsSaidUnlessReadingIsOpen(
    _ transport: Transport, _ anonymous: Bool
  ) throws {
    let served = try served(transport, anonymous: anonymous)
    let before = try served.references()
    for row in Self.rows {
      let answer = try send(row, served, as: nil)
      // Nothing of a ledger is told there.
      let isOpen = row.operation == "langfuse.health"
      let mayRead = isOpen || anonymous && row.role == .reader
      #expect(answer.status == (mayRead ? .ok : .unauthorized), "\(row.operation)")
      let body = row.body.map { JSONValue.object($0).utf8() } ?? []
      let wrong = try served.send(
        row.method, row.target, as: nil, [.authorization: "Bearer x"], body: body)
      #expect(wrong.status == (isOpen ? .ok : .unauthorized), "\(row.operation)")
      #expect(try served.references() == before)
    }
  }

  @Test func ownersSeeOnlyTheirOwnThroughEverySurface() throws {
    let ledgers = TestLedgers()
    let served = try Served(
      .memory, ledgers: ledgers, open: { throw ConnectionFault("none") },
      Served.Options().withSurfaces)
    let id = try served.create("a", "A secret text")
    let other: HTTPFields = [.authorization: "Bearer \(served.keys.stranger)"]
    let user: HTTPFields = [.onBehalfOf: "user-1"]
    for fields in [other, user] {
      for row in Self.rows where row.role == .reader {
        let body = row.body.map { JSONValue.object($0).utf8() } ?? []
        let answer = try served.send(row.method, row.target, as: .admin, fields, body: body)
        #expect(!answer.text.contains("secret") && !answer.text.contains(id))
        #expect([200, 404].contains(answer.status.rawValue), "\(row.operation): \(answer.text)")
      }
    }
    // Nobody's ledger was made by asking.
    #expect(ledgers.open.count == 1)
  }
}
