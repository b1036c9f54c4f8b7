import APIKeys
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Which requests of browsers are taken: for which host, from which page, of which session.
@Suite struct PageRequestTests {
  private static let other = HTTPFieldName.origin

  @Test(
    arguments: [
      ([.secFetchSite: "same-origin"], true),
      ([.secFetchSite: "same-origin", .origin: "https://evil.example"], true),
      ([.secFetchSite: "same-site"], false), ([.secFetchSite: "cross-site"], false),
      ([.secFetchSite: "none"], false), ([.secFetchSite: ""], false),
      ([.secFetchSite: "cross-site", .origin: "http://localhost:8080"], false),
      ([.origin: "http://localhost:8080"], true), ([.origin: "http://LOCALHOST:8080"], true),
      ([.origin: "https://localhost:8080"], false), ([.origin: "http://localhost"], false),
      ([.origin: "http://localhost:8081"], false), ([.origin: "http://localhost:8080.evil"], false),
      ([.origin: "http://evil.example"], false), ([.origin: "null"], false), ([.origin: ""], false),
      ([:], false),
    ] as [(HTTPFields, Bool)])
  func onlyAPageOfItsOwnPosts(_ fields: HTTPFields, _ isTaken: Bool) throws {
    let pages = try ServedPages()
    let (cookie, token) = try pages.signIn(.deployer)
    let answer = try pages.post("/move", ["token": token], cookie, fields)
    #expect(answer.status == (isTaken ? .ok : .forbidden), "\(fields)")
    let secret = try #require(pages.served.keys.secrets[.reader])
    let signIn = try pages.post("/sign-in", ["key": secret], nil, fields)
    #expect(signIn.status == (isTaken ? .seeOther : .forbidden), "\(fields)")
    // What is typed is handed back to nobody else's page.
    let edit = try pages.post("/edit", ["token": token, "text": "x"], cookie, fields)
    #expect(edit.status == (isTaken ? .ok : .forbidden) && edit.text.contains("typed") == false)
  }

