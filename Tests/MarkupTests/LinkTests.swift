import CanonicalJSON
import Markup
import TestSupport
import Testing

/// Addresses stay on the server that the page is from.
@Suite struct LinkTests {
  @Test func addressesAreMadeOfTheirComponents() {
    let prompt = Link("prompts").name("support/reply")
    #expect(Link.root.text == "/")
    #expect(prompt.text == "/prompts/support/reply")
    #expect(prompt.at("@history").text == "/prompts/support/reply/@history")
    #expect(
      prompt.at("@compare").query("from", "6").query("to", nil).query("q", "a b&c=d+é/?#").text
        == "/prompts/support/reply/@compare?from=6&q=a%20b%26c%3Dd%2B%C3%A9%2F%3F%23")
    #expect(prompt.component("a/b?c#d").text == "/prompts/support/reply/a%2Fb%3Fc%23d")
    #expect(prompt.place("L1").text == "/prompts/support/reply#L1")
    #expect(Link(onThisPage: "main").text == "#main")
    #expect(Link("assets", "page.css").text == "/assets/page.css")
    #expect(Link("a") == Link("a") && Link("a") != Link("b"))
  }

  @Test func noComponentLeadsElsewhere() {
    for text in ["", ".", ".."] {
      #expect(Link("prompts").component(text).text == "/prompts")
      #expect(Link.root.component(text).name("//example.com").text == "/example.com")
    }
    #expect(Link("prompts").name("a//b/../../c/.").text == "/prompts/a/b/c")
    #expect(Link("//example.com").text == "/%2F%2Fexample.com")
    #expect(Link.root.component("\\\\example.com").text == "/%5C%5Cexample.com")
    #expect(Link.root.component("javascript:x").text == "/javascript%3Ax")
  }

  /// Python joins what was made with an address of the server, as a browser does with a link.
  @Test func everyAddressIsOfTheSameServer() throws {
    // JSON of ours has no NUL, and neither has a text of a ledger or of a request.
    let hostile =
      (HostileMarkup.all + HostileTexts.all).filter { !$0.utf8.contains(0) } + [
        "//example.com", "/\\example.com", "\\\\example.com", "https://example.com", "@example.com",
        ":80", "..", "../..", "%2e%2e", "%2F%2Fexample.com", "?", "#", "\t//example.com", ";",
      ]
    let links = hostile.flatMap { text in
      [
        Link.root.component(text), Link.root.name(text), Link("prompts").component(text).at("@try"),
        Link("live").query("q", text), Link("live").place(text), Link(onThisPage: text),
      ]
    }
    let program = """
      from urllib.parse import urljoin, urlsplit, unquote, parse_qsl
      answer = []
      for link in data:
        whole = urljoin("https://own.example/here/page", link)
        parts = urlsplit(whole)
        q = parse_qsl(parts.query, keep_blank_values=True)
        answer.append([parts.scheme, parts.netloc, parts.path, q[0][1] if q else None])
      """
    let answer =
      try PythonPackages.run(
        program, on: .array(links.map { .string($0.text) })
      ).array ?? []
    try #require(answer.count == links.count)
    for (index, parts) in answer.enumerated() {
      let parts = parts.array ?? []
      #expect(parts.prefix(2).map(\.string) == ["https", "own.example"])
      let path = parts[2].string ?? ""
      #expect(path.hasPrefix("/") && !path.hasPrefix("//"))
      #expect(links[index].text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x5C })
      if index % 6 == 3 {
        #expect(parts[3].string?.utf8.elementsEqual(hostile[index / 6].utf8) == true)
      }
    }
  }

  @Test(arguments: [
    ([""], "/"), (["prompts", "a", "b"], "/prompts/a/b"), (["live"], "/live"),
    (["prompts", "é/ö"], "/prompts/%C3%A9%2F%C3%B6"), (["prompts", "%2e"], "/prompts/%252e"),
  ])
  func addressesOfRequestsAreMadeAnew(_ path: [String], _ expected: String) {
    let link = Link(path: path, query: [], below: ["prompts", "live"])
    #expect(link?.text == expected)
    let asked = Link(path: path, query: [("q", "a b"), ("q", "&")], below: ["prompts", "live"])
    #expect(asked?.text == "\(expected)?q=a%20b&q=%26")
  }

  @Test(arguments: [
    [], ["", "example.com"], ["", ""], ["prompts", ""], ["prompts", "", "x"], ["prompts", ".."],
    ["prompts", "."], ["..", "prompts"], ["unknown"], ["api", "v1"], ["Prompts"], ["prompts\n"],
    ["prompts", "a\u{7F}"], ["prompts", "a\rb"], ["prompts", "\u{0}"], ["prompts", "\u{85}"],
    ["\\example.com"], ["prompts\u{301}"],
  ])
  func addressesThatLeadElsewhereAreNone(_ path: [String]) {
    #expect(Link(path: path, query: [], below: ["prompts", "live"]) == nil)
  }

  @Test func aQueryWithControlCharactersInANameIsNone() {
    #expect(Link(path: ["live"], query: [("a\nb", "x")], below: ["live"]) == nil)
    #expect(
      Link(path: ["live"], query: [("a", "x\ny")], below: ["live"])?.text == "/live?a=x%0Ay")
  }
}
