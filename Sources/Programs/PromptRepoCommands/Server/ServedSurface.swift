internal import APIKeys
public import CommandKit
internal import Platform

/// The clients of other systems that a server can answer, by the names that `--surface` takes.
public enum ServedSurface: String, CaseIterable, Sendable {
  /// Langfuse's SDKs, and what speaks like them.
  case langfuse
  /// LiteLLM's generic prompt management.
  case litellm
  /// LangSmith's `pull_prompt`.
  case langsmith
  /// EvalGuard's client.
  case evalguard
  /// Clients of the Model Context Protocol, over HTTP.
  case mcp
}

extension ServedSurface: ArgumentValue {
  /// Reads a name.
  public init(argument: String) throws {
    guard !argument.contains(",") else {
      throw UsageError("Please provide one name: each has an option of its own.")
    }
    self = try ServedSurface.named(argument)
  }
}

extension ServedSurface {
  /// The clients, in words.
  public var clients: String {
    switch self {
    case .langfuse: "Langfuse's clients"
    case .litellm: "LiteLLM"
    case .langsmith: "LangSmith's client"
    case .evalguard: "EvalGuard's client"
    case .mcp: "clients of MCP"
    }
  }

  /// The path that the client's address has; empty where it adds all of its paths.
  public var path: String {
    switch self {
    case .langfuse, .litellm: ""
    case .langsmith: "/langsmith"
    case .evalguard: "/api"
    case .mcp: "/mcp"
    }
  }
}

extension ServedSurface {
  /// The variables of the environment that point the client at a server, with a key.
  ///
  /// - Parameter url: Where the server is, without a path.
  func environment(_ url: String, _ key: APIKey, secret: String) -> [(name: String, value: String)]
  {
    let url = url + path
    return switch self {
    case .langfuse:
      [
        ("LANGFUSE_BASE_URL", url), ("LANGFUSE_PUBLIC_KEY", key.id),
        ("LANGFUSE_SECRET_KEY", secret), ("LANGFUSE_TRACING_ENABLED", "false"),
      ]
    case .litellm: [("PROMPTREPO_API_BASE", url), ("PROMPTREPO_KEY", secret)]
    case .langsmith:
      [
        ("LANGSMITH_ENDPOINT", url), ("LANGSMITH_API_KEY", secret),
        ("LANGSMITH_TRACING", "false"),
      ]
    case .evalguard:
      [
        ("EVALGUARD_BASE_URL", url), ("EVALGUARD_API_KEY", secret),
        ("EVALGUARD_TRACING_ENABLED", "false"),
      ]
    case .mcp: [("PROMPTREPO_MCP_URL", url), ("PROMPTREPO_KEY", secret)]
    }
  }
}

/// The address of a server as clients are given it: a scheme and a host, without a path.
struct ServerURL: Sendable {
  /// The address, without a slash at its end.
  let text: String

  /// Where a server listens if nobody says otherwise.
  static let standard = ServerURL(unchecked: "http://\(SocketAddress.standard)")

  private init(unchecked text: String) {
    self.text = text
  }
}

extension ServerURL: ArgumentValue {
  /// Reads `http://HOST` or `https://HOST`, each with or without a port.
  init(argument: String) throws {
    let scheme = ["http://", "https://"].first { argument.hasPrefix($0) }
    let text = argument.hasSuffix("/") ? String(argument.dropLast()) : argument
    let host = text.utf8.dropFirst(scheme?.utf8.count ?? 0)
    let isHost = host.allSatisfy { byte in
      byte > 32 && byte < 127 && !"/?#@\"'\\`$<>".utf8.contains(byte)
    }
    if scheme != nil, host.dropFirst().contains(UInt8(ascii: "/")) {
      throw UsageError(
        "Give the address without a path, such as https://prompts.example.com: the client's own is added."
      )
    }
    guard scheme != nil, !host.isEmpty, isHost else {
      throw UsageError("It is not the address of a server, such as https://prompts.example.com.")
    }
    self.init(unchecked: text)
  }

  var argument: String { text }
}

extension ServerURL {
  /// Whether keys cross a network to it in plain text.
  var isReadableByOthers: Bool {
    let scheme = "http://"
    guard text.hasPrefix(scheme) else { return false }
    return !SocketAddress.isLoopback(authority: String(text.dropFirst(scheme.count)))
  }

  /// The option that says where clients find a server which listens at a URL; empty where they look
  /// if nobody says otherwise.
  static func option(servedAt url: String) -> String {
    // Nobody can be sent to all addresses of a machine.
    let isEverywhere = ["://0.0.0.0:", "://[::]:"].contains { url.contains($0) }
    return url == standard.text ? "" : " --url \(isEverywhere ? "URL" : url)"
  }
}
