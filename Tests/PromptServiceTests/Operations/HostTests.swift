import APIKeys
import HTTPMessages
import MemoryStore
import PromptService
import TestSupport
import Testing

/// The host that a request is for, and the site whose page makes a browser send it.
@Suite struct HostTests {
  private func served(_ names: String...) throws -> Served {
    let store = MemoryStore()
    var options = Served.Options()
    options.allowsAnonymousReads = true
    options.hosts = AllowedHosts(names)
    return try Served(.live, open: { store }, options)
  }

  private func answer(
    _ served: Served, _ target: String, _ lines: String...
  ) throws -> HTTPResponse {
    let connection = try served.connect()
    let version = lines.first == "HTTP/1.0" ? "1.0" : "1.1"
    let fields = lines.filter { $0.contains(":") }.map { "\($0)\r\n" }.joined()
    connection.send("GET \(target) HTTP/\(version)\r\n\(fields)\r\n")
    return try #require(try connection.answer())
  }

  private static let open = [Served.path, "/metrics", "/openapi.json"]

  @Test func aForeignHostIsRefused() throws {
    let served = try served("prompts.example.com", "192.0.2.7", "[2001:DB8::1]")
    for path in HostTests.open {
      for host in [
        "localhost", "LOCALHOST:8080", "localhost.", "localhost.:1", "app.localhost", "127.0.0.1",
        "127.9.8.7:65535", "[::1]", "[::1]:80", "[::ffff:127.0.0.1]", "127.0.0.1:",
        "prompts.example.com", "Prompts.Example.COM:443", "prompts.example.com.", "192.0.2.7:1",
        "[2001:db8::1]:8080",
      ] {
        #expect(try answer(served, path, "Host: \(host)").status == .ok, "\(host)")
      }
      for host in [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "evillocalhost", "1270.0.0.1", "127.0.0", "127.0.0.256", "127.0.0.1:80:80",
        "evil.example#localhost", "localhost@evil.example", "evil@localhost", "0.0.0.0",
        "[::2]", "[::1", "::1", "", ":80", "prompts.example", "x.prompts.example.com",
        "localhost:x", "[localhost]", "127.0.0.+1",
      ] {
        try answer(served, path, "Host: \(host)").expectError(421, "foreign_host", "Host")
      }
    }
    // Probes name any host, and are told nothing.
    for path in ["/healthz", "/readyz"] {
      #expect(
        try answer(served, path, "Host: evil.example", "Origin: http://evil.example").status == .ok)
    }
    // Programs of HTTP 1.0 need not say whom they ask.
    #expect(try answer(served, Served.path, "HTTP/1.0").status == .ok)
    try answer(served, Served.path, "HTTP/1.0", "Host: evil.example").expectError(421)
    // What a whole URL says counts in the place of the field.
    #expect(
      try answer(served, "http://localhost:1\(Served.path)", "Host: evil.example").status == .ok)
    try answer(served, "http://evil.example\(Served.path)", "Host: localhost")
      .expectError(421, "foreign_host")
    try answer(served, "HTTP://evil.example?limit=1", "Host: localhost").expectError(404)
  }

  @Test func aForeignOriginIsRefused() throws {
    let served = try served("prompts.example.com")
    for origin in [
      "http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173", "HTTPS://LOCALHOST",
      "https://prompts.example.com",
    ] {
      for path in HostTests.open {
        #expect(
          try answer(served, path, "Host: localhost", "Origin: \(origin)").status == .ok, "\(path)")
      }
    }
    for origin in [
      "http://evil.example", "null", "", "file://", "localhost", "http://localhost.evil.example",
      "chrome-extension://localhost", "https://x.prompts.example.com",
    ] {
      for path in HostTests.open {
        try answer(served, path, "Host: localhost", "Origin: \(origin)")
          .expectError(403, "foreign_origin", "Origin")
      }
    }
  }

  /// A page that some name leads to knows no key, and a proxy may pass its own name on.
  @Test func whoHasAKeyMayAskForAnyHost() throws {
    let served = try served()
    let secret = try #require(served.keys.secrets[.reader])
    let key = "Authorization: Bearer \(secret)"
    let foreign = ["Host: prompts.example.com", "Origin: https://app.example.com"]
    #expect(try answer(served, Served.path, foreign[0], foreign[1], key).status == .ok)
    try answer(served, Served.path, foreign[0], "Authorization: Bearer x").expectError(401)
    try answer(served, Served.path, foreign[0], "Authorization:").expectError(401)
    let connection = try served.connect()
    connection.send("POST \(Served.path) HTTP/1.1\r\n\(foreign[0])\r\nContent-Length: 2\r\n\r\n{}")
    #expect(try connection.answer()?.status.rawValue == 401)
  }

  @Test func anyHostWillDoWhereNoneIsNamed() throws {
    let store = MemoryStore()
    var options = Served.Options()
    options.allowsAnonymousReads = true
    let served = try Served(.live, open: { store }, options)
    #expect(try answer(served, Served.path, "Host: prompts.example.com").status == .ok)
  }
}
