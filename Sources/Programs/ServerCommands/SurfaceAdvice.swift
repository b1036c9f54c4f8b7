internal import PromptRepoCommands
internal import PromptService
internal import PromptSurfaces

extension ServedSurface {
  /// What answers the clients.
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

extension ServedSurface {
  /// What its clients are told that find nothing.
  func advice(isOn: Bool) -> [PathAdvice] {
    let start = "start the server with --surface \(rawValue)"
    var advice: [PathAdvice] = []
    if !isOn {
      advice.append(
        PathAdvice(below: surface.roots, "It is for \(clients): \(start)"))
    }
    let address = "give the client an address that ends in \(path)"
    advice.append(
      PathAdvice(
        below: misplaced,
        "If it is \(clients) that asks, \(isOn ? address : "\(start), and \(address)")"))
    return advice
  }

  /// What the client asks for where its address lacks the path.
  private var misplaced: [String] {
    switch self {
    case .langfuse, .litellm, .mcp: []
    case .langsmith: ["/info", "/settings", "/repos", "/commits"]
    case .evalguard: ["/v1/prompts", "/v1/environments"]
    }
  }
}
