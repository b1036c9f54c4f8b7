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

  @Test func whatWasMovedMeanwhileIsPlannedAnew() throws {
    let site = try ServedSite()
    let reply = try site.create("support/reply", "Be brief.\n", "Be kind.\n")
    let browser = try site.browser(.editor)
    let page = try browser.page("/prompts/support/reply/@rollback")
    site.clock.advance(milliseconds: 1_000)
    try site.repository.addVersion(to: reply, template: "Be short.\n")
    let answer = try browser.send(
      "Roll active back to v1", on: page, typing: [("reason", "It was better")])
    #expect(answer.status == .conflict)
    #expect(try site.live(reply) == 3)
    let anew = try answer.page()
    #expect(anew.root.alerts.first?.contains("A user made v3 live") == true)
    #expect(anew.root.value("reason") == "It was better")
    #expect(anew.root.words.contains("v3 → v2"))
  }

  @Test(arguments: Role.allCases) func anEnvironmentNeedsADeployer(_ role: Role) throws {
    let site = try ServedSite()
    let reply = try site.create("support/reply", "Be brief.\n", "Be kind.\n")
    try site.addEnvironments()
    try site.deploy(reply, 1, to: "staging")
    try site.deploy(reply, 2, to: "staging")
    let page = try site.browser(role).page("/prompts/support/reply/@rollback?env=staging").root
    #expect(page.buttons.contains("Roll staging back to v1") == (role >= .deployer))
    let line = "Rolling back needs the role deployer; this key is \(role.rawValue)."
    #expect(page.words.contains(line) == (role < .deployer))
  }
}
