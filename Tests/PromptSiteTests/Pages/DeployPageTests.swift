import APIKeys
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Deploying one version, as a browser without script does it.
@Suite struct DeployPageTests {
  let site: ServedSite
  let reply: PromptName

  init() throws {
    site = try ServedSite()
    reply = try site.create("support/reply", "Be brief, {{name}}.\n", "Be kind, {{name}}.\n")
    try site.addEnvironments()
  }

  private let staging = "/prompts/support/reply/@deploy?to=staging&version=2"
  private let production = "/prompts/support/reply/@deploy?to=production&version=2"

  @Test func whatIsShownGoesLive() throws {
    try site.deploy(reply, 1, to: "staging")
    let browser = try site.browser(.deployer)
    let page = try browser.page(staging)
    #expect(page.root.all("h1").map(\.words) == ["Deploy v2 to staging"])
    #expect(page.root.all("del").map(\.words) == ["removed: brief"])
    #expect(page.root.all("ins").map(\.words) == ["added: kind"])
    #expect(page.root.words.contains("staging takes every version"))
    #expect(page.root.words.contains("v1 → v2"))
    let answer = try browser.send(
      "Deploy v2 to staging", on: page, typing: [("reason", "Kinder")])
    #expect(answer.status == .seeOther)
    #expect(try site.live(reply, "staging") == 2)
    #expect(try site.reason(reply, "staging") == "Kinder")
    let done = try browser.page(try #require(answer.fields[.location]))
    #expect(done.root.words.contains("Kinder"))
    // The form that was sent is sent again: it changes nothing, and says what is live.
    let again = try browser.send("Deploy v2 to staging", on: page)
    #expect(again.status == .conflict)
    #expect(try again.page().root.words.contains("v2 is live in staging already"))
  }

  @Test func theFirstVersionInAnEnvironmentIsNewThere() throws {
    let page = try site.browser(.deployer).page(staging).root
    #expect(page.words.contains("none → v2") && page.words.contains("first time here"))
    #expect(page.words.contains("All of it is new here"))
  }

  @Test(arguments: Role.allCases) func whoMayNotIsToldWhy(_ role: Role) throws {
    let page = try site.browser(role).page(staging).root
    let isAllowed = role >= .deployer
    #expect(page.buttons.contains("Deploy v2 to staging") == isAllowed)
    #expect((page.value("reason") != nil) == isAllowed)
    let line = "Deploying needs the role deployer; this key is \(role.rawValue)."
    #expect(page.words.contains(line) == !isAllowed)
    let token = page.value("token") ?? ""
    let answer = try site.browser(role).post(staging, [("token", token), ("move", "x")])
    // Of another session, so also whoever may deploy has to open the form again.
    #expect(answer.status == .forbidden)
    #expect(try site.live(reply, "staging") == nil)
  }

  @Test func anybodyMayReadWhereThatIsOpen() throws {
    let open = try ServedSite(ServedSite.Options(allowsAnonymousReads: true))
    try open.create("a", "One\n")
    try open.addEnvironments()
    let page = try open.browser(nil).page("/prompts/a/@deploy?to=staging&version=1").root
    #expect(page.words.contains("Deploying needs the role deployer. Sign in"))
    let main = try #require(page.find(id: "main"))
    #expect(
      main.links("Sign in")
        == [
          "/sign-in?to=%2Fprompts%2Fa%2F@deploy%3Fto%3Dstaging%26version%3D1"
        ])
    #expect(!main.buttons.contains { $0.hasPrefix("Deploy") })
    let answer = try open.browser(nil).post("/prompts/a/@deploy?to=staging&version=1", [])
    #expect(answer.status == .unauthorized)
  }

  @Test func whatWasMovedMeanwhileIsPlannedAnewAndTheReasonIsKept() throws {
    try site.deploy(reply, 1, to: "staging")
    let browser = try site.browser(.deployer)
    let page = try browser.page(staging)
    let third = try site.repository.addVersion(to: reply, template: "Be short, {{name}}.\n")
    try site.deploy(reply, third.number, to: "staging")
    let answer = try browser.send(
      "Deploy v2 to staging", on: page, typing: [("reason", "Kinder \"words\" <b>")])
    #expect(answer.status == .conflict)
    #expect(try site.live(reply, "staging") == 3)
    let anew = try answer.page()
    #expect(anew.root.alerts.count == 1)
    #expect(anew.root.alerts[0].contains("nothing was done. A user made v3 live"))
    #expect(anew.root.value("reason") == "Kinder \"words\" <b>")
    #expect(anew.root.all("del").map(\.words) == ["removed: short"])
    // The page that came back can be sent.
    #expect(try browser.send("Deploy v2 to staging", on: anew).status == .seeOther)
    #expect(try site.live(reply, "staging") == 2)
  }

