import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Releases, as a browser without script makes and moves them.
@Suite struct ReleasePageTests {
  let site: ServedSite
  let reply: PromptName
  let triage: PromptName

  init() throws {
    site = try ServedSite()
    reply = try site.create("support/reply", "Be brief.\n", "Be kind.\n")
    triage = try site.create("support/triage", "Sort it.\n")
    try site.addEnvironments()
    for name in [reply, triage] { try site.deploy(name, 1, to: "staging") }
  }

  private func make(_ name: String = "spring") throws {
    site.clock.advance(milliseconds: 1_000)
    try site.repository.createRelease(ReleaseName(name), reason: "For \(name)")
  }

  private let toStaging = "/releases/spring/@deploy?to=staging"

  @Test func aReleaseIsMadeDeployedAndTakenBack() throws {
    let browser = try site.browser(.deployer)
    #expect(try browser.page("/releases").root.words.contains("No releases yet."))
    let new = try browser.page("/releases/@new")
    let made = try browser.send(
      "Make the release", on: new, typing: [("name", "spring"), ("reason", "The season")])
    #expect(made.status == .seeOther)
    #expect(try browser.page(try #require(made.fields[.location])).root.words.contains("spring"))
    let release = try site.repository.releases().first
    #expect(release?.members.map(\.name) == [reply, triage])
    #expect(release?.members.map(\.version) == [2, 1])

    let page = try browser.page("/releases/spring").root
    #expect(page.words.contains("2 versions, put together by team"))
    #expect(page.words.contains("“The season”"))
    #expect(page.links("Deploy to staging…") == [toStaging])
    #expect(page.links("Roll back in staging…") == [])

    let rows = page.all("tbody").first?.all("tr") ?? []
    #expect(
      rows.map { $0.all(class: "off").map(\.words) } == [["v1, another than in the release"], []])

    let plan = try browser.page(toStaging)
    #expect(plan.root.words.contains("1 prompt changes. 1 has it already."))
    #expect(plan.root.all("ins").map(\.words) == ["added: kind"])
    let deployed = try browser.send(
      "Deploy spring to staging", on: plan, typing: [("reason", "Off it goes")])
    #expect(deployed.status == .seeOther)
    #expect(try site.live(reply, "staging") == 2)
    #expect(try site.reason(reply, "staging") == "Off it goes")
    #expect(try browser.page("/releases").root.words.contains("live in staging"))
    let done = try browser.page(toStaging).root
    #expect(done.words.contains("All of it is live in staging already."))

