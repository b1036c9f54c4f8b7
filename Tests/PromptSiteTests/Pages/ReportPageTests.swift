import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// What a review finds of a version, on its page.
@Suite struct ReportPageTests {
  let site: ServedSite
  let reply: PromptName

  init() throws {
    site = try ServedSite()
    reply = try site.create("support/reply", "Answer {{name}}.\n")
    try site.addEnvironments()
  }

  /// A version that is not active.
  private func add(_ template: String) throws {
    site.clock.advance(milliseconds: 1_000)
    try site.repository.addVersion(to: reply, template: template, activates: false)
  }

  private func report(_ number: Int) throws -> ParsedElement {
    try site.browser(.reader).page("/prompts/support/reply/@report/\(number)").root
  }

  @Test func aNewVariableIsAWarningAgainstWhatIsActive() throws {
    try add("Answer {{name}} in {{tone}}.\n")
    let page = try report(2)
    #expect(page.all(class: "note").map(\.words).filter { $0.hasPrefix("1 warning") }.count == 1)
    let findings = page.all(class: "findings").flatMap { $0.all("li") }
    #expect(findings.count == 1)
    #expect(findings.first?.cells.hasPrefix("warning 'tone' is new") == true)
    #expect(findings.first?.words.contains("variable-added") == true)
    #expect(page.all("h2").map(\.words).contains("Against active, v1"))
    #expect(
      page.links("Compare v1 with v2") == ["/prompts/support/reply/@compare?from=1&to=2"])
    #expect(page.all("ins").map(\.words).contains { $0.contains("{{tone}}") })
  }

  @Test func eachPlaceIsComparedWithAndThoseThatHaveItAreNamed() throws {
    try add("Answer {{name}} in {{tone}}.\n")
    try add("Answer {{name}} in {{tone}}, briefly.\n")
    try site.deploy(reply, 1, to: "staging")
    try site.deploy(reply, 1, to: "production")
    try site.deploy(reply, 2, to: "staging")
    let page = try report(2)
    #expect(
      page.all("h2").map(\.words).filter { $0.hasPrefix("Against") }
        == ["Against active, v1", "Against production, v1"])
    #expect(page.words.contains("v2 is what staging has."))
    // The same finding against two places counts once; production asks besides.
    #expect(page.words.contains("1 warning, 1 note: 'tone' is new"))
    #expect(page.words.contains("production (v1): promotion will ask to acknowledge tone"))
    let third = try report(3)
    #expect(third.words.contains("Against staging, v2"))
    #expect(third.words.contains("Callers need not change anything."))
  }

  @Test func theTextItselfIsLookedAt() throws {
    try add("Answer {{name}}.\nHidden \u{202E} here.\n")
    let page = try report(2)
    #expect(page.all("h2").map(\.words).contains("The text of v2"))
    let finding = try #require(
      page.all("li").first { $0.words.hasPrefix("error") }, "\(page.words)")
    #expect(finding.words.contains("U+202E"))
    #expect(
      finding.links("line 2") == ["/prompts/support/reply/@v2?view=exact#L2"])
    #expect(page.all(class: "note").first { $0.words.hasPrefix("1 error") } != nil)
  }

  @Test func aVersionThatIsLiveEverywhereHasNothingAgainstIt() throws {
    let page = try report(1)
    #expect(page.words.contains("Nothing to say of v1."))
    #expect(page.words.contains("v1 is what active has."))
    #expect(page.all(class: "findings").isEmpty)
  }

  @Test func theTabLeadsToTheVersionThatIsLookedAt() throws {
    try add("Answer {{name}} well.\n")
    let browser = try site.browser(.reader)
    for (target, number) in [("", 1), ("/@v2", 2), ("/@v1", 1), ("/@history", 2)] {
      let page = try browser.page("/prompts/support/reply\(target)").root
      #expect(page.links("Report") == ["/prompts/support/reply/@report/\(number)"], "\(target)")
    }
    let own = try report(2).all("a").first { $0.words == "Report" }
    #expect(own?["aria-current"] == "page")
  }

  @Test func namesOfVariablesStayTexts() throws {
    try add("Answer {{name}} and {{<b>bold</b>}} {{\"quoted\"}}.\n")
    let page = try report(2)
    #expect(!page.all("b").contains { $0.words == "bold" })
  }

  @Test func whatThereIsNotIsNotFound() throws {
    let browser = try site.browser(.reader)
    for target in ["support/reply/@report/9", "support/reply/@report/x", "none/@report/1"] {
      _ = try browser.page("/prompts/\(target)", .notFound)
    }
    #expect(browser.get("/prompts/support/reply/@report/1?x=1").status == .badRequest)
    let open = try ServedSite(ServedSite.Options(allowsAnonymousReads: true))
    try open.create("a", "One\n")
    _ = try open.browser(nil).page("/prompts/a/@report/1")
    #expect(try ServedSite().browser(nil).get("/prompts/a/@report/1").status == .seeOther)
  }
}
