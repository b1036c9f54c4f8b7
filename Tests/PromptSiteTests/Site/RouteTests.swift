import APIKeys
import HTTPMessages
import PromptRepo
import PromptService
import PromptSite
import TestSupport
import Testing

/// Every route with every role, and every form as others would forge it.
@Suite struct RouteTests {
  @Test func everyRouteIsInTheTable() {
    let routes = Set(PromptSite(title: "x").routes.map(\.operation))
    #expect(routes.symmetricDifference(SiteRow.all.map(\.operation)) == [])
  }

  @Test(arguments: SiteRow.all) func aRoleMayWhatItMay(_ row: SiteRow) throws {
    for role in [nil] + Role.allCases.map(Optional.some) {
      let site = try RowSite(row)
      let answer = try site.answer(as: role)
      #expect(answer.status == row.status(for: role), "\(role?.rawValue ?? "nobody")")
      if role == nil, row.isRead, answer.status == .seeOther {
        #expect(answer.fields[.location]?.hasPrefix("/sign-in?to=") == true)
      }
      let isDone = try site.isChanged()
      #expect(isDone == (row.changes && answer.status == row.success), "\(answer.text)")
    }
  }

  @Test(arguments: SiteRow.all) func whereAllMayReadFormsStayClosed(_ row: SiteRow) throws {
    let site = try RowSite(row, ServedSite.Options(allowsAnonymousReads: true))
    let answer = try site.answer(as: nil)
    let expected: HTTPStatus =
      switch row.door {
      case .open: row.success
      case .caller: row.isRead || row.asks ? row.success : .unauthorized
      case .holder: row.isRead ? .seeOther : .unauthorized
      }
    #expect(answer.status == expected, "\(answer.text)")
    #expect(try !site.isChanged())
  }

  @Test(arguments: SiteRow.all.filter { !$0.isRead && $0.door != .open })
  func aForgedFormDoesNothing(_ row: SiteRow) throws {
    let site = try RowSite(row)
    let browser = try site.served.browser(.admin)
    let target = try site.target
    let form = try site.form(of: browser)
    let token = try #require(form.first { $0.0 == "token" }?.1)
    let other = try site.form(of: site.served.browser(.admin))
    #expect(other.first { $0.0 == "token" }?.1 != token)
    let without = form.filter { $0.0 != "token" }
    let tries: [(String, [(String, String)], HTTPFields)] = [
      ("no token", without, [.secFetchSite: "same-origin"]),
      ("an empty token", without + [("token", "")], [.secFetchSite: "same-origin"]),
      ("another session's token", other, [.secFetchSite: "same-origin"]),
      ("a wrong token before it", [("token", "x")] + form, [.secFetchSite: "same-origin"]),
      ("cross-site", form, [.secFetchSite: "cross-site"]),
      ("same-site", form, [.secFetchSite: "same-site"]),
      ("typed", form, [.secFetchSite: "none"]),
      (
        "cross-site with our origin", form,
        [.secFetchSite: "cross-site", .origin: "http://localhost:8080"]
      ),
      ("another origin", form, [.origin: "http://evil.example"]),
      ("another port", form, [.origin: "http://localhost:8081"]),
      ("another scheme", form, [.origin: "https://localhost:8080"]),
      ("no origin", form, [.origin: "null"]),
      ("neither field", form, [:]),
    ]
    for (name, fields, more) in tries {
      let answer = browser.post(target, fields, more)
      #expect(answer.status == .forbidden, "\(name): \(answer.text)")
      #expect(try !site.isChanged(), "\(name)")
    }
    let foreign = browser.post(
      target, form, [.secFetchSite: "same-origin", .host: "evil.example:8080"])
    #expect(foreign.status.rawValue == 421)
    #expect(try !site.isChanged())
    #expect(browser.post(target, form).status == row.success)
    #expect(try site.isChanged() == row.changes)
    let old = try RowSite(row)
    let gone = try old.served.browser(.admin)
    let kept = try old.form(of: gone)
    old.served.clock.advance(milliseconds: 13 * 3_600_000)
    let late = try gone.post(old.target, kept)
    #expect(late.status == .unauthorized)
    #expect(try !old.isChanged())
  }
}