  @Test func aLinkOfAnotherSiteIsFollowed() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.reader)
    #expect(try pages.get("/", cookie, [.secFetchSite: "cross-site"]).status == .ok)
    #expect(
      try pages.get("/?q=a", nil, [.secFetchSite: "cross-site"]).text
        == "page /?q=a: unauthenticated")
  }

  @Test(arguments: [
    ("localhost", true), ("localhost:80", true), ("a.localhost:8080", true), ("127.0.0.1:9", true),
    ("192.0.2.7:8080", true), ("[::1]:8080", true), ("[2001:db8::1]", true), ("LOCALHOST", true),
    ("prompts.example.com", false), ("evil.example:8080", false), ("localhost.evil.example", false),
    ("127.0.0.1.evil.example", false), ("", false), ("localhost:x", false), ("a b", false),
    ("localhost@evil.example", false), ("[::1", false),
  ])
  func aNameThatNobodyToldIsAnotherServers(_ host: String, _ isOwn: Bool) throws {
    var options = Served.Options()
    options.allowsAnonymousReads = true
    let pages = try ServedPages(.memory, options)
    let expected: HTTPStatus = isOwn ? .ok : .misdirectedRequest
    for path in ["/", "/quick", "/sign-in", "/assets/a.css"] {
      #expect(try pages.get(path, nil, [.host: host]).status == expected, "\(host) \(path)")
    }
    let missing: HTTPStatus = isOwn ? .notFound : .misdirectedRequest
    #expect(try pages.get("/nothing", nil, [.host: host]).status == missing)
  }

  @Test func theNamesThatItWasToldAreItsOwn() throws {
    var options = Served.Options()
    options.allowsAnonymousReads = true
    options.origin = PageOrigin("https://prompts.example.com/")
    let told = try ServedPages(.memory, options)
    options.origin = nil
    options.hosts = AllowedHosts(["prompts.example.com"])
    let allowed = try ServedPages(.memory, options)
    for pages in [told, allowed] {
      #expect(try pages.get("/", nil, [.host: "prompts.example.com"]).status == .ok)
      #expect(try pages.get("/", nil, [.host: "Prompts.Example.COM"]).status == .ok)
      #expect(try pages.get("/", nil, [.host: "example.com"]).status == .misdirectedRequest)
    }
    // Through a proxy the origin is the one that was told.
    for (host, origin, isTaken) in [
      ("prompts.example.com", "https://prompts.example.com", true),
      ("127.0.0.1:8080", "https://prompts.example.com", true),
      ("127.0.0.1:8080", "http://127.0.0.1:8080", false),
      ("prompts.example.com", "http://prompts.example.com", false),
    ] {
      let answer = try told.post("/try", ["x": "1"], nil, [.host: host, .origin: origin])
      #expect(answer.status == (isTaken ? .ok : .forbidden), "\(host) \(origin)")
    }
  }

  @Test(
    arguments: [
      ("https://prompts.example.com", "https://prompts.example.com", true),
      ("HTTPS://Prompts.Example.com:443/", "https://prompts.example.com", true),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080", false), ("http://a:80", "http://a", false),
      ("http://[::1]:8080", "http://[::1]:8080", false), ("https://a:80", "https://a:80", true),
      ("prompts.example.com", nil, false), ("https://", nil, false), ("https://a/b", nil, false),
      ("https://a?b", nil, false), ("https://u@a", nil, false), ("ftp://a", nil, false),
      ("https://a b", nil, false), ("https://a:x", nil, false), ("", nil, false),
    ] as [(String, String?, Bool)])
  func anOriginIsReadAsBrowsersWriteIt(_ url: String, _ text: String?, _ isSecure: Bool) {
    let origin = PageOrigin(url)
    #expect(origin?.text == text)
    if let origin { #expect(origin.isSecure == isSecure) }
  }

  @Test func aFormOfAnotherSessionIsNotTaken() throws {
    let pages = try ServedPages()
    let (cookie, token) = try pages.signIn(.deployer)
    let (other, otherToken) = try pages.signIn(.admin)
    #expect(token != otherToken && token.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    for wrong in [otherToken, "", token + "0", String(cookie.suffix(43))] {
      #expect(try pages.post("/move", ["token": wrong], cookie).status == .forbidden)
    }
    #expect(try pages.post("/move", [:], cookie).status == .forbidden)
    #expect(try pages.post("/move", ["token": token], other).status == .forbidden)
    #expect(try pages.post("/move", ["token": token], cookie).status == .ok)
  }

  @Test func nothingThatWasTypedIsLost() throws {
    let pages = try ServedPages()
    let (cookie, token) = try pages.signIn(.editor)
    let (reader, readerToken) = try pages.signIn(.reader)
    let text = "Hi {{name}}\r\n"
    func edit(_ text: String, _ token: String, _ cookie: String?) throws -> HTTPResponse {
      try pages.post("/edit", ["text": text, "token": token], cookie)
    }
    #expect(try edit(text, token, cookie).text == "editor \(token) wrote \(text)")
    let ended = try edit(text, token, nil)
    #expect(ended.status == .unauthorized)
    #expect(ended.text == "page /edit: unauthenticated; typed \(text); token none")
    // The answer to a form of another session can be sent again.
    let stale = try edit(text, readerToken, cookie)
    #expect(stale.status == .forbidden)
    #expect(stale.text == "page /edit: forbidden; typed \(text); token \(token)")
    #expect(
      try edit(text, readerToken, reader).text.hasSuffix("typed \(text); token \(readerToken)"))
    let lost = try edit("taken", token, cookie)
    #expect(lost.status == .conflict && lost.text.contains("typed taken"))
    pages.served.service.drain()
    let late = try edit(text, token, cookie)
    #expect(late.status == .serviceUnavailable && late.text.contains("typed \(text)"))
  }

  @Test func aFormIsOneAndNotTooLong() throws {
    var options = Served.Options()
    options.maximumBody = 1_000
    let pages = try ServedPages(.live, options)
    let (cookie, token) = try pages.signIn(.editor)
    let site: HTTPFields = [.secFetchSite: "same-origin"]
    for type in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
      var fields = site
      fields[.contentType] = type
      #expect(try pages.post("/edit", ["token": token], cookie, fields).status.rawValue == 415)
    }
    var fields = site
    fields[.contentType] = "application/x-www-form-urlencoded; charset=UTF-8"
    #expect(try pages.post("/edit", ["token": token], cookie, fields).status == .ok)
    // Each byte may take three.
    let longest = String(repeating: "\n", count: 950)
    #expect(
      try pages.post("/edit", ["text": longest, "token": token], cookie).status != .contentTooLarge)
    let tooLong = String(repeating: "\n", count: 1_000)
    let answer = try pages.post("/edit", ["text": tooLong, "token": token], cookie)
    #expect(answer.status == .contentTooLarge && answer.text.hasPrefix("page /edit"))
    #expect(
      try pages.post("/sign-in", ["key": String(repeating: "a", count: 1_100)]).status
        == .contentTooLarge)
    let many = try pages.served.send(
      .post, "/move", as: nil,
      [
        .host: pages.host, .secFetchSite: "same-origin", .contentType: FormFields.mediaType,
        .cookie: cookie,
      ], body: Array(String(repeating: "a&", count: 1_001).utf8))
    #expect(many.status == .forbidden)
    let deployer = try pages.signIn(.deployer)
    for body in [String(repeating: "a&", count: 1_001), "a=%zz", "a=%ff"] {
      let answer = try pages.served.send(
        .post, "/move", as: nil,
        [
          .host: pages.host, .secFetchSite: "same-origin", .contentType: FormFields.mediaType,
          .cookie: deployer.cookie,
        ], body: Array(body.utf8))
      #expect(answer.status == .badRequest, "\(body)")
    }
  }
}
