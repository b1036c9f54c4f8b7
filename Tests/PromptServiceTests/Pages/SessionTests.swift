import APIKeys
import HTTPMessages
import MemoryStore
import Platform
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Who gets in by a cookie, and for how long.
@Suite struct SessionTests {
  @Test(arguments: Transport.allCases)
  func aKeyIsExchangedForACookie(_ transport: Transport) throws {
    let pages = try ServedPages(transport)
    #expect(try pages.get("/").status == .unauthorized)
    let secret = try #require(pages.served.keys.secrets[.editor])
    let answer = try pages.post("/sign-in", ["key": " \(secret)\r\n"])
    #expect(answer.status == .seeOther && answer.fields[.location] == "/")
    let port = pages.host.split(separator: ":")[1]
    let field = try #require(answer.fields[.setCookie])
    #expect(
      field.wholeMatch(
        of: try Regex("promptrepo-\(port)=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict"))
        != nil, "\(field)")
    let cookie = String(field.prefix { $0 != ";" })
    #expect(try pages.get("/", cookie).text.hasPrefix("home editor "))
    #expect(try pages.get("/quick", "a=b; \(cookie);c").text.hasPrefix("editor "))
    // Of another path there may be another one.
    #expect(try pages.get("/quick", "promptrepo-\(port)=x; \(cookie)").text.hasPrefix("editor "))
    for wrong in [
      "promptrepo-\(port)=", "promptrepo-1=\(cookie.suffix(43))", "x\(cookie)", "\(cookie)x",
    ] {
      #expect(try pages.get("/", wrong).status == .unauthorized, "\(wrong)")
    }
  }

  @Test func aWrongKeyIsRefused() throws {
    let pages = try ServedPages()
    for key in ["", "x", (pages.served.keys.secrets[.reader] ?? "") + "0"] {
      let answer = try pages.post("/sign-in", ["key": key])
      #expect(answer.status == .unauthorized && answer.fields[.setCookie] == nil)
    }
    #expect(try pages.post("/sign-in", [:]).status == .unauthorized)
  }

  @Test func eachDoorTakesItsOwnKeyOnly() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.admin)
    let bearer = "Bearer \(pages.served.keys.secrets[.admin] ?? "")"
    try pages.get(Served.path, cookie).expectError(401)
    #expect(try pages.get("/", nil, [.authorization: bearer]).status == .unauthorized)
    // What is in the other field says nothing, be it right or wrong.
    #expect(try pages.get("/", cookie, [.authorization: "Bearer x", .apiKey: "y"]).status == .ok)
    #expect(try pages.get(Served.path, "x=y", [.authorization: bearer]).status == .ok)
    #expect(try pages.get("/", cookie, [.onBehalfOf: "somebody"]).status == .ok)
  }

  @Test func overAnEncryptedConnectionTheCookieIsForItAlone() throws {
    var options = Served.Options()
    options.isSecure = true
    let own = try ServedPages(.memory, options)
    options.isSecure = false
    options.origin = PageOrigin("https://prompts.example.com")
    let proxied = try ServedPages(.memory, options)
    for (pages, host) in [(own, "localhost:8443"), (proxied, "prompts.example.com")] {
      let secret = try #require(pages.served.keys.secrets[.reader])
      let answer = try pages.post(
        "/sign-in", ["key": secret], nil, [.secFetchSite: "same-origin", .host: host])
      let field = try #require(answer.fields[.setCookie])
      #expect(
        field.wholeMatch(
          of: #/__Host-promptrepo=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict/#)
          != nil, "\(field)")
      let cookie = String(field.prefix { $0 != ";" })
      #expect(try pages.get("/", cookie, [.host: host]).status == .ok)
      let plain = cookie.replacing("__Host-promptrepo", with: "promptrepo-8443")
      #expect(try pages.get("/", plain, [.host: host]).status == .unauthorized)
    }
  }

  @Test func aSessionIsOverAtItsTime() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.reader)
    pages.served.clock.advance(milliseconds: 12 * 3_600_000 - 1)
    #expect(try pages.get("/", cookie).status == .ok)
    pages.served.clock.advance(milliseconds: 1)
    #expect(try pages.get("/", cookie).status == .unauthorized)
  }

  @Test(arguments: Transport.allCases)
  func signingOutEndsOneSessionAndForgetsItsCookie(_ transport: Transport) throws {
    let pages = try ServedPages(transport)
    let (cookie, token) = try pages.signIn(.reader)
    let (other, _) = try pages.signIn(.reader)
    let answer = try pages.post("/sign-out", ["token": token], cookie)
    #expect(answer.status == .seeOther && answer.fields[.clearSiteData] == "\"cache\"")
    let name = cookie.prefix { $0 != "=" }
    // Each has a field of its own.
    #expect(
      answer.fields.values(.setCookie)
        == ["\(name)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", "other=; Max-Age=0"])
    #expect(try pages.get("/", cookie).status == .unauthorized)
    #expect(try pages.get("/", other).status == .ok)
  }

  @Test func onesSessionsAreListedAndEnded() throws {
    let pages = try ServedPages()
    let mine = try (0..<3).map { _ in
      pages.served.clock.advance(milliseconds: 1)
      return try pages.signIn(.reader)
    }
    let others = try pages.signIn(.admin)
    let listed = try pages.get("/me", mine[0].cookie).text.split(separator: " ").map(String.init)
    #expect(listed.count == 3)
    let otherID = try pages.get("/me", others.cookie).text
    // Of another key's nothing ends.
    for id in [listed[0], otherID, "x"] {
      #expect(
        try pages.post("/end", ["token": mine[0].token, "id": id], mine[0].cookie).status == .ok)
    }
    #expect(try pages.get("/", mine[2].cookie).status == .unauthorized)
    #expect(try pages.get("/", others.cookie).status == .ok)
    let all = try pages.post("/sign-out-all", ["token": mine[0].token], mine[0].cookie)
    #expect(all.status == .seeOther && all.text == "2")
    #expect(try pages.get("/", mine[0].cookie).status == .unauthorized)
    #expect(try pages.get("/", mine[1].cookie).status == .unauthorized)
    #expect(try pages.get("/", others.cookie).status == .ok)
  }

  @Test func signingInAgainEndsWhatWasBefore() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.reader)
    let secret = try #require(pages.served.keys.secrets[.editor])
    #expect(try pages.get("/sign-in", cookie).text.hasPrefix("sign in reader "))
    let answer = try pages.post("/sign-in", ["key": secret], cookie)
    #expect(answer.status == .seeOther)
    #expect(try pages.get("/", cookie).status == .unauthorized)
  }

  @Test func tenTriesAMinuteForAnAddress() throws {
    let pages = try ServedPages()
    let secret = try #require(pages.served.keys.secrets[.reader])
    func attempt(_ client: String, _ key: String) -> HTTPResponse {
      let request = HTTPRequest(
        .post, "/sign-in",
        fields: [
          .host: "localhost", .secFetchSite: "same-origin", .contentType: FormFields.mediaType,
        ], client: client)
      return pages.served.service.respond(to: request, body: Array("key=\(key)".utf8))
    }
    for _ in 0..<10 { #expect(attempt("192.0.2.1", "x").status == .unauthorized) }
    let refused = attempt("192.0.2.1", secret)
    #expect(refused.status == .tooManyRequests && refused.fields[.setCookie] == nil)
    #expect(attempt("192.0.2.2", secret).status == .seeOther)
  }

  @Test func aKeyCountsAsItIsAtTheMoment() throws {
    let directory = try TemporaryDirectory()
    let keys = KeyFile(directory.appending("keys.json"))
    var options = Served.Options()
    options.authenticator = KeyRing(path: keys.path)
    let pages = try ServedPages(.memory, options)
    let now = pages.served.clock.now
    let made = try keys.create(owner: Owner("a"), role: .deployer, expiresAt: nil, now: now)
    let (cookie, token) = try pages.signIn(.deployer, secret: made.secret)
    #expect(try pages.post("/move", ["token": token], cookie).status == .ok)
    // Nobody changes a role but in the file; it counts all the same.
    let files = FileSystem()
    let text = String(decoding: try files.readFile(keys.path), as: UTF8.self)
    try files.replaceFile(
      keys.path, with: Array(text.replacing("deployer", with: "reader").utf8), permissions: 0o600)
    #expect(try pages.get("/quick", cookie).text.hasPrefix("reader "))
    #expect(try pages.post("/move", ["token": token], cookie).status == .forbidden)
    try keys.revoke(made.key.id, now: now)
    #expect(try pages.get("/quick", cookie).status == .unauthorized)
    let expiring = try keys.create(
      owner: Owner("a"), role: .reader, expiresAt: Timestamp(milliseconds: now.milliseconds + 10),
      now: now)
    let (second, _) = try pages.signIn(.reader, secret: expiring.secret)
    pages.served.clock.advance(milliseconds: 10)
    #expect(try pages.get("/quick", second).status == .unauthorized)
  }

  @Test func aSessionOfAnotherServerOnTheFolderCountsAndEnds() throws {
    let pages = try ServedPages()
    let other = SessionFile(pages.file.path)
    let now = pages.served.clock.now
    let key = pages.served.keys.id(.editor)
    let begun = try other.begin(keyID: key, length: 1_000, now: now)
    let cookie = "promptrepo-8080=\(begun.token)"
    #expect(try pages.get("/quick", cookie).text.hasPrefix("editor "))
    try other.endAll(ofKey: key, now: now)
    #expect(try pages.get("/quick", cookie).status == .unauthorized)
  }

  @Test func aDamagedFileOfSessionsIsTheServersAffair() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.reader)
    try FileSystem().replaceFile(pages.file.path, with: Array("[".utf8), permissions: 0o600)
    #expect(try pages.get("/", cookie).status == .internalServerError)
    let secret = try #require(pages.served.keys.secrets[.reader])
    let answer = try pages.post("/sign-in", ["key": secret])
    #expect(answer.status == .internalServerError)
    #expect(!answer.text.contains(pages.file.path))
    #expect(try pages.get("/sign-in").status == .ok)
  }
}
