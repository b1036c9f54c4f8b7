import Markup
import PromptRepo
import PromptSite
import TestSupport
import Testing

/// Names, times, versions and addresses as pages have them.
@Suite struct PartTests {
  private func body(@Content _ content: () -> HTML) throws -> ParsedElement {
    let parsed = try ParsedHTML(
      document(lang: "en") {
        pageTitle("x")
      } content: {
        content()
      }.text)
    #expect(parsed.complaints == [])
    return try #require(parsed.root.all("body").first)
  }

  @Test func timesAreInUTC() throws {
    let root = try body {
      moment(Timestamp(milliseconds: 1_795_857_124_567, offset: 60))
      moment(Timestamp(milliseconds: 0), isAge: true)
      moment(Timestamp(milliseconds: -1))
    }
    let date = try run("date", ["-u", "-d", "@1795857124", "+%Y-%m-%dT%H:%M:%SZ %F %R UTC"]).stdout
    let times = root.all("time")
    #expect("\(times[0]["datetime"] ?? "") \(times[0].text)\n" == date)
    #expect(times[0]["data-age"] == nil && times[1]["data-age"] != nil)
    #expect(times[1].text == "1970-01-01 00:00 UTC")
    #expect(times[2]["datetime"] == "1969-12-31T23:59:59Z")
  }

  @Test func namesBreakBehindTheirSlashes() throws {
    let root = try body { p { promptName("support/mail/reply") } }
    #expect(root.text == "support/mail/reply")
    #expect(root.all("p").first?.children.map(\.name) == ["wbr", "wbr"])
  }

  @Test func versionsSayWhereTheyAreAndWhatDiffers() throws {
    let root = try body {
      p { versionTags([.active, .environment("staging")]) }
      placedVersions([
        PlacedVersion(.active, 7), PlacedVersion(.environment("staging"), 7),
        PlacedVersion(.environment("production"), nil, differsFrom: .environment("staging")),
      ])
    }
    #expect(root.all(class: "tag").map(\.text) == ["active", "staging"])
    #expect(root.all(class: "live").map(\.text) == ["active"])
    let place = try #require(root.all(class: "where").first)
    #expect(place.text == "active v7 staging v7 production none, differs from staging")
    #expect(place.all(class: "off").map(\.text) == ["production none, differs from staging"])
  }

  @Test func hiddenCharactersAreListedAboveAField() throws {
    #expect(hiddenCharacters(in: "plain\ttext\r\n") == nil)
    let root = try body { hiddenCharacters(in: "a\u{200B}b\u{202E}\u{200B}") }
    #expect(
      root.text == "This text has characters that nobody sees: zero width space U+200B 2 times, "
        + "right-to-left override U+202E.")
    let many = String(
      String.UnicodeScalarView(
        (0xE0020...0xE007E as ClosedRange<UInt32>)
          .compactMap(Unicode.Scalar.init)))
    #expect(try body { hiddenCharacters(in: many) }.text.hasSuffix(" and 75 other kinds."))
  }

  @Test(arguments: [
    ("/", "/"), ("/prompts/a/@v7?view=exact", "/prompts/a/@v7?view=exact"),
    ("/live/@promote?from=a&to=b&name=c%2Fd", "/live/@promote?from=a&to=b&name=c%2Fd"),
    ("/activity?since=2026-11-20&actor=a+b", "/activity?since=2026-11-20&actor=a%20b"),
    ("/?q=%C3%A9", "/?q=%C3%A9"),
  ])
  func pagesToGoBackToAreMadeAnew(_ target: String, _ expected: String) {
    #expect(Link(parsing: target)?.text == expected)
  }

  @Test(arguments: [
    "", "//example.com", "///example.com", "/\\example.com", "\\\\example.com", "/%2F/example.com",
    "/%5Cexample.com", "https://example.com/", "https:example.com", "javascript:alert(1)",
    "/prompts/../sign-out", "/prompts/%2e%2e/sign-out", "/prompts/./a", "/sign-out", "/sign-in",
    "/api/v1/llm/prompts", "/assets/x/page.js", "/metrics", "/prompts//a", "/prompts/a/", "prompts",
    "?q=x", "#main", "/live\r\nSet-Cookie: x", "/live%0d%0aSet-Cookie:%20x", "/live%00", "/live%ff",
    "/live%", "/ live", "/\tlive", "/prompts/a\u{202E}\u{0}", "/.", "/..", "/%2e%2e//example.com",
    "/live?a%0ab=c", "/example.com", "@example.com", "/@example.com",
  ])
  func addressesElsewhereAreNone(_ target: String) {
    #expect(Link(parsing: target) == nil)
  }
}
