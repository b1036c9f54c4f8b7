import APIKeys
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What is a page's and what is the API's, and who sees it.
@Suite struct PageRouteTests {
  @Test(arguments: Transport.allCases)
  func everyOtherPlaceStaysWhoseItWas(_ transport: Transport) throws {
    let pages = try ServedPages(transport, Served.Options().withSurfaces)
    let (cookie, _) = try pages.signIn(.admin)
    for path in [
      "/api", "/api/", "/api/x", "/api/v1", "/api/v1/llm", "/api/v1/llm/prompts/a/b/c/d",
    ] {
      try pages.get(path, cookie).expectError(404, "path_not_found")
    }
    try pages.get("/api/%zz", cookie).expectError(400)
    #expect(try pages.get("/api/public/nothing").text.contains("message"))
    #expect(try pages.get("/langsmith/nothing").text.contains("detail"))
    try pages.get("/mcp").expectNoPage()
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
      try pages.get(path).expectNoPage()
    }
    for path in ["/nothing", "/apis", "/healthz/x", "/quick/x", "//", "/a%2Fb"] {
      #expect(try pages.get(path, cookie).text.hasPrefix("page /"), "\(path)")
      #expect(try pages.get(path, cookie).status == .notFound, "\(path)")
    }
    #expect(try pages.get("/nothing/%zz", cookie).text == "page /nothing/%zz: invalid")
    #expect(try pages.get("/quick", cookie, method: .delete).status == .methodNotAllowed)
  }

  @Test func withoutPagesEverythingIsAsItWas() throws {
    let served = try Served.withSurfaces()
    for path in ["/", "/x", "/sign-in", "/assets/a.css", "/api", "/api/x"] {
      try served.get(path).expectError(404, "path_not_found")
    }
  }

  @Test func whereClientsAreNotAnsweredTheyAreToldWhatToDoAndNotToSignIn() throws {
    var options = Served.Options()
    options.advice = [PathAdvice(below: ["/langsmith", "/api/public"], "Do this")]
    let pages = try ServedPages(.memory, options)
    for path in ["/langsmith", "/langsmith/info", "/api/public/v2/prompts/a"] {
      let answer = try pages.get(path)
      try answer.expectError(404, "path_not_found")
      #expect(answer.text.contains("Do this"), "\(answer.text)")
    }
    #expect(try pages.get("/langsmiths").status == .unauthorized)
    try pages.get("/api/publi").expectError(404, "path_not_found")
  }

  @Test func whoIsNotSignedInIsToldNothing() throws {
    let pages = try ServedPages()
    for path in ["/", "/quick", "/me", "/nothing"] {
      #expect(try pages.get(path).status == .unauthorized, "\(path)")
    }
    #expect(try pages.get("/quick", nil, method: .delete).status == .unauthorized)
    #expect(try pages.get("/assets/a.css").status == .ok)
    #expect(try pages.get("/sign-in").text == "sign in nobody -")
  }

  @Test func whereAllMayReadPagesAreReadAndFormsAreNot() throws {
    var options = Served.Options()
    options.allowsAnonymousReads = true
    let pages = try ServedPages(.memory, options)
    #expect(try pages.get("/").text == "home nobody -")
    #expect(
      try pages.get("/", "promptrepo-8080=\(String(repeating: "A", count: 43))").status == .ok)
    #expect(try pages.get("/me").status == .unauthorized)
    #expect(try pages.get("/nothing").status == .notFound)
    #expect(try pages.post("/try", ["x": "1"]).text == "nobody - tried 1")
    #expect(try pages.post("/move", [:]).status == .unauthorized)
    #expect(try pages.post("/edit", ["text": "a"]).status == .unauthorized)
  }

  @Test func aRoleIsNeededAsEverywhere() throws {
    let pages = try ServedPages()
    for role in Role.allCases {
      let (cookie, token) = try pages.signIn(role)
      #expect(try pages.get("/", cookie).status == .ok)
      let move = try pages.post("/move", ["token": token], cookie).status
      #expect(move == (role >= .deployer ? .ok : .forbidden))
      let edit = try pages.post("/edit", ["token": token, "text": "a"], cookie).status
      #expect(edit == (role >= .editor ? .ok : .forbidden))
    }
  }

  @Test(arguments: Transport.allCases)
  func headIsAnsweredAndATagSavesAPage(_ transport: Transport) throws {
    let pages = try ServedPages(transport)
    let (cookie, _) = try pages.signIn(.reader)
    let page = try pages.get("/", cookie)
    let tag = try #require(page.fields[.etag])
    let head = try pages.get("/", cookie, method: .head)
    #expect(head.status == .ok && head.fields[.etag] == tag)
    if transport == .live { #expect(head.body.isEmpty) }
    let same = try pages.get("/", cookie, [.ifNoneMatch: tag])
    #expect(same.status == .notModified && same.body.isEmpty && same.fields[.etag] == tag)
    #expect(try pages.get("/", cookie, [.ifNoneMatch: "\"x\""]).status == .ok)
    #expect(try pages.get("/", cookie, [.ifNoneMatch: tag], method: .head).status == .notModified)
    let (other, _) = try pages.signIn(.admin)
    #expect(try pages.get("/", other, [.ifNoneMatch: tag]).status == .ok)
  }

  @Test func aPageTakesNoBodyAndKnowsItsQuery() throws {
    let pages = try ServedPages()
    let (cookie, _) = try pages.signIn(.reader)
    let fields: HTTPFields = [.host: "localhost:8080", .cookie: cookie]
    let answer = try pages.served.send(.get, "/", as: nil, fields, body: [65])
    #expect(answer.status == .contentTooLarge)
    #expect(try pages.get("/?q=a", cookie).status == .ok)
    #expect(try pages.get("/?r=a", cookie).status == .badRequest)
  }

  @Test func pagesAreCountedAndWhatTheyAreShownWithIsNot() throws {
    var options = Served.Options()
    options.requestsPerMinute = 3
    let pages = try ServedPages(.memory, options)
    // Signing in looks at one page.
    let (cookie, token) = try pages.signIn(.editor)
    for _ in 0..<20 {
      #expect(try pages.get("/assets/a.css", cookie).status == .ok)
      #expect(try pages.get("/sign-in", cookie).status == .ok)
    }
    #expect(try pages.get("/", cookie).status == .ok)
    #expect(try pages.get("/quick", cookie).status == .ok)
    #expect(try pages.get("/", cookie).status == .tooManyRequests)
    let edit = try pages.post("/edit", ["text": "a", "token": token], cookie)
    #expect(edit.status == .tooManyRequests && edit.text.contains("typed a"))
  }

  @Test func aServerThatStartsOrStopsSaysSo() throws {
    let pages = try ServedPages()
    let (cookie, token) = try pages.signIn(.deployer)
    pages.served.service.drain()
    for path in ["/", "/quick", "/nothing", "/assets/a.css"] {
      let answer = try pages.get(path, cookie)
      #expect(answer.status == .serviceUnavailable && answer.text.hasPrefix("page "))
    }
    #expect(try pages.post("/move", ["token": token], cookie).status == .serviceUnavailable)
  }

  @Test func severalCookieFieldsAreOne() throws {
    let pages = try ServedPages(.live)
    let (cookie, _) = try pages.signIn(.reader)
    let connection = try pages.served.connect()
    for lines in ["Cookie: a=b\r\nCookie: \(cookie)\r\n", "Cookie: \(cookie)\r\nCookie: c\r\n"] {
      connection.send("GET /quick HTTP/1.1\r\nHost: \(pages.host)\r\n\(lines)\r\n")
      let answer = try #require(try connection.answer())
      #expect(answer.status == .ok && answer.text.hasPrefix("reader "))
    }
    // What another program on the host has put there refuses nothing.
    var bytes = Array("GET /healthz HTTP/1.1\r\nHost: \(pages.host)\r\nCookie: a=".utf8)
    bytes += [0xff, 0xfe] + Array("\r\n\r\n".utf8)
    connection.send(bytes)
    #expect(try #require(try connection.answer()).status == .ok)
  }
}

extension HTTPResponse {
  /// Expects that another surface answered.
  fileprivate func expectNoPage(at location: SourceLocation = #_sourceLocation) throws {
    #expect(!text.hasPrefix("page "), "\(text)", sourceLocation: location)
  }
}
