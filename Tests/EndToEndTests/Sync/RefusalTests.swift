import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Remotes that cannot be used, and keys that stay where they are.
@Suite struct RefusalTests {
  @Test func plainHTTPOverANetworkIsRefused() throws {
    let repo = try PromptRepo()
    for url in ["http://192.0.2.1", "http://example.com:8080", "http://0.0.0.0:1"] {
      let refusal = try repo.refusal("remote", "add", "r", url)
      #expect(refusal.contains("is plain HTTP, over which others could read the API key"))
    }
    // What may be a password is not repeated.
    let refusal = try repo.refusal("remote", "add", "r", "https://user:secret@example.com")
    #expect(refusal.contains("a user's name or password in it"))
    #expect(!refusal.contains("secret"))
    for url in [
      "ftp://example.com", "https://", "example.com", "https://example.com/?key=secret",
    ] {
      #expect(
        try repo.refusal("remote", "add", "r", url).contains("is not the address of a server"))
    }
    for url in ["http://127.0.0.1:8080/", "http://localhost", "http://[::1]:1", "https://a.b/c"] {
      try repo.ok("remote", "add", "r", url)
      try repo.ok("remote", "remove", "r")
    }
  }

  @Test func aServerThatIsNotThereChangesNothing() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    #expect(pair.server.status(after: SIGTERM) == 0)
    pair.proxy.follow { _ in .answer(503, fields: ["Retry-After": "3600"]) }
    let refusal = try pair.local.refusal("sync")
    #expect(refusal.contains("the remote cannot be looked at"), "\(refusal)")
    #expect(pair.proxy.requests.count == 1)
    #expect(!refusal.contains(pair.key))
  }

  @Test func aWrongKeyChangesNothing() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    try pair.run("sync")
    let references = try pair.local.git("for-each-ref").stdout
    for (key, message) in [
      ("prk_wrong", "(status 401)"), ("", "there is no API key for 'hosted' in the variable"),
      ("with space", "there is no API key"), ("é", "there is no API key"),
    ] {
      let wrong = pair.local.with(["PROMPTREPO_API_KEY": key])
      for command in ["sync", "push", "pull", "fetch", "verify-remote"] {
        let refusal = try wrong.refusal(command)
        #expect(refusal.contains(message), "\(refusal)")
        #expect(key.isEmpty || !refusal.contains(key), "\(refusal)")
      }
      #expect(try wrong.refusal("push", "--delete", "a", "--yes").contains(message))
    }
    let reader = pair.local.with(["PROMPTREPO_API_KEY": pair.served.keys["reader"] ?? ""])
    try pair.local.importVersions(["1"], of: "b")
    let result = try pair.run("sync", status: 1, by: reader)
    #expect(result.stdout.contains("(status 403)"), "\(result.stdout)")
    try pair.local.ok("delete", "b", "--yes")
    #expect(
      try pair.local.git("for-each-ref", "refs/prompts").stdout
        == references.split(separator: "\n").filter { $0.contains("refs/prompts/") }
        .joined(separator: "\n") + "\n")
    try pair.run("sync")
  }

  @Test func aServerThatHasLostEverythingTakesNothingAway() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    try pair.run("sync")
    pair.proxy.follow { _ in .answer(200, body: #"{"object":"list","data":[],"has_more":false}"#) }
    let result = try pair.run("sync", status: 1)
    #expect(result.stdout.contains("the remote lists no prompts at all"), "\(result.stdout)")
    #expect(pair.proxy.writes == [])
    try pair.expectInStep()
  }

  @Test(arguments: [301, 307])
  func redirectsAreRefused(_ status: Int) throws {
    let pair = try SyncedRepo()
    let elsewhere = try FaultyProxy(pair.server.url)
    try pair.local.importVersions(["1"], of: "a")
    for isWrite in [false, true] {
      pair.proxy.follow { request in
        request.isWrite == isWrite
          ? .answer(status, fields: ["Location": elsewhere.url + request.target]) : .pass
      }
      let result = try pair.local.run("sync", "hosted", "a")
      #expect(result.status == 1)
      #expect(
        (result.stdout + result.stderr).contains("redirects to another address (status \(status))"),
        "\(result)")
      if !isWrite { #expect(pair.proxy.requests.count == 1) }
    }
    #expect(elsewhere.requests.isEmpty && elsewhere.connections == 0)
    pair.proxy.follow()
    try pair.run("sync")
    try pair.expectInStep()
  }

  @Test func aCertificateHasToBeTrusted() throws {
    let served = try ServedRepo()
    let path = "\(served.repo.directory.path)/certificate"
    let made = try TestSupport.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=here", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", "\(path).key", "-out", "\(path).pem",
      ])
    try #require(made.status == 0, "\(made.stderr)")
    let server = try served.serve("--tls-cert", "\(path).pem", "--tls-key", "\(path).key")
    let local = try SyncedRepo.client(PromptRepo(), served)
    try local.importVersions(["1"], of: "a")
    try local.ok("remote", "add", "hosted", server.url)
    let refusal = try local.refusal("sync")
    #expect(refusal.contains("the server's certificate is not trusted"), "\(refusal)")
    #expect(try !server.log.contains(#""event":"request""#))
    try served.expectGoodEnd(server)
  }

  @Test func aProxyOfTheEnvironmentSeesNoKey() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    let between = try FaultyProxy(pair.server.url)
    between.follow { _ in .answer(502) }
    let repo = pair.local.with([
      "http_proxy": between.url, "https_proxy": between.url, "all_proxy": between.url,
      "HTTPS_PROXY": between.url,
    ])
    // What is plain stays on this machine.
    try pair.run("sync", by: repo)
    #expect(between.connections == 0)
    try repo.ok("remote", "add", "far", "https://prompts.example")
    let refusal = try repo.refusal("sync", "far")
    #expect(refusal.contains("the remote cannot be looked at"), "\(refusal)")
    #expect(
      Set(between.requests.map { "\($0.method) \($0.target)" }) == ["CONNECT prompts.example:443"])
    #expect(between.requests.allSatisfy { !$0.head.contains(pair.key) })
  }

  @Test func aCommandPrintsTheKey() throws {
    let pair = try SyncedRepo()
    let local = pair.local.with(["PROMPTREPO_API_KEY": "wrong", "SECRET": pair.key])
    try local.importVersions(["1"], of: "a")
    for (name, command) in [
      ("good", #"printf '%s\n' "$SECRET""#), ("other", "echo prk_wrong"), ("empty", "true"),
      ("fails", "echo no key here >&2; exit 3"), ("missing", "/nowhere/to/be/found"),
      ("dies", "kill -9 $$"),
    ] {
      try local.ok("remote", "add", name, pair.proxy.url, "--key-command", command)
    }
    try local.ok("remote", "add", "variable", pair.proxy.url, "--key-env", "SECRET")
    try pair.run("sync", "good", by: local)
    try pair.run("fetch", "variable", by: local)
    #expect(try local.refusal("sync", "other").contains("(status 401)"))
    #expect(
      try local.refusal("sync", "empty").contains(
        "no API key for 'empty' in what its command prints"))
    for name in ["fails", "missing", "dies"] {
      let refusal = try local.refusal("sync", name)
      #expect(refusal.contains("the command that prints the key of '\(name)' failed"))
    }
    #expect(
      try local.refusal(
        "remote", "add", "both", pair.proxy.url, "--key-env", "A", "--key-command", "b", status: 64
      ).contains("not both"))
    // The key is in no file of the client's, and in no log of the server's.
    let found = try TestSupport.run("grep", ["-rlF", pair.key, local.directory.path])
    #expect(found.stdout == "")
    #expect(try !pair.server.log.contains(pair.key))
    let settings = try TestSupport.run(
      "find", ["\(local.directory.path)/.config", "-name", "*.json"])
    #expect(settings.stdout.split(separator: "\n").count == 1)
  }

  @Test func whatIsMissingIsSaidWithWhatToType() throws {
    let local = try PromptRepo()
    try local.commit("a", "text")
    try local.ok("remote", "add", "hosted", "http://127.0.0.1:9", "--key-env", "OTHER_KEY")
    #expect(try local.refusal("sync").contains("read -rs OTHER_KEY && export OTHER_KEY"))
    #expect(
      try local.refusal("sync", "a").contains("It is a prompt; a remote comes first: 'hosted'")
    )
    #expect(try local.refusal("verify-remote", "b").contains("Name one of them: 'hosted'"))
    let unreachable = try local.with(["OTHER_KEY": "key"]).refusal("sync")
    #expect(unreachable.contains("nothing answers at its address"))
    #expect(unreachable.contains("see that the server runs"))
  }

  @Test func anEndUserOfAnOwnerIsApart() throws {
    let served = try ServedRepo.ofManyOwners()
    let pair = try SyncedRepo(served: served)
    try pair.local.ok("remote", "add", "user", pair.proxy.url, "--on-behalf-of", "user-1")
    try pair.local.importVersions(["1", "2"], of: "a")
    try pair.run("sync", "user")
    pair.proxy.follow()
    let owners = try pair.another()
    #expect(try pair.run("sync", by: owners).stdout == "0 prompts: nothing to do\n")
    let other = pair.local.with(["PROMPTREPO_API_KEY": served.keys["other"] ?? ""])
    #expect(try pair.run("sync", "hosted", by: other).stdout.contains("created at hosted"))
    let users = try SyncedRepo.client(PromptRepo(), served)
    try users.ok("remote", "add", "hosted", pair.proxy.url, "--on-behalf-of", "user-1")
    try pair.run("sync", by: users)
    #expect(try SyncedRepo.rows(users) == SyncedRepo.rows(pair.local))
    try served.expectGoodEnd(pair.server)
  }
}
