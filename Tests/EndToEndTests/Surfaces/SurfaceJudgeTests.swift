import CanonicalJSON
import TestSupport
import Testing

/// The published clients of other systems against the real server, and git on what they leave.
@Suite struct SurfaceJudgeTests {
  @Test func langSmithsClientReadsWhatRenderPrints() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "langsmith")
    try served.judgeSurface(server, "langsmith_prompts.py", isExtra ? "1500" : "25")
    // Nothing is by a key: the surface only reads.
    let references = try served.promptReferences()
    for prompt in ["turn", "talk", "support/reply.v2"] {
      let chains = references.filter { $0.hasPrefix("\(prompt)/@") }
      #expect(chains.count >= 3)
      for chain in chains {
        let lines = try served.log(prompt, String(chain.dropFirst(prompt.count + 2)))
        #expect(!lines.isEmpty && lines.allSatisfy { !$0.contains("key_") }, "\(lines)")
      }
    }
    #expect(!references.contains { $0.hasPrefix("fresh/") })
    try served.expectGoodEnd(server)
  }

  @Test func evalGuardsClientCreatesDeploysAndRollsBack() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "evalguard")
    try served.judgeSurface(server, "evalguard_prompts.py")
    let editor = ServedRepo.id(of: try #require(served.keys["editor"]))
    let deployer = ServedRepo.id(of: try #require(served.keys["deployer"]))
    // What was refused has left nothing: these versions and moves are all, each with who made it.
    for (prompt, chain, key, count) in [
      ("greet", "versions", editor, 2), ("greet", "active", editor, 2),
      ("greet", "env/staging", deployer, 3), ("greet", "env/production", deployer, 1),
      ("customer-reply-v2", "versions", editor, 2),
      ("customer-reply-v2", "env/staging", deployer, 1),
    ] {
      let lines = try served.log(prompt, chain)
      #expect(lines.count == count, "\(prompt) \(chain): \(lines)")
      #expect(lines.allSatisfy { $0.hasPrefix("acme \(key) ") }, "\(lines)")
    }
    #expect(
      try served.promptReferences().sorted() == [
        "customer-reply-v2/@active", "customer-reply-v2/@env/staging", "customer-reply-v2/@info",
        "customer-reply-v2/@versions", "greet/@active", "greet/@env/production",
        "greet/@env/staging", "greet/@info", "greet/@versions", "talk/@active", "talk/@info",
        "talk/@versions",
      ])
    #expect(try served.log("talk", "versions").count == 1)
    try served.expectGoodEnd(server)
  }

  @Test func theProtocolsClientIsServedOverHTTP() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "mcp")
    try served.judgeSurface(server, "mcp_http.py")
    for prompt in ["plain", "support/reply"] {
      for chain in ["versions", "active", "info"] {
        #expect(try served.log(prompt, chain).allSatisfy { !$0.contains("key_") })
      }
    }
    try served.expectGoodEnd(server)
  }

  @Test func theLogSaysWhichSurfaceARequestCameThrough() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "litellm", "--surface", "langsmith")
    let key = "x-api-key: \(try #require(served.keys["reader"]))"
    for (path, surface, operation) in [
      ("/langsmith/repos", "langsmith", "langsmith.list"),
      ("/beta/litellm_prompt_management?prompt_id=a", "litellm", "litellm.get"),
      ("/api/v1/llm/prompts", "prompts", "listPrompts"),
    ] {
      let answer = try server.ask(path, "-H", key)
      let line = try server.logged(answer.fields["x-request-id"])
      #expect(line["surface"]?.string == surface && line["operation"]?.string == operation)
    }
    // Those that are not on are not there, and clients that ask elsewhere are told where.
    for (path, words) in [
      ("/mcp", "It is for clients of MCP: start the server with --surface mcp"),
      (
        "/api/public/v2/prompts/a",
        "It is for Langfuse's clients: start the server with --surface langfuse"
      ),
      (
        "/api/v1/environments",
        "It is for EvalGuard's client: start the server with --surface evalguard"
      ),
      (
        "/v1/prompts",
        "If it is EvalGuard's client that asks, start the server with --surface evalguard, and give "
          + "the client an address that ends in /api"
      ),
      (
        "/commits/-/a/latest",
        "If it is LangSmith's client that asks, give the client an address that ends in /langsmith"
      ),
    ] {
      let answer = try server.ask(path, "-H", key)
      #expect(answer.status == 404 && answer.body.contains(words), "\(answer.body)")
    }
    #expect(try server.ask("/beta/litellm_prompt_management?prompt_id=a").status == 401)
    try served.expectGoodEnd(server)
  }
}
