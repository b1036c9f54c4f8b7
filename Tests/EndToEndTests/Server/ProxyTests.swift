import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Which client the log names behind a proxy.
@Suite struct ProxyTests {
  /// A request with an `X-Forwarded-For`, and the client that the log has for it.
  private func client(
    _ server: ServerProcess, _ forwarded: String..., from source: String = "127.0.0.1",
    at url: String? = nil
  ) throws -> JSONObject {
    let id = UUID().uuidString
    var options = ["--interface", source, "-H", "X-Request-Id: \(id)"]
    for value in forwarded { options += ["-H", "X-Forwarded-For: \(value)"] }
    let result = try TestSupport.run(
      "curl", ["-sSg"] + options + ["\(url ?? server.url)/healthz"])
    try #require(result.status == 0, "\(result.stderr)")
    return try server.logged(id)
  }

  @Test func theLastAddressThatIsNoProxysCounts() throws {
    let served = try ServedRepo()
    let server = try served.serve(
      "--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy",
      "fd00::/16")
    let cases: [([String], String?)] = [
      ([], nil), (["192.0.2.7"], "192.0.2.7"), (["6.6.6.6, 192.0.2.7"], "192.0.2.7"),
      (["6.6.6.6, 192.0.2.7, 10.1.2.3"], "192.0.2.7"), (["6.6.6.6", "192.0.2.7"], "192.0.2.7"),
      (["10.9.9.9, 10.1.2.3"], "10.9.9.9"), (["192.0.2.7:4711"], "192.0.2.7"),
      (["[2001:DB8::1]:4711"], "2001:db8::1"), (["[2001:db8::1]"], "2001:db8::1"),
      (["2001:db8:0::1"], "2001:db8::1"), (["::ffff:192.0.2.7"], "192.0.2.7"),
      (["192.0.2.7, ::ffff:10.0.0.1"], "192.0.2.7"), (["192.0.2.7,fd00::5"], "192.0.2.7"),
      (["192.0.2.7, fd01::5"], "fd01::5"),
      // What is no address tells nothing, nor what anybody wrote before it.
      (["unknown"], nil), (["192.0.2.7, unknown"], nil), (["192.0.2.7, "], nil),
      (["192.0.2.7, unknown, 10.0.0.1"], "10.0.0.1"), (["localhost:1"], nil), (["1.2.3"], nil),
      (["192.0.2.7\"}{"], nil), (["é"], nil),
    ]
    for (forwarded, expected) in cases {
      let id = UUID().uuidString
      let options = forwarded.flatMap { ["-H", "X-Forwarded-For: \($0)"] }
      let result = try TestSupport.run(
        "curl", ["-sS", "-H", "X-Request-Id: \(id)"] + options + ["\(server.url)/healthz"])
      try #require(result.status == 0, "\(result.stderr)")
      let line = try server.logged(id)
      #expect(line["client"]?.string == expected, "\(forwarded)")
      #expect(line.text("peer") == "127.0.0.1")
    }
    // Whoever is no trusted proxy is the client, whatever it says.
    let line = try client(server, "192.0.2.7", from: "127.0.0.9")
    #expect(line["client"] == nil && line.text("peer") == "127.0.0.9")
    try served.expectGoodEnd(server)
  }

  @Test func withoutTheOptionNobodyIsBelieved() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    #expect(try client(server, "192.0.2.7")["client"] == nil)
    try served.expectGoodEnd(server)
  }

  /// A socket of IPv6 takes IPv4 too, and the addresses are those of IPv4 all the same.
  @Test func addressesOfBothFamiliesAreTheSame() throws {
    let served = try ServedRepo()
    let server = try ServerProcess(
      served.repo,
      [
        "--listen", "[::]:0", "--plain-http", "--trusted-proxy", "127.0.0.1", "--trusted-proxy",
        "::1",
      ])
    let both = try client(
      server, "192.0.2.7", at: "http://127.0.0.1:\(server.port)")
    #expect(both.text("peer") == "127.0.0.1" && both.text("client") == "192.0.2.7")
    let six = try client(server, "192.0.2.8", from: "::1", at: "http://[::1]:\(server.port)")
    #expect(six.text("peer") == "::1" && six.text("client") == "192.0.2.8")
    try served.expectGoodEnd(server)
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "example.org", "10.0.0/8",
    "::1/129", "[::1]", "127.0.0.1:80", "10.0.0.0/",
  ])
  func whatIsNoAddressIsRefused(_ proxy: String) throws {
    let repo = try PromptRepo()
    let refusal = try repo.refusal("serve", "--trusted-proxy", proxy, status: 64)
    #expect(refusal.contains("It is not a numeric address, such as 10.1.2.3"))
  }

  /// nginx as the documentation sets it up: its log and ours name the same request and client.
  @Test func nginxAndTheServerAgree() throws {
    let served = try ServedRepo()
    let server = try served.serve("--trusted-proxy", "127.0.0.1")
    let folder = try served.repo.elsewhere("nginx")
    let port = try freePort()
    let page = try Readme("Sources/Server/PromptServer/PromptServer.docc/Server.md")
    let documented = try #require(
      page.text.components(separatedBy: "```nginx\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let configuration = """
      daemon off;
      master_process off;
      pid \(folder)/pid;
      error_log stderr;
      events {}
      http {
        log_format both '$request_id $remote_addr';
        access_log \(folder)/access.log both;
        \(["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
          "\($0)_temp_path \(folder)/\($0);"
        }.joined(separator: "\n  "))
        server {
          listen 127.0.0.1:\(port);
          \(documented.replacing("http://127.0.0.1:8080", with: server.url))
        }
      }
      """
    try configuration.write(toFile: "\(folder)/conf", atomically: true, encoding: .utf8)
    let nginx = try BackgroundProgram(
      "/usr/sbin/nginx", ["-p", folder, "-c", "\(folder)/conf"], in: folder, listeningAt: port)
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let url = "http://127.0.0.1:\(port)"
    // The client writes what it likes, and nginx adds where it really comes from.
    for spoofed in [[], ["-H", "X-Forwarded-For: 6.6.6.6"], ["-H", "X-Request-Id: forged"]] {
      let result = try TestSupport.run(
        "curl",
        ["-sSi", "--interface", "127.0.0.5", "-H", key] + spoofed
          + ["\(url)/api/v1/llm/prompts"])
      let said = try nginx.log()
      #expect(result.stdout.hasPrefix("HTTP/1.1 200 "), "\(result.stdout)\(said)")
      let id = result.stdout.firstMatch(of: /(?i)x-request-id: (.*)\r\n/).map {
        String($0.output.1)
      }
      let line = try server.logged(id)
      #expect(line.text("client") == "127.0.0.5" && line.text("peer") == "127.0.0.1")
      // nginx writes its line once the client has its answer.
      let wanted = "\(try #require(id)) 127.0.0.5\n"
      var log = ""
      for _ in 0..<500 {
        log = try String(contentsOfFile: "\(folder)/access.log", encoding: .utf8)
        if log.contains(wanted) { break }
        usleep(20_000)
      }
      #expect(log.contains(wanted))
    }
    let body = #"{"name":"n","template":"\#(String(repeating: "x", count: 50_000))"}"#
    let made = try TestSupport.run(
      "curl", ["-sSi", "-H", key, "--json", "@-", "\(url)/api/v1/llm/prompts"],
      stdin: Array(body.utf8))
    let said = try nginx.log()
    #expect(made.stdout.contains("HTTP/1.1 201 "), "\(made.stdout)\(said)")
    try served.expectGoodEnd(server)
  }
}
