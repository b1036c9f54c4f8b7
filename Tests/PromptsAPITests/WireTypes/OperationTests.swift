import HTTPMessages
import PromptsAPI
import Testing

@Suite struct OperationTests {
  @Test(
    arguments: [
      (.createPrompt, "POST /api/v1/llm/prompts"), (.listPrompts, "GET /api/v1/llm/prompts"),
      (.getPrompt, "GET /api/v1/llm/prompts/{id}"), (.updatePrompt, "PUT /api/v1/llm/prompts/{id}"),
      (.deletePrompt, "DELETE /api/v1/llm/prompts/{id}"),
      (.createPromptVersion, "POST /api/v1/llm/prompts/{id}/versions"),
      (.listPromptVersions, "GET /api/v1/llm/prompts/{id}/versions"),
      (.getPromptVersion, "GET /api/v1/llm/prompts/{id}/versions/{version}"),
      (.rollbackPrompt, "POST /api/v1/llm/prompts/{id}/rollback"),
      (.listDeployments, "GET /api/v1/prompts/deployments"),
      (.deployPrompt, "POST /api/v1/prompts/deployments"),
      (.rollbackDeployment, "PUT /api/v1/prompts/deployments"),
      (.getDeploymentHistory, "GET /api/v1/prompts/deployments/{id}/history"),
    ] as [(PromptsAPI.Operation, String)])
  func methodsAndPaths(_ operation: PromptsAPI.Operation, _ expected: String) {
    #expect("\(operation.method.rawValue) \(operation.path.text)" == expected)
  }

  @Test func noTwoAreTheSame() {
    let all = Operation.allCases
    #expect(Set(all.map { "\($0.method.rawValue) \($0.path.text)" }).count == all.count)
  }

  @Test(arguments: [
    ("/api/v1/llm/prompts", ["listPrompts", "createPrompt"]),
    ("/api/v1/llm/prompts/x", ["getPrompt", "updatePrompt", "deletePrompt"]),
    ("/api/v1/llm/prompts/x/versions", ["listPromptVersions", "createPromptVersion"]),
    ("/api/v1/llm/prompts/x/versions/1", ["getPromptVersion"]),
    ("/api/v1/llm/prompts/x/rollback", ["rollbackPrompt"]),
    ("/api/v1/prompts/deployments", ["listDeployments", "deployPrompt", "rollbackDeployment"]),
    ("/api/v1/prompts/deployments/x/history", ["getDeploymentHistory"]),
    ("/api/v1/prompts/deployments/x", []), ("/api/v1/llm/prompts/deployments/history", []),
    ("/api/v1/llm/prompts/", ["getPrompt", "updatePrompt", "deletePrompt"]), ("/", []),
    ("/api/v1/llm/prompts/x/", []), ("/api/v1/llm/Prompts", []), ("/api/v1/llm/prompts%2Fx", []),
  ])
  func pathsAreMatched(_ path: String, _ names: [String]) throws {
    let target = try RequestTarget(path)
    let found = Operation.allCases.filter { $0.path.match(target.path) != nil }
    #expect(Set(found.map(\.rawValue)) == Set(names))
  }

  @Test func parametersAreInTheirOrder() throws {
    let path = try RequestTarget("/api/v1/llm/prompts/a%2Fb/versions/7").path
    #expect(Operation.getPromptVersion.path.match(path) == ["a/b", "7"])
    #expect(Operation.getPromptVersion.path.parameters == ["id", "version"])
    #expect(Operation.listPrompts.path.match(["api", "v1", "llm", "prompts"]) == [])
  }
}
