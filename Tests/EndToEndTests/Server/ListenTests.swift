import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Where a server listens.
@Suite struct ListenTests {
  @Test func severalAddressesAreOneServer() throws {
    let served = try ServedRepo()
    let server = try served.serve(
      "--listen", "[::1]:0", "--listen", "127.0.0.1:0", "--rate-limit", "4")
    #expect(server.urls.count == 3 && Set(server.urls).count == 3)
    #expect(server.urls[1].hasPrefix("http://[::1]:"))
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let path = "/api/v1/llm/prompts"
    let made = try server.ask(
      path, "-H", key, "--json", #"{"name":"n","template":"t"}"#, at: server.urls[0])
    #expect(made.status == 201)
    // What was made at one is there at the others, and all count for one limit.
    for url in server.urls {
      let answer = try server.ask("\(path)?name=n", "-H", key, at: url)
      #expect(answer.status == 200 && answer.body.contains(#""template":"t""#) == false)
      #expect(answer.body.contains(#""name":"n""#), "\(answer.body)")
    }
    for url in server.urls { #expect(try server.ask(path, "-H", key, at: url).status == 429) }
    let metrics = try server.ask("/metrics", at: server.urls[2]).body
    #expect(metrics.contains(#"promptrepo_requests_total{operation="listPrompts",status="429"} 3"#))
    try served.expectGoodEnd(server)
  }

  /// `[::]` alone takes IPv4 too, and leaves it to another address at its port.
  @Test func bothFamiliesAtOnePort() throws {
    let served = try ServedRepo()
    let port = try freePort()
    let server = try ServerProcess(
      served.repo, ["--listen", "[::]:\(port)", "--listen", "0.0.0.0:\(port)", "--plain-http"])
    #expect(server.urls == ["http://[::]:\(port)", "http://0.0.0.0:\(port)"])
    for host in ["127.0.0.1", "[::1]"] {
      #expect(try server.ask("/healthz", at: "http://\(host):\(port)").status == 200)
    }
    try served.expectGoodEnd(server)
  }

  @Test func aPortIsOneOfThisMachine() throws {
    let served = try ServedRepo()
    let port = try freePort()
    let server = try ServerProcess(served.repo, ["--port", "\(port)"])
    #expect(server.urls == ["http://127.0.0.1:\(port)"])
    try served.expectGoodEnd(server)
    let repo = served.repo
    for (arguments, text) in [
      (["--port", "1", "--listen", "127.0.0.1:1"], "give one of the two options"),
      (["--port", "65536"], "A port is a number from 0 to 65535."),
      (["--port", "+1"], "A port is a number from 0 to 65535."),
      (
        ["--listen", "127.0.0.1:1", "--listen", "127.0.0.1:1"],
        "--listen 127.0.0.1:1 is there twice."
      ),
      (["--listen", "127.0.0.1:1", "--listen", "0.0.0.0:2"], "--plain-http"),
    ] {
      let result = try repo.run(["serve"] + arguments)
      repo.expectRefusal(result, status: 64, "\(arguments)")
      #expect(result.stderr.contains(text), "\(result.stderr)")
    }
  }

  @Test func whereOneAddressIsTakenNothingIsServed() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let free = try freePort()
    let refusal = try served.repo.refusal(
      "serve", "--listen", "127.0.0.1:\(free)", "--listen", "127.0.0.1:\(server.port)")
    #expect(refusal.contains("cannot listen at 127.0.0.1:\(server.port): Address already in use"))
    try served.expectGoodEnd(server)
  }

  /// Requests without a key are checked for their host as soon as one address is this machine's own.
  @Test func hostsAreCheckedAtAllAddresses() throws {
    let served = try ServedRepo()
    let server = try ServerProcess(
      served.repo,
      [
        "--listen", "127.0.0.1:0", "--listen", "0.0.0.0:0", "--plain-http", "--anonymous-read",
      ])
    for url in server.urls.map({ $0.replacing("0.0.0.0", with: "127.0.0.1") }) {
      #expect(try server.ask("/api/v1/llm/prompts", at: url).status == 200)
      let foreign = try server.ask("/api/v1/llm/prompts", "-H", "Host: evil.example", at: url)
      #expect(foreign.status == 421)
    }
    try served.expectGoodEnd(server)
  }

  /// More connections than there may be, at two addresses: those that say nothing give way.
  @Test func allAddressesShareThePlaces() throws {
    let served = try ServedRepo()
    let server = try served.serve("--listen", "127.0.0.1:0")
    let ports = server.urls.compactMap { $0.split(separator: ":").last.flatMap { UInt16($0) } }
    var silent: [RawConnection] = []
    for number in 0..<1_300 {
      silent.append(try RawConnection(port: ports[number % 2]))
    }
    for url in server.urls { #expect(try server.ask("/healthz", at: url).status == 200) }
    let open = try FileManager.default.contentsOfDirectory(
      atPath: "/proc/\(server.identifier)/fd"
    ).count
    #expect(open < 1_150, "\(open)")
    silent = []
    try served.expectGoodEnd(server)
  }

  /// The server's own files are found from where it was started, whatever `-C` names.
  @Test func pathsAreThoseOfTheFolderWhereItWasStarted() throws {
    let served = try ServedRepo()
    let folder = try served.repo.elsewhere("etc")
    let made = try TestSupport.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
        "\(folder)/tls.key", "-out", "\(folder)/tls.pem",
      ])
    try #require(made.status == 0, "\(made.stderr)")
    let server = try ServerProcess(
      served.repo,
      [
        "-C", served.repo.path, "serve", "--json", "--listen", "127.0.0.1:0", "--listen",
        "[::1]:0", "--tls-cert", "tls.pem", "--tls-key", "./tls.key", "--pid-file", "pid",
      ], in: folder)
    #expect(server.urls.allSatisfy { $0.hasPrefix("https://") })
    for url in server.urls {
      #expect(try server.ask("/healthz", "-k", at: url).status == 200)
    }
    #expect(
      try String(contentsOfFile: "\(folder)/pid", encoding: .utf8) == "\(server.identifier)\n")
    // A new certificate is used at all addresses.
    let renewed = try TestSupport.run(
      "openssl",
      [
        "req", "-x509", "-key", "\(folder)/tls.key", "-days", "2", "-subj", "/CN=renewed", "-out",
        "\(folder)/tls.pem",
      ])
    try #require(renewed.status == 0, "\(renewed.stderr)")
    server.send(SIGHUP)
    let end = Date(timeIntervalSinceNow: 10)
    while try !server.log.contains("certificate reloaded"), Date() < end { usleep(20_000) }
    for url in server.urls {
      let shown = try TestSupport.run("curl", ["-sSgkv", "\(url)/healthz"])
      #expect(shown.stderr.contains("CN=renewed"), "\(shown.stderr)")
    }
    try served.expectGoodEnd(server)
    // `--data` of the server and of `key` is one folder.
    let start = PromptRepo(
      directory: served.repo.directory, environment: served.repo.environment, folder: "etc")
    try start.ok("-C", served.repo.path, "key", "create", "--owner", "me", "--data", "data")
    #expect(FileManager.default.fileExists(atPath: "\(folder)/data/keys.json"))
  }
}