  @Test func aRuleThatDoesNotHoldSaysWhatIsMissing() throws {
    let page = try site.browser(.deployer).page(production).root
    #expect(page.words.contains("'production' takes what was live in 'staging'"))
    #expect(page.links("Deploy it to staging first") == [staging])
    #expect(page.value("move") == nil && page.value("reason") == nil)
    try site.deploy(reply, 2, to: "staging")
    let held = try site.browser(.deployer).page(production).root
    #expect(held.words.contains("production takes only what was live there."))
    #expect(held.buttons.contains("Deploy v2 to production"))
  }

  @Test func aProtectedEnvironmentWantsAReason() throws {
    try site.deploy(reply, 2, to: "staging")
    let browser = try site.browser(.deployer)
    let page = try browser.page(production)
    let field = page.root.all("input").first { $0["name"] == "reason" }
    #expect(field?["required"] != nil)
    let answer = try browser.send(
      "Deploy v2 to production", on: page, typing: [("reason", "  ")])
    #expect(answer.status == .badRequest)
    #expect(try answer.page().root.alerts.first?.contains("say why") == true)
    #expect(try site.live(reply, "production") == nil)
    let done = try browser.send(
      "Deploy v2 to production", on: page, typing: [("reason", "Asked for")])
    #expect(done.status == .seeOther)
    #expect(try site.live(reply, "production") == 2)
  }

  @Test func callersHaveToBeReadyForVariablesOfAProtectedEnvironment() throws {
    try site.deploy(reply, 2, to: "staging")
    try site.deploy(reply, 2, to: "production")
    try site.repository.addVersion(to: reply, template: "Be kind, {{tone}}.\n")
    try site.deploy(reply, 3, to: "staging")
    let browser = try site.browser(.deployer)
    let page = try browser.page("/prompts/support/reply/@deploy?to=production&version=3")
    #expect(page.root.words.contains("Callers have to give a value for tone"))
    #expect(page.root.words.contains("name of v2 is not asked for any more"))
    let boxes = page.root.all("input").filter { $0["name"] == "ready" }
    #expect(boxes.map { $0["value"] } == ["tone", "name"])
    #expect(boxes.allSatisfy { $0["checked"] == nil })
    let half = try browser.send(
      "Deploy v3 to production", on: page, typing: [("reason", "New"), ("ready", "tone")])
    #expect(half.status == .conflict)
    #expect(try site.live(reply, "production") == 2)
    let again = try half.page()
    #expect(again.root.alerts.count == 1 && again.root.value("reason") == "New")
    let ticked = again.root.all("input").filter { $0["name"] == "ready" && $0["checked"] != nil }
    #expect(ticked.map { $0["value"] } == ["tone"])
    let done = try browser.send(
      "Deploy v3 to production", on: again, typing: [("ready", "tone"), ("ready", "name")])
    #expect(done.status == .seeOther)
    #expect(try site.live(reply, "production") == 3)
  }

  @Test func whatThereIsNotIsSaidInWords() throws {
    let browser = try site.browser(.deployer)
    for (query, status, text) in [
      ("to=nowhere&version=2", HTTPStatus.notFound, "nowhere"),
      ("to=staging&version=9", .notFound, "version"),
      ("to=staging&version=two", .badRequest, "the number of a version"),
      ("to=staging&version=0", .badRequest, "the number of a version"),
      ("to=staging&color=2", .badRequest, "color"),
      ("to=staging&to=production", .badRequest, "to"),
    ] {
      let page = try browser.page("/prompts/support/reply/@deploy?\(query)", status)
      #expect(page.root.words.contains(text), "\(query): \(page.root.words)")
    }
    _ = try browser.page("/prompts/support/none/@deploy?to=staging", .notFound)
    let page = try browser.page(staging)
    let token = try #require(page.root.value("token"))
    for move in ["", "2", "2 x y", "2 \(String(repeating: "a", count: 64)) none more"] {
      let answer = browser.post(staging, [("token", token), ("move", move)])
      #expect(answer.status == .badRequest, "\(move)")
    }
    #expect(try site.live(reply, "staging") == nil)
  }