/// What one route answers.
struct SiteRow: Sendable, CustomTestStringConvertible {
  /// Who may ask.
  enum Door { case open, caller, holder }

  let operation: String
  let target: String
  var door = Door.caller
  /// The least role that gets what it asks for.
  var least = Role.reader
  var success = HTTPStatus.ok
  /// The page that has the form, for a route that takes one.
  var page: String?
  /// What is typed into the form.
  var typing: [(String, String?)] = []
  /// Whether it only asks, though with a form.
  var asks = false
  /// Whether it changes the ledger.
  var changes = false

  var testDescription: String { "\(operation) \(target)" }

  var isRead: Bool { page == nil }

  /// What somebody is answered, by the roles of the design.
  func status(for role: Role?) -> HTTPStatus {
    if door == .open { return success }
    guard let role else { return isRead ? .seeOther : .unauthorized }
    return role >= least ? success : .forbidden
  }

  private static let reply = "/prompts/support/reply"

  private static let undo = "/activity/OPERATION/@undo"
  private static let promotion = "/live/@promote?from=staging&to=production"
  private static let deployment = "/prompts/support/reply/@deploy?to=production&version=2"
  private static let release = "/releases/2026-w10"

  /// A page that reads.
  private static func page(_ operation: String, _ target: String) -> SiteRow {
    SiteRow(operation: operation, target: target)
  }

  /// A form that changes the ledger, on the page of its own address.
  private static func form(
    _ operation: String, _ target: String, _ least: Role, _ typing: [(String, String?)] = []
  ) -> SiteRow {
    SiteRow(
      operation: operation, target: target, least: least, success: .seeOther, page: target,
      typing: typing, changes: true)
  }

  /// Every route.
  static let all: [SiteRow] = [
    page("web.prompts", "/"),
    page("web.prompt", reply),
    page("web.prompt", "\(reply)/@v1?view=exact"),
    page("web.prompt", "\(reply)/@v1/raw"),
    page("web.history", "\(reply)/@history"),
    page("web.compare", "\(reply)/@compare?from=1&to=2"),
    page("web.report", "\(reply)/@report/2"),
    SiteRow(operation: "web.permalink", target: "/p/PROMPT", success: HTTPStatus(rawValue: 302)),
    SiteRow(
      operation: "web.permalinkToVersion", target: "/p/PROMPT/v1",
      success: HTTPStatus(rawValue: 302)),
    SiteRow(operation: "web.try", target: "\(reply)/@try", success: .seeOther),
    SiteRow(operation: "web.tries", target: "\(reply)/@try", page: reply, asks: true),
    page("web.rollback", "\(reply)/@rollback?env=staging"),
    form("web.rollsBack", "\(reply)/@rollback?env=staging", .deployer),
    page("web.activate", "\(reply)/@activate?version=1"),
    form("web.activates", "\(reply)/@activate?version=1", .editor),
    page("web.deploy", deployment),
    form("web.deploys", deployment, .deployer),
    page("web.live", "/live"),
    page("web.promote", promotion),
    form("web.promotes", promotion, .deployer),
    page("web.releases", "/releases"),
    page("web.release", release),
    page("web.newRelease", "/releases/@new"),
    form("web.makesRelease", "/releases/@new", .deployer, [("name", "2026-w11")]),
    page("web.deployRelease", "\(release)/@deploy?to=staging"),
    form("web.deploysRelease", "\(release)/@deploy?to=staging", .deployer),
    page("web.rollBackRelease", "\(release)/@rollback?env=production"),
    form("web.rollsBackRelease", "\(release)/@rollback?env=production", .deployer),
    page("web.activity", "/activity"),
    page("web.activityAsCSV", "/activity.csv"),
    page("web.operation", "/activity/OPERATION"),
    page("web.undo", undo),
    form("web.undoes", undo, .deployer),
    SiteRow(operation: "web.me", target: "/me", door: .holder),
    SiteRow(
      operation: "web.endsSessions", target: "/me", door: .holder, success: .seeOther, page: "/me",
      typing: [("end", "all")]),
    SiteRow(operation: "web.keys", target: "/keys", door: .holder, least: .admin),
    SiteRow(operation: "web.revoke", target: "/keys/KEY/@revoke", door: .holder, least: .admin),
    SiteRow(
      operation: "web.revokes", target: "/keys/KEY/@revoke", door: .holder, least: .admin,
      success: .seeOther, page: "/keys/KEY/@revoke"),
    SiteRow(operation: "web.signIn", target: "/sign-in", door: .open),
    SiteRow(
      operation: "web.signsIn", target: "/sign-in", door: .open, success: .seeOther,
      page: "/sign-in",
      typing: [("key", "SECRET")]),
    SiteRow(operation: "web.signOut", target: "/sign-out", success: .seeOther, page: "/"),
    SiteRow(operation: "web.asset", target: "ASSET", door: .open),
  ]
}

