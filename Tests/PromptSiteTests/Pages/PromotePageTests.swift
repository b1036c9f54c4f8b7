import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Promoting prompts from one environment to the next, as a browser without script does it.
@Suite struct PromotePageTests {
  let site: ServedSite
  let reply: PromptName
  let triage: PromptName
  private let target = "/live/@promote?from=staging&to=production"

  init() throws {
    site = try ServedSite()
    reply = try site.create("support/reply", "Be brief.\n", "Be kind.\n")
    triage = try site.create("support/triage", "Sort {{message}}.\n", "Sort {{mail}}.\n")
    try site.addEnvironments()
    for name in [reply, triage] {
      try site.deploy(name, 1, to: "staging")
      try site.deploy(name, 1, to: "production")
      try site.deploy(name, 2, to: "staging")
    }
  }

  /// What a box that takes a prompt along sends.
  private func box(_ name: PromptName, on page: ParsedHTML) throws -> String {
    try #require(
      page.root.all("input").compactMap { $0["value"] }.first { $0.hasPrefix("\(name) ") })
  }

  @Test func whatIsTickedGoesAndTheRestStays() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page(target)
    #expect(page.root.words.contains("2 prompts differ."))
    let answer = try browser.send(
      "Promote 2 prompts to production", on: page,
      typing: [("take", try box(reply, on: page)), ("reason", "Kinder")])
    #expect(answer.status == .seeOther)
    #expect(try site.live(reply, "production") == 2)
    #expect(try site.live(triage, "production") == 1)
    #expect(try site.reason(reply, "production") == "Kinder")
  }

  @Test func callersHaveToBeReadyAndWhatWasTickedStays() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page(target)
    let taken = try box(triage, on: page)
    let half = try browser.send(
      "Promote 2 prompts to production", on: page,
      typing: [("take", taken), ("reason", "Mail"), ("ready", "mail")])
    #expect(half.status == .conflict)
    let again = try half.page()
    #expect(again.root.alerts.first?.hasPrefix("Nothing was done. Version 2 of prompt") == true)
    let ticked = again.root.all("input").filter { $0["checked"] != nil }.map { $0["value"] }
    #expect(ticked == [taken, "mail"])
    #expect(again.root.value("reason") == "Mail")
    #expect(again.root.buttons.contains("Promote 1 prompt to production"))
    let done = try browser.send(
      "Promote 1 prompt to production", on: again,
      typing: [("ready", "mail"), ("ready", "message")])
    #expect(done.status == .seeOther)
    #expect(try site.live(triage, "production") == 2)
    #expect(try site.live(reply, "production") == 1)
  }

  @Test func whatTheSourceHasNoMoreIsNotPromoted() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page(target)
    let third = try site.repository.addVersion(to: reply, template: "Be short.\n")
    try site.deploy(reply, third.number, to: "staging")
    let answer = try browser.send(
      "Promote 2 prompts to production", on: page,
      typing: [("take", try box(reply, on: page)), ("reason", "Kinder")])
    #expect(answer.status == .conflict)
    #expect(try site.live(reply, "production") == 1)
    let anew = try answer.page().root
    #expect(anew.alerts.count == 1 && anew.value("reason") == "Kinder")
    #expect(anew.all("ins").map(\.words).contains("added: short"))
  }

  @Test func nothingTickedAndNoReasonAreSaid() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page(target)
    for (typed, text) in [
      ([("take", nil), ("reason", "x")], "Nothing is ticked"),
      ([("take", try box(reply, on: page)), ("reason", "")], "say why"),
    ] as [([(String, String?)], String)] {
      let answer = try browser.send("Promote 2 prompts to production", on: page, typing: typed)
      #expect(answer.status == .badRequest)
      #expect(try answer.page().root.alerts.first?.contains(text) == true)
    }
    #expect(try site.live(reply, "production") == 1)
  }

  @Test(arguments: Role.allCases) func whoMayNotHasNoBoxes(_ role: Role) throws {
    let page = try site.browser(role).page(target).root
    let boxes = page.all("input").filter { $0["type"] == "checkbox" }
    // Two prompts, and two variables of one of them.
    #expect(boxes.count == (role >= .deployer ? 4 : 0))
    let line = "Promoting needs the role deployer; this key is \(role.rawValue)."
    #expect(page.words.contains(line) == (role < .deployer))
  }

  @Test func onlyThePromptsThatAreNamedAreShown() throws {
    let third = try site.create("support/third", "One\n")
    try site.deploy(third, 1, to: "staging")
    let browser = try site.browser(.deployer)
    func boxes(_ query: String) throws -> [String?] {
      try browser.page(target + query).root.all("input").filter { $0["name"] == "take" }
        .map { $0["value"]?.split(separator: " ").first.map(String.init) }
    }
    #expect(try boxes("") == ["support/reply", "support/third", "support/triage"])
    #expect(try boxes("&name=support%2Freply") == ["support/reply"])
    let two = "&name=support/third&name=support/reply"
    #expect(try boxes(two) == ["support/third", "support/reply"])
    // Sent, it is about those two as well.
    let page = try browser.page(target + two)
    let answer = try browser.send("Promote 2 prompts to production", on: page)
    #expect(answer.status == .badRequest)
    #expect(try answer.page().root.all("input").count { $0["name"] == "take" } == 2)
  }

  @Test func whatThereIsNotIsSaidInWords() throws {
    let browser = try site.browser(.deployer)
    for (query, status, text) in [
      ("?from=staging&to=production&name=none", HTTPStatus.notFound, "prompt"),
      ("?from=staging&to=production&name=%3Cb%3E", .notFound, "prompt"),
      ("?from=staging&to=nowhere", .notFound, "nowhere"),
      ("?from=staging", .badRequest, "'to' has to name an environment"),
      ("?from=staging&to=staging", .badRequest, "cannot be promoted to itself"),
      ("?from=staging&to=staging&to=production", .badRequest, "to"),
    ] {
      let page = try browser.page("/live/@promote\(query)", status).root
      #expect(page.words.contains(text), "\(query): \(page.words)")
    }
  }
}
