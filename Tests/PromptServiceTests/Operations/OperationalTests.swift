import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What the server says of itself.
@Suite struct OperationalTests {
  @Test(arguments: Setup.quick)
  func itSaysHowItIs(_ setup: Setup) async throws {
    try await setup.run { served in
      #expect(try served.get("/healthz", as: nil).json() == ["status": "ok"])
      #expect(try served.get("/readyz", as: nil).json() == ["status": "ready"])
      let document = try served.get("/openapi.json", as: nil).json()
      #expect(document["openapi"] == "3.1.1")
      #expect(document["info"]?.object?.text("version") == "1.2.3")
      for path in ["/healthz", "/readyz", "/openapi.json", "/metrics"] {
        #expect(try served.send(.head, path, as: nil).status == .ok)
        let refusal = try served.send(.post, path, as: nil)
        try refusal.expectError(405, "method_not_allowed")
        #expect(refusal.fields[.allow] == "GET")
      }
      served.service.drain()
      #expect(try served.get("/healthz", as: nil).status == .ok)
      let draining = try served.get("/readyz", as: nil)
      try draining.expectError(503, "unavailable")
      #expect(draining.fields[.retryAfter] == "1")
      try served.get(Served.path).expectError(503, "unavailable")
      try served.get(Served.path, as: nil).expectError(503, "unavailable")
    }
  }

  @Test(arguments: Setup.quick)
  func pathsAndMethodsThatThereAreNot(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let paths = [
        "/", "/api", "/api/v1/llm", "\(Served.path)/", "/\(Served.path)", "/api//v1/llm/prompts",
        "/api/v1/llm/prompts/\(id)/", "/api/v1/llm/prompts/\(id)/versions/1/",
        "/api/v1/llm/prompts/../prompts", "/api/v1/llm/%2e%2e/llm/prompts",
        "/api/v1/llm/prompts/x/y/z/a", "/API/v1/llm/prompts", "/healthz/", "/metrics/x",
      ]
      for path in paths { try served.get(path).expectError(404) }
      // An encoded letter is the letter; an encoded slash is no end of a component.
      #expect(try served.get("/api/v1/llm/%70rompts").status == .ok)
      try served.get("/api/v1/llm%2Fprompts").expectError(404, "path_not_found")
      try served.get("\(Served.path)/\(id)%2Fversions").expectError(404, "prompt_not_found")
      let methods: [(String, [String])] = [
        (Served.path, ["GET", "POST"]), (Served.path(id), ["DELETE", "GET", "PUT"]),
        (Served.path(id, "/versions"), ["GET", "POST"]),
        (Served.path(id, "/versions/1"), ["GET"]), (Served.path(id, "/rollback"), ["POST"]),
      ]
      for (path, allowed) in methods {
        for method in ["PATCH", "OPTIONS", "get", "PROPFIND"] {
          let answer = try served.send(HTTPMethod(rawValue: method), path)
          try answer.expectError(405, "method_not_allowed")
          #expect(
            answer.fields[.allow]?.split(separator: ", ").map(String.init).sorted() == allowed)
        }
      }
      #expect(try served.send(.head, Served.path(id)).status == .ok)
      #expect(try served.send(.head, Served.path(id, "/rollback")).status == .methodNotAllowed)
    }
  }

  @Test(arguments: Setup.quick)
  func aBodyHasToBeJSON(_ setup: Setup) async throws {
    try await setup.run { served in
      let body = Array(#"{"name": "A", "template": "t"}"#.utf8)
      for type in [
        "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
        "application/jsonx", "*/*",
      ] {
        try served.send(.post, Served.path, as: .editor, [.contentType: type], body: body)
          .expectError(415, "unsupported_media_type")
      }
      for type in [
        "application/json", "Application/JSON", "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"", "application/json; version=1",
      ] {
        let answer = try served.send(
          .post, Served.path, as: .editor, [.contentType: type], body: body)
        #expect(answer.status == .created, "\(type)")
      }
    }
  }

  @Test func theMetricsCountWhatWasAnswered() throws {
    let served = try Served(.live, ledgers: SingleLedger(Ledger(MemoryStore()))) {
      throw ConnectionFault("none")
    }
    let id = try served.create("A")
    try served.create("B")
    for _ in 0..<3 { _ = try served.get(Served.path(id)) }
    try served.get(Served.path("prompt_x")).expectError(404)
    try served.get("/nothing").expectError(404)
    try served.delete(Served.path(id), as: .reader).expectError(403)
    let answer = try served.get("/metrics", as: nil)
    #expect(answer.fields[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    let metrics = try MetricsText(answer.text)
    func count(_ operation: String, _ status: Int) -> Double? {
      metrics.values[
        "promptrepo_requests_total{operation=\"\(operation)\",status=\"\(status)\"}"]
    }
    #expect(count("createPrompt", 201) == 2)
    #expect(count("getPrompt", 200) == 3 && count("getPrompt", 404) == 1)
    #expect(count("none", 404) == 1 && count("deletePrompt", 403) == 1)
    #expect(metrics.values["promptrepo_prompts"] == 2)
    #expect(metrics.values["promptrepo_requests_in_flight"] == 1)
    #expect(metrics.values["promptrepo_info{version=\"1.2.3\"}"] == 1)
    let total = metrics.values.filter { $0.key.hasPrefix("promptrepo_requests_total{") }
      .values.reduce(0, +)
    #expect(total == 8)
    for operation in ["createPrompt", "getPrompt", "deletePrompt", "none"] {
      let name = "promptrepo_request_duration_seconds"
      let counts = metrics.values.filter {
        $0.key.hasPrefix("promptrepo_requests_total{operation=\"\(operation)\"")
      }.values.reduce(0, +)
      #expect(metrics.values["\(name)_count{operation=\"\(operation)\"}"] == counts)
      #expect(
        metrics.values["\(name)_bucket{operation=\"\(operation)\",le=\"+Inf\"}"] == counts)
      let buckets = metrics.order.filter {
        $0.hasPrefix("\(name)_bucket{operation=\"\(operation)\"")
      }.compactMap { metrics.values[$0] }
      #expect(buckets.count == 11 && buckets == buckets.sorted())
      #expect((metrics.values["\(name)_sum{operation=\"\(operation)\"}"] ?? 0) > 0)
    }
  }
}
