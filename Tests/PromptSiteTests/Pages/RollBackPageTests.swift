import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// The way back, as a browser without script goes it.
@Suite struct RollBackPageTests {
  @Test func twoStepsPutItBack() throws {
    let site = try ServedSite()
    try site.create("support/reply", "Be brief.\n", "Be kind.\n")
    let browser = try site.browser(.editor)
    let page = try browser.page("/prompts/support/reply/@rollback")
    #expect(page.root.all("del").map(\.words) == ["removed: kind"])
    #expect(page.root.all("ins").map(\.words) == ["added: brief"])
    let answer = try browser.send("Roll active back to v1", on: page)
    #expect(answer.status == .seeOther)
    let done = try browser.page(try #require(answer.fields[.location]))
    #expect(done.root.words.contains("support/reply"))
  }
}
