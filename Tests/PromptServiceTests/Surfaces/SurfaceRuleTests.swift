import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptService
import TestSupport
import Testing

/// One rule has one answer, whatever surface a move comes through; and what a surface reads is what
/// is live.
@Suite struct SurfaceRuleTests {
  @Test(arguments: Setup.quick)
  func aProtectedEnvironmentKeepsToItsRules(_ setup: Setup) async throws {
    try await setup.runWithSurfaces { served in
      let id = try served.create("a", "Hi {{name}}")
      try served.addEnvironments("staging")
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), requires: EnvironmentName("staging")))
      let before = try served.references()
      let byID: JSONObject = ["prompt_id": .string(id), "environment": "production"]
      let byName: JSONObject = ["name": "a", "env": "production", "version": 1]
      for body in [byID, byName] {
        let answer = try served.post(Served.deployments, body, as: .deployer)
        try answer.expectError(409, "required_environment")
        #expect(answer.text.contains("deploy it to 'staging' first"))
        try served.post(Served.deployments, body, as: .editor).expectError(403)
      }
      for (number, role) in [(1, Role.deployer), (1, .editor)] {
        let answer = try served.label("a", number, ["production"], as: role)
        try answer.expectLangfuse(
          403, "ForbiddenError",
          containing: role == .editor
            ? "needs 'deployer'" : "promptrepo deploy a@v1 --env staging")
      }
      let created: JSONObject = ["labels": ["production"]]
      #expect(try served.postPrompt("a", "Hi {{name}}", created).status == .forbidden)
      try served.delete("/api/v1/environments?name=staging").expectError(409, "environment_in_use")
      #expect(try served.references() == before)
      // Those that only read give nothing for a place where nothing is live.
      try served.get("/beta/litellm_prompt_management?prompt_id=a").expectError(404, "not_deployed")
      #expect(try served.get("/langsmith/commits/-/a/production").status == .notFound)
      #expect(try served.get(Served.langfuse("a")).status == .notFound)
      #expect(try served.mcp("prompts/list", query: "?environment=production").text.contains("[]"))
      for environment in ["staging", "production"] {
        let body: JSONObject = ["name": "a", "env": .string(environment)]
        #expect(try served.post(Served.deployments, body, as: .deployer).status == .created)
      }
      try served.addVersion(id, "Bye {{name}}")
      #expect(
        try served.get("/beta/litellm_prompt_management?prompt_id=a").text.contains("Hi {name}"))
      #expect(try served.get("/langsmith/commits/-/a/production").text.contains("Hi {name}"))
      #expect(try served.read("a")["prompt"] == "Hi {{name}}")
      let parameters: JSONObject = ["name": "a", "arguments": ["name": "Ada"]]
      #expect(
        try served.mcp("prompts/get", parameters, query: "?environment=production").text
          .contains("Hi Ada"))
      #expect(try served.mcp("prompts/get", parameters).text.contains("Bye Ada"))
    }
  }

  @Test(arguments: TestedSurface.allCases)
  func aSurfaceThatIsOffAnswersNothing(_ surface: TestedSurface) async throws {
    for setup in Setup.quick {
      try await setup.run { served in
        try served.create("a")
        for root in surface.surface.roots {
          try served.get(root, as: .admin).expectError(404, "path_not_found")
          try served.send(.post, root, as: .admin, body: Array("{}".utf8)).expectError(404)
        }
      }
    }
  }

  @Test func aServerThatStopsSaysSoInEachShape() throws {
    let served = try Served.withSurfaces()
    served.service.drain()
    let litellm = try served.get("/beta/litellm_prompt_management?prompt_id=a")
    try litellm.expectError(503)
    try served.get("/api/v1/prompts").expectError(503)
    try served.get(Served.langfuse).expectLangfuse(503, "ServiceUnavailableError")
    let langsmith = try served.get("/langsmith/repos")
    #expect(langsmith.status == .serviceUnavailable)
    #expect(try langsmith.json().map(\.key) == ["detail"])
    let mcp = try served.mcp("prompts/list")
    #expect(mcp.status == .serviceUnavailable)
    #expect(try mcp.json()["error"]?.object?["code"] == -32603)
  }

  @Test func tooManyRequestsAreTooManyThroughAllSurfacesTogether() throws {
    let store = try Served.withSurfaces().open()
    var options = Served.Options().withSurfaces
    options.requestsPerMinute = 2
    let served = try Served(.memory, open: { store }, options)
    #expect(try served.get("/api/v1/prompts").status == .ok)
    #expect(try served.get("/langsmith/repos").status == .ok)
    for answer in [
      try served.get("/api/v1/prompts"), try served.get("/langsmith/repos"),
      try served.get("/beta/litellm_prompt_management?prompt_id=a"),
      try served.mcp("prompts/list"), try served.get(Served.path), try served.get(Served.langfuse),
    ] {
      #expect(answer.status == .tooManyRequests && answer.fields[.retryAfter] != nil)
    }
  }
}
