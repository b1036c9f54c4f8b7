import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptsAPI
import TestSupport
import Testing

/// Parameters that there are not, and those that are there twice.
@Suite struct QueryTests {
  private static func targets(_ id: String) -> [(method: HTTPMethod, target: String)] {
    let uuid = "c3a1d5f0-7b2e-5f64-9d18-0e6b4a2c9f37"
    return [
      (.get, Served.path), (.post, Served.path), (.get, Served.path(id)), (.put, Served.path(id)),
      (.delete, Served.path(id)), (.get, Served.path(id, "/versions")),
      (.post, Served.path(id, "/versions")), (.get, Served.path(id, "/versions/1")),
      (.post, Served.path(id, "/rollback")), (.get, Served.deployments),
      (.post, Served.deployments), (.put, Served.deployments), (.get, Served.history(uuid)),
    ]
  }

  @Test(arguments: Setup.quick)
  func unknownParametersAreNamed(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let targets = QueryTests.targets(id)
      #expect(targets.count == PromptsAPI.Operation.allCases.count)
      for (method, target) in targets {
        // Whatever the body would be.
        let body = method.isRead ? [] : Array("{}".utf8)
        let answer = try served.send(method, "\(target)?stage=production", body: body)
        try answer.expectError(400, "unknown_parameter", "stage")
        #expect(answer.text.contains("'stage'"))
        try served.send(method, "\(target)?%73tage", body: body).expectError(400, nil, "stage")
        // The key is looked at first.
        try served.send(method, "\(target)?stage=1", as: nil, body: body).expectError(401)
      }
      for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        try served.get("\(path)?verbose=1", as: nil)
          .expectError(400, "unknown_parameter", "verbose")
        #expect(try served.get("\(path)?", as: nil).status == .ok)
      }
      #expect(try served.get(Served.path).list().count == 1)
      try served.delete(Served.path(id, "?dry_run=true"), as: .reader).expectError(403)
      try served.get("/nothing?x=1").expectError(404)
    }
  }

  @Test(arguments: Setup.quick)
  func theyAreAllNamedInAMessageOfSomeLength(_ setup: Setup) async throws {
    try await setup.run { served in
      let names = (1...9).map { "x\($0)=" }.joined(separator: "&")
      let many = try served.get("\(Served.path)?limit=1&\(names)")
      try many.expectError(400, "unknown_parameter", "x1")
      #expect(many.text.contains("'x1', 'x2', 'x3', 'x4', 'x5' and 4 more"))
      #expect(many.text.contains("'limit', 'after', 'order', 'name'"))
      let long = try served.get("\(Served.path)?\(String(repeating: "e\u{301}", count: 5_000))")
      try long.expectError(400, "unknown_parameter")
      #expect(long.body.count < 1_000)
      // Names are told apart as bytes, and a name may be empty.
      for query in ["LIMIT=1", "limit%20=1", "=1", "limit%CC%81=1"] {
        try served.get("\(Served.path)?\(query)").expectError(400, "unknown_parameter")
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aParameterIsThereOnce(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      for (target, name) in [
        ("\(Served.path)?limit=1&limit=0", "limit"), ("\(Served.path)?name=a&name=a", "name"),
        (Served.path(id, "?version=1&version=2"), "version"),
        (Served.path(id, "?environment=a&environment=b"), "environment"),
        (Served.path(id, "?variables={}&variables={}"), "variables"),
        ("\(Served.deployments)?environment=a&environment=b", "environment"),
      ] {
        try served.get(target).expectError(400, "invalid_parameter", name)
      }
      try served.delete(Served.path(id, "?force=false&force=true"))
        .expectError(400, "invalid_parameter", "force")
    }
  }
}
