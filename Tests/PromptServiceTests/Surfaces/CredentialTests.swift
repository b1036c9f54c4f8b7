import APIKeys
import CanonicalJSON
import Foundation
import HTTPMessages
import MemoryStore
import PromptService
import TestSupport
import Testing

/// How a key may be presented.
@Suite struct CredentialTests {
  private struct Stub: Surface {
    let name = "stub"
    let credentials: [CredentialForm] = [.bearer, .basic, .field(.apiKey)]
    let roots = ["/s"]

    var routes: [Route] {
      [
        .reading(PathTemplate("/s"), "stub.read") { request in
          HTTPResponse(.ok, body: Array((request.caller.key?.id ?? "nobody").utf8))
        }
      ]
    }

    func response(to error: ServiceError) -> HTTPResponse {
      HTTPResponse(HTTPStatus(rawValue: error.kind == .unauthenticated ? 401 : 418))
    }
  }

  private static let apiKey = HTTPFieldName.apiKey

  private func basic(_ text: String) -> String {
    "Basic \(Data(text.utf8).base64EncodedString())"
  }

  private func served(
    _ transport: Transport, anonymous: Bool = false
  ) throws -> (served: Served, id: String, secret: String) {
    let store = MemoryStore()
    var options = Served.Options()
    options.surfaces = [Stub()]
    options.allowsAnonymousReads = anonymous
    let served = try Served(transport, open: { store }, options)
    return (served, served.keys.id(.reader), try #require(served.keys.secrets[.reader]))
  }

  @Test(arguments: Transport.allCases)
  func eachFormIsTaken(_ transport: Transport) throws {
    let (served, id, secret) = try served(transport)
    let forms: [HTTPFields] = [
      [.authorization: "Bearer \(secret)"], [.authorization: "bearer \(secret)"],
      [.authorization: basic("\(id):\(secret)")],
      [.authorization: "BASIC \(Data("\(id):\(secret)".utf8).base64EncodedString())"],
      [Self.apiKey: secret],
      [.authorization: "Bearer \(secret)", Self.apiKey: secret],
      [.authorization: basic("\(id):\(secret)"), Self.apiKey: secret],
      // Clients without a key send the field empty.
      [.authorization: "Bearer \(secret)", Self.apiKey: ""],
    ]
    for fields in forms {
      let answer = try served.get("/s", as: nil, fields)
      #expect(answer.status == .ok && answer.text == id, "\(fields)")
    }
  }

  @Test(arguments: Transport.allCases, [false, true])
  func whatIsWrongIsRefused(_ transport: Transport, _ anonymous: Bool) throws {
    let (served, id, secret) = try served(transport, anonymous: anonymous)
    let (other, admin) = (served.keys.id(.admin), try #require(served.keys.secrets[.admin]))
    let wrong: [HTTPFields] = [
      [.authorization: "Bearer \(secret)0"], [Self.apiKey: secret + "0"], [Self.apiKey: " x"],
      [Self.apiKey: "Bearer \(secret)"],
      // The user has to be the key that the secret belongs to.
      [.authorization: basic("\(other):\(secret)")], [.authorization: basic(":\(secret)")],
      [.authorization: basic("\(id.uppercased()):\(secret)")],
      [.authorization: basic("\(secret):\(id)")], [.authorization: basic("\(id):")],
      [.authorization: basic(id)], [.authorization: basic("\(id):\(secret):")],
      [.authorization: "Basic \(id):\(secret)"], [.authorization: "Basic"],
      [.authorization: "Basic !!!!"], [.authorization: secret],
      [.authorization: "Digest \(secret)"],
      // Two that differ, of which one would not be looked at.
      [.authorization: "Bearer \(secret)", Self.apiKey: admin],
      [.authorization: basic("\(id):\(secret)"), Self.apiKey: admin],
      [.authorization: "Basic x", Self.apiKey: secret],
      [.authorization: "", Self.apiKey: secret],
    ]
    for fields in wrong {
      #expect(try served.get("/s", as: nil, fields).status == .unauthorized, "\(fields)")
    }
    let none: HTTPStatus = anonymous ? .ok : .unauthorized
    #expect(try served.get("/s", as: nil).status == none)
    #expect(try served.get("/s", as: nil, [Self.apiKey: ""]).status == none)
  }

  @Test func theFormsOfOneSurfaceAreNotThoseOfAnother() throws {
    let (served, id, secret) = try served(.memory)
    for fields: HTTPFields in [
      [Self.apiKey: secret], [.authorization: basic("\(id):\(secret)")],
    ] {
      try served.get(Served.path, as: nil, fields).expectError(401, "invalid_api_key")
    }
    // A field that the Prompts API does not look at says nothing there.
    #expect(try served.get(Served.path, as: .reader, [Self.apiKey: "x"]).status == .ok)
  }

  @Test(arguments: TestedSurface.allCases)
  func noSurfacePassesOverASecondSecret(_ surface: TestedSurface) throws {
    let served = try Served.withSurfaces()
    let secret = try #require(served.keys.secrets[.reader])
    func ask(_ fields: HTTPFields) throws -> HTTPResponse {
      switch surface {
      case .langfuse: try served.get(Served.langfuse, as: nil, fields)
      case .litellm:
        try served.get("/beta/litellm_prompt_management?prompt_id=a", as: nil, fields)
      case .langsmith: try served.get("/langsmith/repos", as: nil, fields)
      case .evalguard: try served.get("/api/v1/prompts", as: nil, fields)
      case .mcp: try served.mcp("prompts/list", as: nil, fields)
      }
    }
    let bearer = "Bearer \(secret)"
    let taken = try ask([.authorization: bearer]).status
    #expect(taken != .unauthorized)
    for other in [served.keys.stranger, "x", bearer] {
      let refused = try ask([.authorization: bearer, Self.apiKey: other])
      #expect(refused.status == .unauthorized)
      #expect(refused.text.contains("he request has two different keys"), "\(refused.text)")
      #expect(!refused.text.contains(secret) && !refused.text.contains(served.keys.stranger))
    }
    for same in [secret, ""] {
      #expect(try ask([.authorization: bearer, Self.apiKey: same]).status == taken)
    }
    // One that is not known is another mistake.
    #expect(try !ask([.authorization: "Bearer x"]).text.contains("two different keys"))
  }

  @Test func moreThanOneOfAFieldIsMalformed() throws {
    let (served, _, secret) = try served(.live)
    let connection = try served.connect()
    let field = "x-api-key: \(secret)\r\n"
    connection.send("GET /s HTTP/1.1\r\nHost: localhost\r\n\(field)\(field)\r\n")
    #expect(try #require(try connection.answer()).status == .badRequest)
  }
}
