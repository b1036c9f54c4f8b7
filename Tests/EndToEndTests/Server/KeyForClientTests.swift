import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo key create --for`: what the clients of other systems are configured with.
@Suite struct KeyForClientTests {
  let repo: PromptRepo
  let data: String

  init() throws {
    var repo = try PromptRepo()
    repo.environment["XDG_STATE_HOME"] = ""
    self.repo = repo
    data = "\(repo.directory.path)/data"
  }

  /// What each client is given.
  private static let clients: [(client: String, lines: [String])] = [
    (
      "langfuse",
      [
        "LANGFUSE_BASE_URL=<url>", "LANGFUSE_PUBLIC_KEY=<id>", "LANGFUSE_SECRET_KEY=<secret>",
        "LANGFUSE_TRACING_ENABLED=false",
      ]
    ),
    ("litellm", ["PROMPTREPO_API_BASE=<url>", "PROMPTREPO_KEY=<secret>"]),
    (
      "langsmith",
      [
        "LANGSMITH_ENDPOINT=<url>/langsmith", "LANGSMITH_API_KEY=<secret>",
        "LANGSMITH_TRACING=false",
      ]
    ),
    (
      "evalguard",
      [
        "EVALGUARD_BASE_URL=<url>/api", "EVALGUARD_API_KEY=<secret>",
        "EVALGUARD_TRACING_ENABLED=false",
      ]
    ),
    ("mcp", ["PROMPTREPO_MCP_URL=<url>/mcp", "PROMPTREPO_KEY=<secret>"]),
  ]

  @Test func eachClientHasItsLines() throws {
    for (client, lines) in Self.clients {
      for (options, url) in [
        ([], "http://127.0.0.1:8080"),
        (["--url", "https://prompts.example.com/"], "https://prompts.example.com"),
        (["--url", "http://[::1]:9090"], "http://[::1]:9090"),
      ] {
        let result = try repo.run(
          ["key", "create", "--owner", "me", "--data", data, "--for", client] + options)
        #expect(result.status == 0, "\(result.stderr)")
        let secret = try #require(
          result.stdout.firstMatch(of: /promptrepo_[0-9a-f]{16}_[0-9a-f]{64}/)
        ).output
        let wanted = lines.map {
          $0.replacing("<url>", with: url).replacing("<secret>", with: secret)
            .replacing("<id>", with: "key_\(secret.dropFirst(11).prefix(16))")
        }
        #expect(result.stdout == wanted.map { "\($0)\n" }.joined())
        #expect(result.stderr.hasPrefix("Made the API key key_"))
      }
    }
  }

  @Test func aProgramGetsTheLinesAsMembers() throws {
    for (client, lines) in Self.clients {
      let key = try #require(
        try repo.json("key", "create", "--owner", "me", "--data", data, "--for", client).first)
      let environment = try #require(key["environment"]?.object)
      #expect(environment.map(\.key) == lines.map { String($0.prefix { $0 != "=" }) })
      #expect(environment.contains { $0.value == key["key"] })
    }
    let plain = try #require(
      try repo.json("key", "create", "--owner", "me", "--data", data).first)
    #expect(plain["environment"] == nil)
  }

  @Test(arguments: [
    "prompts.example.com", "ftp://prompts.example.com", "http://", "https:///", "http://a/b",
    "http://a?b", "http://a#b", "http://me@a", "http://a b", "http://a$(id)", "http://a'", "",
    "http://é.example",
  ])
  func anAddressThatIsNoneIsRefused(_ url: String) throws {
    let message = try repo.refusal(
      "key", "create", "--owner", "me", "--data", data, "--for", "litellm", "--url", url,
      status: 64)
    #expect(message.contains("https://prompts.example.com"), "\(message)")
    #expect(message.contains("without a path") == (url == "http://a/b"), "\(message)")
    #expect(!FileManager.default.fileExists(atPath: data))
  }

  /// A key in plain text over a network is somebody else's soon; it may be meant all the same.
  @Test func plainHTTPOverANetworkIsWarnedOf() throws {
    for (url, isWarned) in [
      ("http://prompts.example.com", true), ("http://10.0.0.1:8080", true),
      ("https://prompts.example.com", false), ("http://LOCALHOST:8080", false),
      ("http://127.0.0.9", false), ("http://[::1]:9090", false),
    ] {
      let result = try repo.run(
        ["key", "create", "--owner", "me", "--data", data, "--for", "langfuse", "--url", url])
      #expect(result.status == 0, "\(result.stderr)")
      let warning =
        "Warning: over \(url), which is plain HTTP, others on the network could read the key"
      #expect(result.stderr.hasPrefix(warning) == isWarned, "\(result.stderr)")
      #expect(result.stderr.contains("Warning") == isWarned)
    }
  }

  @Test func usageErrorsSayWhatToWrite() throws {
    for option in ["--surface", "--for"] {
      let command =
        option == "--for" ? ["key", "create", "--owner", "me", "--data", data] : ["serve"]
      let result = try repo.run(command + [option, "langfuse,mcp"])
      repo.expectRefusal(result, status: 64, option)
      #expect(result.stderr.contains("one name: each has an option of its own"), "\(result.stderr)")
    }
    #expect(
      try repo.refusal(
        "key", "create", "--owner", "me", "--data", data, "--url", "http://a", status: 64
      ).contains("--url is for --for: name the client, too."))
    for command in [
      ["key", "create", "--owner", "me", "--data", data, "--for", "nobody"],
      ["serve", "--surface", "nobody"],
    ] {
      let result = try repo.run(command)
      repo.expectRefusal(result, status: 64, "\(command)")
      for (client, _) in Self.clients { #expect(result.stderr.contains("'\(client)'")) }
    }
    #expect(!FileManager.default.fileExists(atPath: data))
  }

  @Test func aSurfaceThatIsNamedTwiceIsOnOnce() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "litellm", "--surface", "litellm")
    let key = "Authorization: Bearer \(try #require(served.keys["reader"]))"
    let answer = try server.ask("/beta/litellm_prompt_management?prompt_id=a", "-H", key)
    #expect(answer.status == 404 && answer.body.contains("prompt_not_found"))
    try served.expectGoodEnd(server)
  }
}