    let link = try browser.page("/releases/spring").root.links("Roll back in staging…")
    #expect(link == ["/releases/spring/@rollback?env=staging"])
    let back = try browser.page(link[0])
    #expect(back.root.all("del").map(\.words) == ["removed: kind"])
    let returned = try browser.send("Roll spring back", on: back)
    #expect(returned.status == .seeOther)
    #expect(try site.live(reply, "staging") == 1)
    #expect(try browser.page("/releases").root.words.contains("taken back in staging"))
    // Nothing is live of it any more.
    let gone = try browser.page(link[0], .conflict)
    #expect(gone.root.words.contains("No release is live in 'staging'"))
  }

  @Test func onlyWhatIsTickedIsTaken() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page("/releases/@new")
    let boxes = page.root.all("input").filter { $0["name"] == "take" }
    #expect(boxes.map { $0["value"] } == ["support/reply 2", "support/triage 1"])
    let none = try browser.send(
      "Make the release", on: page, typing: [("name", "one"), ("members", "chosen")])
    #expect(none.status == .badRequest)
    #expect(try none.page().root.alerts.first?.contains("Nothing is ticked") == true)
    let made = try browser.send(
      "Make the release", on: page,
      typing: [("name", "one"), ("members", "chosen"), ("take", "support/reply 2")])
    #expect(made.status == .seeOther)
    #expect(try site.repository.releases().first?.members.map(\.name) == [reply])
  }

  @Test func aNameThatCannotBeIsSaidAndWhatWasTypedIsKept() throws {
    try make("autumn")
    let browser = try site.browser(.deployer)
    let page = try browser.page("/releases/@new")
    for (name, status, text) in [
      ("Spring Sale", HTTPStatus.badRequest, "is not a name for a release"),
      ("\"><script>", .badRequest, "is not a name for a release"),
      ("", .badRequest, "is not a name for a release"),
      ("autumn", .conflict, "There is a release 'autumn' already"),
    ] {
      let answer = try browser.send(
        "Make the release", on: page,
        typing: [
          ("name", name), ("reason", "Why <not>"), ("members", "chosen"),
          ("take", "support/triage 1"),
        ])
      #expect(answer.status == status, "\(name)")
      let again = try answer.page().root
      #expect(again.alerts.first?.contains(text) == true, "\(again.alerts)")
      #expect(again.value("reason") == "Why <not>" && again.value("name") == name)
      let ticked = again.all("input").filter { $0["name"] == "take" && $0["checked"] != nil }
      #expect(ticked.map { $0["value"] } == ["support/triage 1"])
    }
    #expect(try site.repository.releases().map(\.name.rawValue) == ["autumn"])
  }

  @Test func whatBecameActiveMeanwhileIsNotTakenUnseen() throws {
    let browser = try site.browser(.deployer)
    let page = try browser.page("/releases/@new")
    try site.repository.addVersion(to: triage, template: "Sort it well.\n")
    let answer = try browser.send("Make the release", on: page, typing: [("name", "spring")])
    #expect(answer.status == .conflict)
    let anew = try answer.page()
    #expect(anew.root.alerts.first?.contains("Something else is active by now") == true)
    #expect(anew.root.value("name") == "spring")
    #expect(try site.repository.releases().isEmpty)
    #expect(try browser.send("Make the release", on: anew).status == .seeOther)
    #expect(try site.repository.releases().first?.members.map(\.version) == [2, 2])
  }

  @Test func whatWasMovedMeanwhileIsPlannedAnew() throws {
    try make()
    let browser = try site.browser(.deployer)
    let page = try browser.page(toStaging)
    try site.deploy(triage, 1, to: "production")
    try site.repository.addVersion(to: reply, template: "Be short.\n")
    try site.deploy(reply, 3, to: "staging")
    let answer = try browser.send(
      "Deploy spring to staging", on: page, typing: [("reason", "Go")])
    #expect(answer.status == .conflict)
    #expect(try site.live(reply, "staging") == 3)
    let anew = try answer.page()
    #expect(anew.root.value("reason") == "Go" && anew.root.alerts.count == 1)
    #expect(anew.root.all("del").map(\.words) == ["removed: short"])
    #expect(try browser.send("Deploy spring to staging", on: anew).status == .seeOther)
    #expect(try site.live(reply, "staging") == 2)

    let back = try browser.page("/releases/spring/@rollback?env=staging")
    try site.deploy(reply, 3, to: "staging")
    let late = try browser.send("Roll spring back", on: back)
    // Nothing of it can go back by now.
    #expect(late.status == .conflict)
    #expect(try site.live(reply, "staging") == 3)
    let moved = try browser.page("/releases/spring").root
    #expect(moved.words.contains("1 moved on since"))
  }

  @Test func whatCannotGoLiveKeepsAllFromIt() throws {
    try make()
    let browser = try site.browser(.deployer)
    let page = try browser.page("/releases/spring/@deploy?to=production").root
    #expect(page.words.contains("Not all of it can go live, so none of it can."))
    #expect(
      page.links("Deploy it to staging first")
        == ["/prompts/support/reply/@deploy?to=staging&version=2"])
    #expect(!page.buttons.contains { $0.hasPrefix("Deploy spring") })
    try site.deploy(reply, 2, to: "staging")
    let plan = try browser.page("/releases/spring/@deploy?to=production")
    let silent = try browser.send("Deploy spring to production", on: plan)
    #expect(silent.status == .badRequest)
    #expect(try silent.page().root.alerts.first?.contains("say why") == true)
    let made = try browser.send(
      "Deploy spring to production", on: plan, typing: [("reason", "Spring")])
    #expect(made.status == .seeOther)
    #expect(try site.live(reply, "production") == 2)
    #expect(try site.live(triage, "production") == 1)
  }

  @Test func archivedAndDeletedPromptsAreSaid() throws {
    try make()
    try site.repository.archive(triage)
    let browser = try site.browser(.deployer)
    #expect(try browser.page("/releases/spring").root.words.contains("archived"))
    let page = try browser.page(toStaging).root
    #expect(page.words.contains("'support/triage' is archived"))
    let new = try browser.page("/releases/@new").root
    #expect(new.words.contains("The active version of the only prompt"))
    try site.repository.delete(triage, forces: true)
    #expect(try browser.page("/releases/spring").root.words.contains("deleted"))
    let refused = try browser.page(toStaging, .conflict)
    #expect(refused.root.words.contains("Prompt 'support/triage' of release 'spring' was deleted"))
  }

  @Test func aReleaseKnowsItsPromptsUnderTheirNewNames() throws {
    try make()
    try site.repository.rename(reply, to: PromptName("desk/reply"))
    let page = try site.browser(.reader).page("/releases/spring").root
    #expect(page.links("desk/reply") == ["/prompts/desk/reply"])
    #expect(page.links("v2, another than in the release") == [])
  }

  @Test(arguments: Role.allCases) func whoMayNotIsToldWhy(_ role: Role) throws {
    try make()
    let browser = try site.browser(role)
    let isAllowed = role >= .deployer
    for (target, control, line) in [
      ("/releases", "New release", "Making a release"),
      ("/releases/spring", "Deploy to staging…", "Deploying"),
    ] {
      let page = try browser.page(target).root
      #expect((page.links(control).count == 1) == isAllowed, "\(target)")
      let words = "\(line) needs the role deployer; this key is \(role.rawValue)."
      #expect(page.words.contains(words) == !isAllowed, "\(target)")
    }
    for (target, control) in [
      ("/releases/@new", "Make the release"), (toStaging, "Deploy spring to staging"),
    ] {
      let page = try browser.page(target).root
      #expect(page.buttons.contains(control) == isAllowed, "\(target)")
      #expect(page.words.contains("this key is \(role.rawValue).") == !isAllowed)
      #expect(browser.post(target, []).status == .forbidden)
    }
    #expect(try site.live(reply, "staging") == 1)
  }

  @Test func whatThereIsNotIsSaidInWords() throws {
    try make()
    let browser = try site.browser(.deployer)
    for (target, status, text) in [
      ("/releases/none", HTTPStatus.notFound, ""), ("/releases/NO%20NAME", .notFound, ""),
      ("/releases/none/@deploy?to=staging", .notFound, ""),
      ("/releases/spring/@deploy?to=nowhere", .notFound, "nowhere"),
      ("/releases/spring/@deploy", .badRequest, "'to' has to name an environment"),
      ("/releases/spring/@rollback?env=nowhere", .notFound, "nowhere"),
      ("/releases/spring/@rollback?env=staging", .conflict, "No release is live in 'staging'"),
      ("/releases/spring?x=1", .badRequest, "x"),
    ] {
      let page = try browser.page(target, status)
      #expect(page.root.words.contains(text), "\(target): \(page.root.words)")
    }
    let page = try browser.page(toStaging)
    let token = try #require(page.root.value("token"))
    for moves in ["x", "support/reply 2", "support/reply 2 a b", "A 2 a b", ""] {
      let answer = browser.post(toStaging, [("token", token), ("moves", moves)])
      #expect([.badRequest, .conflict].contains(answer.status), "\(moves): \(answer.status)")
    }
    #expect(try site.live(reply, "staging") == 1)
    // Another release is live there.
    try make("autumn")
    try site.repository.deployRelease(ReleaseName("autumn"), to: EnvironmentName("staging"))
    let other = try browser.page("/releases/spring/@rollback?env=staging", .conflict)
    #expect(other.root.words.contains("'autumn' is the release that is live in 'staging'"))
  }

  @Test func thereMayBeNothingToMakeOneOf() throws {
    let bare = try ServedSite()
    let page = try bare.browser(.deployer).page("/releases/@new").root
    #expect(page.words.contains("There is no prompt with an active version"))
    #expect(try bare.browser(.reader).page("/releases").root.words.contains("No releases yet."))
  }
}
