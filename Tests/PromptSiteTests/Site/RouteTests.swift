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
      case .caller: row.isRead ? row.success : .unauthorized
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
  /// Whether it changes the ledger.
  var changes = false

  var testDescription: String { operation }

  var isRead: Bool { page == nil }

  /// What somebody is answered, by the roles of the design.
  func status(for role: Role?) -> HTTPStatus {
    if door == .open { return success }
    guard let role else { return isRead ? .seeOther : .unauthorized }
    return role >= least ? success : .forbidden
  }

  private static let reply = "/prompts/support/reply"

  /// Every route.
  static let all: [SiteRow] = [
    SiteRow(operation: "web.prompts", target: "/"),
    SiteRow(operation: "web.prompt", target: reply),
    SiteRow(operation: "web.history", target: "\(reply)/@history"),
    SiteRow(operation: "web.compare", target: "\(reply)/@compare?from=1&to=2"),
    SiteRow(operation: "web.rollback", target: "\(reply)/@rollback?env=staging"),
    SiteRow(
      operation: "web.rollsBack", target: "\(reply)/@rollback?env=staging", least: .deployer,
      success: .seeOther, page: "\(reply)/@rollback?env=staging", changes: true),
    SiteRow(operation: "web.live", target: "/live"),
    SiteRow(operation: "web.promote", target: "/live/@promote?from=staging&to=production"),
    SiteRow(
      operation: "web.promotes", target: "/live/@promote?from=staging&to=production",
      least: .deployer, success: .seeOther, page: "/live/@promote?from=staging&to=production",
      changes: true),
    SiteRow(operation: "web.activity", target: "/activity"),
    SiteRow(operation: "web.operation", target: "/activity/OPERATION"),
    SiteRow(operation: "web.undo", target: "/activity/OPERATION/@undo"),
    SiteRow(
      operation: "web.undoes", target: "/activity/OPERATION/@undo", least: .deployer,
      success: .seeOther, page: "/activity/OPERATION/@undo", changes: true),
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
  private let before: [String: ObjectID]

  init(_ row: SiteRow, _ options: ServedSite.Options = ServedSite.Options()) throws {
    self.row = row
    let served = try ServedSite(options)
    let name = try served.create("support/reply", "Be brief.\n", "Be kind.\n")
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    try served.repository.addEnvironment(staging)
    try served.repository.addEnvironment(production)
    try served.repository.deploy(name, .number(1), to: staging)
    try served.repository.deploy(name, .number(1), to: production)
    try served.repository.deploy(name, .number(2), to: staging)
    self.served = served
    let moves = try served.repository.moves(of: .environment(staging), name, limit: 1)
    operation = try #require(moves.first?.operation)
    before = try served.references()
  }

  var target: String {
    get throws {
      var target = row.target.replacing("OPERATION", with: operation.prefix(8))
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
    let path = try #require(row.page).replacing("OPERATION", with: operation.prefix(8))
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
