import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Making a version active, as a browser without script does it.
@Suite struct ActivatePageTests {
  let site: ServedSite
  let reply: PromptName

  init() throws {
    site = try ServedSite()
    reply = try site.create("support/reply", "Be brief.\n", "Be kind.\n")
  }

  private let first = "/prompts/support/reply/@activate?version=1"

  @Test func theVersionThatIsShownBecomesActive() throws {
    let browser = try site.browser(.editor)
    let page = try browser.page(first)
    #expect(page.root.all("del").map(\.words) == ["removed: kind"])
    let answer = try browser.send("Make v1 active", on: page, typing: [("reason", "Calmer")])
    #expect(answer.status == .seeOther)
    #expect(try site.live(reply) == 1)
    #expect(try site.reason(reply) == "Calmer")
    let now = try browser.page(first).root
    #expect(now.words.contains("v1 is active already."))
    #expect(!now.buttons.contains("Make v1 active"))
  }

  @Test(arguments: Role.allCases) func itNeedsAnEditor(_ role: Role) throws {
    let page = try site.browser(role).page(first).root
    #expect(page.buttons.contains("Make v1 active") == (role >= .editor))
    let line = "Making a version active needs the role editor; this key is reader."
    #expect(page.words.contains(line) == (role < .editor))
    let answer = try site.browser(role).post(first, [("move", "1 a b")])
    #expect(answer.status == .forbidden)
  }

  @Test func whatWasMovedMeanwhileIsPlannedAnew() throws {
    let browser = try site.browser(.editor)
    let page = try browser.page(first)
    site.clock.advance(milliseconds: 1_000)
    try site.repository.addVersion(to: reply, template: "Be short.\n")
    let answer = try browser.send("Make v1 active", on: page, typing: [("reason", "Calmer")])
    #expect(answer.status == .conflict)
    #expect(try site.live(reply) == 3)
    let anew = try answer.page()
    #expect(anew.root.alerts.first?.contains("A user made v3 live") == true)
    #expect(anew.root.value("reason") == "Calmer")
    #expect(anew.root.words.contains("v3 → v1"))
    #expect(try browser.send("Make v1 active", on: anew).status == .seeOther)
    #expect(try site.live(reply) == 1)
  }

  @Test func whatThereIsNotIsSaidInWords() throws {
    let browser = try site.browser(.editor)
    let path = "/prompts/support/reply/@activate"
    for (query, status) in [
      ("", HTTPStatus.badRequest), ("?version=", .badRequest), ("?version=x", .badRequest),
      ("?version=3", .notFound), ("?version=99999999999999999999", .badRequest),
    ] {
      let page = try browser.page(path + query, status)
      #expect(page.root.words.contains("version"), "\(query): \(page.root.words)")
    }
    _ = try browser.page("/prompts/none/@activate?version=1", .notFound)
  }
}