  @Test func archivedPromptsGoNowhere() throws {
    let browser = try site.browser(.deployer)
    let before = try browser.page(staging)
    try site.repository.archive(reply)
    let page = try browser.page(staging).root
    #expect(page.words.contains("'support/reply' is archived"))
    #expect(!page.buttons.contains("Deploy v2 to staging"))
    let answer = try browser.send("Deploy v2 to staging", on: before)
    #expect(answer.status == .conflict)
    #expect(try site.live(reply, "staging") == nil)
    let prompt = try browser.page("/prompts/support/reply").root
    #expect(prompt.links("Deploy to…") == [])
    try site.repository.unarchive(reply)
    try site.deploy(reply, 2, to: "staging")
    let open = try browser.page("/prompts/support/reply").root
    #expect(open.links("Promote to production…").count == 1)
    try site.repository.archive(reply)
    let closed = try browser.page("/prompts/support/reply").root
    #expect(closed.links("Promote to production…") == [])
  }

  @Test func withoutAnEnvironmentThePlacesAreShown() throws {
    try site.deploy(reply, 1, to: "staging")
    let browser = try site.browser(.deployer)
    let page = try browser.page("/prompts/support/reply/@deploy?version=2").root
    #expect(page.links("staging") == [staging] && page.links("production") == [production])
    #expect(page.words.contains("has v1") && page.words.contains("has nothing of it"))
    let bare = try ServedSite()
    try bare.create("a", "One\n")
    let none = try bare.browser(.deployer).page("/prompts/a/@deploy").root
    #expect(none.words.contains("There are no environments"))
  }

  @Test func thePromptsPageLeadsToWhatCanBeDone() throws {
    let browser = try site.browser(.deployer)
    func links() throws -> [[String]] {
      let page = try browser.page("/prompts/support/reply").root
      return ["Deploy to…", "Promote to production…"].map { page.links($0) }
    }
    let deploy = "/prompts/support/reply/@deploy?version=2"
    #expect(try links() == [[deploy], []])
    try site.deploy(reply, 2, to: "staging")
    let promote = "/live/@promote?from=staging&to=production&name=support%2Freply"
    #expect(try links() == [[deploy], [promote]])
    _ = try browser.page(promote)
    try site.deploy(reply, 2, to: "production")
    #expect(try links() == [[], []])
    let old = "/prompts/support/reply/@v1"
    #expect(try browser.page(old).root.links("Deploy to…").count == 1)
    let editor = try site.browser(.editor).page(old).root
    #expect(editor.links("Deploy to…") == [])
    #expect(
      editor.links("Make v1 active…") == ["/prompts/support/reply/@activate?version=1"])
    #expect(try site.browser(.reader).page(old).root.links("Make v1 active…") == [])
  }

  @Test func theMatrixLeadsThereToo() throws {
    try site.deploy(reply, 1, to: "staging")
    let page = try site.browser(.deployer).page("/live").root
    #expect(page.links("Deploy…") == [staging])
    #expect(
      page.links("Promote…")
        == ["/live/@promote?from=staging&to=production&name=support%2Freply"])
    let reader = try site.browser(.editor).page("/live").root
    #expect(reader.links("Deploy…") == [] && reader.links("Promote…") == [])
  }

  @Test(arguments: HostileTexts.markup.filter { !$0.contains("\n") }.prefix(9))
  func textsOfTheLedgerStayTexts(_ text: String)
    throws
  {
    try site.repository.edit(reply) { $0.title = text }
    let browser = try site.browser(.deployer)
    let page = try browser.page(staging)
    let scripts = page.root.all("script").filter { $0["src"] == nil }
    #expect(scripts.isEmpty)
    #expect(page.root.all("b").contains { $0.text == text })
    // The reason comes back as it was typed.
    let answer = try browser.send(
      "Deploy v2 to staging", on: page, typing: [("reason", text), ("move", "2")])
    #expect(answer.status == .badRequest)
    #expect(try answer.page().root.value("reason") == text)
  }
}