/// A server in which every row has something to do.
private struct RowSite {
  let served: ServedSite
  let row: SiteRow
  private let operation: String
  private let promptID: String
  private let keyID: String
  private let before: [String: ObjectID]

  init(_ row: SiteRow, _ options: ServedSite.Options = ServedSite.Options()) throws {
    self.row = row
    let served = try ServedSite(options)
    let name = try served.create("support/reply", "Be brief.\n", "Be kind.\n")
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    try served.repository.addEnvironment(staging)
    try served.repository.addEnvironment(production)
    try served.repository.deploy(name, .number(1), to: staging)
    try served.repository.deploy(name, .number(2), to: production)
    let release = try ReleaseName("2026-w10")
    try served.repository.createRelease(release, [DeploymentRequest(name, .number(1))])
    try served.repository.deployRelease(release, to: production)
    try served.repository.deploy(name, .number(2), to: staging)
    promptID = try served.repository.existing(name).record.id.description
    keyID = try #require(served.keys.keys().first { $0.role == .reader }?.id)
    self.served = served
    let moves = try served.repository.moves(of: .environment(staging), name, limit: 1)
    operation = try #require(moves.first?.operation)
    before = try served.references()
  }

  private func filled(_ target: String) -> String {
    target.replacing("OPERATION", with: operation.prefix(8)).replacing("PROMPT", with: promptID)
      .replacing("KEY", with: keyID)
  }

  var target: String {
    get throws {
      var target = filled(row.target)
      if target == "ASSET" {
        let page = SiteBrowser(served.service).get("/sign-in").text
        let address = try #require(page.firstMatch(of: #/href="(/assets/[^"]*\.css)"/#))
        target = String(address.1)
      }
      return target
    }
  }

  /// Whether something in the ledger is not as it was.
  func isChanged() throws -> Bool { try served.references() != before }

  /// What the form holds that a browser gets with the page of its route.
  func form(of browser: SiteBrowser) throws -> [(String, String)] {
    let path = filled(try #require(row.page))
    let page = try browser.page(path)
    let target = try target
    let form = try #require(
      page.root.all("form").first { form in
        // A page may know the operation's id whole.
        form["method"] == "post"
          && (form["action"] ?? path).replacing(operation, with: operation.prefix(8)) == target
      },
      "no form for \(target)")
    let secret = served.secrets[.reader] ?? ""
    return form.fields(
      typing: row.typing.map { ($0, $1?.replacing("SECRET", with: secret)) })
  }

  /// What a role is answered; a form comes with the fields that somebody gets who may do it, and
  /// with the token of who sends it.
  func answer(as role: Role?) throws -> HTTPResponse {
    let browser = try served.browser(role)
    guard row.page != nil else { return browser.get(try target) }
    let filler = try served.browser(row.door == .open ? nil : .admin)
    var form = try form(of: filler).filter { $0.0 != "token" }
    if role != nil { form.append(("token", try browser.token())) }
    return browser.post(try target, form)
  }
}
