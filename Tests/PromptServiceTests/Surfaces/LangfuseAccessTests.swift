import APIKeys
import CanonicalJSON
import Digests
import HTTPMessages
import PromptRepo
import PromptSurfaces
import TestSupport
import Testing

/// Who may ask, and how keys are presented.
@Suite struct LangfuseAccessTests {
  private func basic(_ user: String, _ password: String) -> HTTPFields {
    [.authorization: "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"]
  }

  @Test(arguments: Setup.quick)
  func aKeyIsItsIDAndItsSecret(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      let secret = try #require(served.keys.secrets[.editor])
      let id = served.keys.id(.editor)
      let good = [basic(id, secret), [.authorization: "Bearer \(secret)"]]
      for fields in good {
        let answer = try served.get("/api/public/projects", as: nil, fields)
        #expect(
          try answer.json() == [
            "data": [
              [
                "id": "team", "name": "team", "organization": ["id": "team", "name": "team"],
                "metadata": [:],
              ]
            ]
          ])
      }
      var two = basic(id, secret)
      two.append(.authorization, "Bearer \(served.keys.stranger)")
      let bad = [
        basic(served.keys.id(.admin), secret), basic(id, served.keys.stranger), basic(id, "x"),
        basic("", secret), basic(id, ""), basic(secret, id), [.authorization: "Bearer \(id)"],
        [.authorization: "Basic !!"], [.authorization: "Basic"], [.authorization: "Digest x"],
      ]
      for fields in bad {
        let answer = try served.get("/api/public/projects", as: nil, fields)
        try answer.expectLangfuse(401, "UnauthorizedError", containing: "Invalid credentials")
        #expect(!answer.text.contains(secret))
      }
      // A server takes no field twice that says who asks.
      let refused = try served.get("/api/public/projects", as: nil, two).status.rawValue
      #expect(refused == (setup.transport == .live ? 400 : 401))
      for path in ["/api/public/projects", Served.langfuse, Served.langfuse("a")] {
        try served.get(path, as: nil)
          .expectLangfuse(401, "UnauthorizedError", "No authorization header")
      }
      // Everybody may ask whether the server is there.
      let health = try served.get("/api/public/health", as: nil)
      #expect(health.status == .ok)
      #expect(try health.json() == ["status": "OK", "version": "1.2.3"])
    }
  }

  @Test(arguments: Setup.quick)
  func everyRouteHasItsRole(_ setup: Setup) async throws {
    // Written by hand: what each role is answered.
    let table: [(HTTPMethod, String, String, [Role: Int])] = [
      (.get, "", "", [.reader: 200, .editor: 200, .deployer: 200, .admin: 200]),
      (.get, "/a", "", [.reader: 200, .editor: 200, .deployer: 200, .admin: 200]),
      (
        .post, "", #"{"name":"a","prompt":"x"}"#,
        [.reader: 403, .editor: 201, .deployer: 201, .admin: 201]
      ),
      (
        .post, "", #"{"name":"a","prompt":"x","labels":["staging"]}"#,
        [.reader: 403, .editor: 403, .deployer: 201, .admin: 201]
      ),
      (
        .post, "", #"{"name":"a","prompt":"x","labels":["production"]}"#,
        [.reader: 403, .editor: 201, .deployer: 201, .admin: 201]
      ),
      (
        .patch, "/a/versions/1", #"{"newLabels":["staging"]}"#,
        [.reader: 403, .editor: 403, .deployer: 200, .admin: 200]
      ),
      (
        .patch, "/a/versions/1", #"{"newLabels":["production"]}"#,
        [.reader: 403, .editor: 200, .deployer: 200, .admin: 200]
      ),
      (.delete, "/a", "", [.reader: 403, .editor: 403, .deployer: 403, .admin: 204]),
    ]
    for (method, path, body, answers) in table {
      for role in Role.allCases {
        try await setup.runLangfuse { served in
          try served.addEnvironments("staging")
          try served.make("a", "one", ["labels": ["production"]])
          try served.make("a", "two")
          let answer = try served.send(
            method, Served.langfuse + path, as: role, body: Array(body.utf8))
          #expect(answer.status.rawValue == answers[role], "\(method) \(path) \(role)")
          if answer.status == .forbidden { try answer.expectLangfuse(403, "ForbiddenError") }
        }
      }
    }
  }

  @Test(arguments: Setup.quick)
  func anonymousReadersMayRead(_ setup: Setup) async throws {
    var options = Served.Options(surfaces: [LangfuseSurface()])
    options.allowsAnonymousReads = true
    try await setup.run(options) { served in
      try served.make("a", "one", ["labels": ["production"]])
      #expect(try served.get(Served.langfuse("a"), as: nil).status == .ok)
      #expect(try served.get(Served.langfuse, as: nil).status == .ok)
      try served.send(.post, Served.langfuse, as: nil, body: Array("{}".utf8))
        .expectLangfuse(401, "UnauthorizedError", "No authorization header")
    }
  }

  @Test(arguments: Setup.quick)
  func whatIsNotTurnedOnIsNotThere(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.get(Served.langfuse).expectError(404, "path_not_found")
    }
  }

  @Test(arguments: Setup.quick)
  func limitsBind(_ setup: Setup) async throws {
    var options = Served.Options(surfaces: [LangfuseSurface()])
    options.requestsPerMinute = 2
    options.maximumBody = 100
    try await setup.run(options) { served in
      let long = Array(#"{"name":"a","prompt":"\#(String(repeating: "x", count: 200))"}"#.utf8)
      try served.send(.post, Served.langfuse, as: .editor, body: long)
        .expectLangfuse(413, "InvalidRequestError", containing: "100 bytes")
      _ = try served.get(Served.langfuse, as: .editor)
      let refused = try served.get(Served.langfuse, as: .editor)
      try refused.expectLangfuse(429, "RateLimitError")
      #expect(refused.fields[.retryAfter] != nil)
      let kind = try served.send(
        .post, Served.langfuse, as: .admin, [.contentType: "text/plain"], body: [1])
      try kind.expectLangfuse(415, "InvalidRequestError")
    }
  }
}
