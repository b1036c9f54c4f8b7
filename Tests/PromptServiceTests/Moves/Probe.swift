import APIKeys
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import Synchronization
import TestSupport
import Testing

/// A surface that hands its requests to a test, which then does with them what a surface may.
final class Probe: Surface {
  let name = "probe"
  let credentials: [CredentialForm] = [.bearer]
  let roots = ["/probe"]
  private let latest = Mutex<ServiceRequest?>(nil)

  var routes: [Route] {
    [
      .reading(PathTemplate("/probe"), "probe") { [self] request in
        latest.withLock { $0 = request }
        return HTTPResponse(.ok)
      }
    ]
  }

  func response(to error: ServiceError) -> HTTPResponse { HTTPResponse(.badRequest) }

  /// The request that came last.
  func request(at location: SourceLocation) throws -> ServiceRequest {
    try #require(latest.withLock { $0 }, sourceLocation: location)
  }
}

/// A service whose operations are called without a surface's words.
struct Operated {
  let served: Served
  private let probe = Probe()

  init(_ options: Served.Options = Served.Options()) throws {
    let store = MemoryStore()
    var options = options
    options.surfaces.append(probe)
    served = try Served(.memory, open: { store }, options)
  }

  /// A request of a role, a second after the one before.
  func request(
    _ role: Role, at location: SourceLocation = #_sourceLocation
  ) throws -> ServiceRequest {
    served.clock.advance(milliseconds: 1_000)
    let answer = try served.get("/probe", as: role)
    try #require(answer.status == .ok, sourceLocation: location)
    return try probe.request(at: location)
  }

  /// Another program's view of the ledger.
  func repository() throws -> Repository { try served.repository() }

  /// Creates a prompt with versions, all of which are active in turn.
  func create(_ name: String, _ templates: String...) throws -> PromptName {
    let id = try served.create(name, templates[0])
    for template in templates.dropFirst() {
      served.clock.advance(milliseconds: 1_000)
      try served.addVersion(id, template)
    }
    return try PromptName(name)
  }

  /// Deploys a version, as another program does.
  func deploy(_ name: PromptName, _ version: Int, to environment: EnvironmentName) throws {
    served.clock.advance(milliseconds: 1_000)
    let person = Signature(name: "A user", email: "user@example.com", time: served.clock.now)
    try repository().by(person).deploy(name, .number(version), to: environment)
  }

  /// The number of the version that is live in another program's view.
  func live(_ name: PromptName, _ pointer: Pointer = .active) throws -> Int? {
    try repository().moves(of: pointer, name, limit: 1).first?.version
  }

  /// Expects a refusal of a kind that says a text.
  func expectRefusal(
    _ kind: ServiceError.Kind, _ text: String = "",
    at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    let error = #expect(throws: ServiceError.self, sourceLocation: location) { try body() }
    #expect(error?.kind == kind, "\(String(describing: error))", sourceLocation: location)
    if !text.isEmpty, let error {
      // A case shows its words as a literal.
      let words = "\(error)".replacing("\\'", with: "'")
      #expect(words.contains(text), "\(error)", sourceLocation: location)
    }
  }
}
