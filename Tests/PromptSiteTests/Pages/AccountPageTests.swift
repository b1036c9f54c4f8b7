import APIKeys
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import PromptSite
import TestSupport
import Testing

/// One's own key and sessions, and the keys of a server.
@Suite struct AccountPageTests {
  let site: ServedSite

  init() throws {
    site = try ServedSite()
    try site.create("a", "One\n")
  }

  private func key(_ role: Role) throws -> APIKey {
    try #require(try site.keys.keys().first { $0.role == role })
  }

  @Test func thePageSaysWhatTheKeyIsAndLeadsFromTheName() throws {
    let browser = try site.browser(.editor)
    #expect(try browser.page("/").root.all(class: "who").first?.links("team") == ["/me"])
    let page = try browser.page("/me").root
    let id = try key(.editor).id
    let facts = page.all(class: "facts").first
    #expect(facts?.all("dd").map(\.words).prefix(3) == [id, "team", "editor"])
    #expect(facts?.all("dd").last?.words == "never")
    #expect(page.words.contains("commit versions and make them active"))
    #expect(page.links("All keys") == [])
    #expect(try site.browser(.admin).page("/me").root.links("All keys") == ["/keys"])
  }

  @Test func oneSessionOfSeveralEnds() throws {
    let first = try site.browser(.editor)
    site.clock.advance(milliseconds: 60_000)
    let second = try site.browser(.editor)
    let stranger = try site.browser(.reader)
    let page = try first.page("/me")
    let rows = page.root.all(class: "places").first?.all("li") ?? []
    // The one that began last comes first.
    #expect(rows.map { $0.words.contains("this one") } == [false, true])
    let answer = try first.send("End it", on: page)
    #expect(answer.status == .seeOther && answer.fields[.location] == "/me")
    #expect(second.get("/").status == .seeOther)
    #expect(second.get("/").fields[.location] == "/sign-in?to=%2F")
    #expect(first.get("/").status == .ok && stranger.get("/").status == .ok)
    #expect(try first.page("/me").root.all(class: "places").first?.all("li").count == 1)
  }

  @Test func nobodyEndsTheSessionOfAnotherKey() throws {
    let (mine, theirs) = (try site.browser(.admin), try site.browser(.reader))
    let page = try theirs.page("/me").root
    let id = try #require(page.all("button").first { $0.words.hasPrefix("Sign out,") }?["value"])
    let token = try #require(try mine.page("/me").root.value("token"))
    #expect(mine.post("/me", [("token", token), ("end", id)]).status == .seeOther)
    #expect(theirs.get("/").status == .ok)
    #expect(mine.post("/me", [("end", id)]).status == .forbidden)
    #expect(mine.post("/me", [("token", token)]).status == .badRequest)
  }

  @Test func theOwnSessionEndsAndTheBrowserForgetsIt() throws {
    let browser = try site.browser(.editor)
    let answer = try browser.send("Sign out, the session", on: browser.page("/me"))
    #expect(answer.fields[.location] == "/sign-in")
    #expect(answer.fields[.setCookie]?.contains("Max-Age=0") == true)
    #expect(browser.get("/").status == .seeOther)
  }

  @Test func allSessionsOfTheKeyEnd() throws {
    let (first, second) = (try site.browser(.editor), try site.browser(.editor))
    let stranger = try site.browser(.reader)
    let answer = try first.send("Sign out everywhere", on: first.page("/me"))
    #expect(answer.fields[.location] == "/sign-in")
    #expect(answer.fields[.setCookie]?.contains("Max-Age=0") == true)
    #expect(first.get("/").status == .seeOther && second.get("/").status == .seeOther)
    #expect(stranger.get("/").status == .ok)
  }

  @Test func readingForAllOpensNeither() throws {
    let open = try ServedSite(ServedSite.Options(allowsAnonymousReads: true))
    for target in ["/me", "/keys", "/keys/key_0123456789abcdef/@revoke"] {
      let answer = open.service.respond(
        to: HTTPRequest(.get, target, fields: [.host: "localhost:8080"]), body: [])
      #expect(answer.status == .seeOther, "\(target)")
      #expect(answer.fields[.location]?.hasPrefix("/sign-in?to=") == true, "\(target)")
    }
  }

  @Test(arguments: Role.allCases) func onlyAdminsSeeKeys(_ role: Role) throws {
    let browser = try site.browser(role)
    let id = try key(.reader).id
    for target in ["/keys", "/keys/\(id)/@revoke"] {
      let answer = browser.get(target)
      #expect(answer.status == (role == .admin ? .ok : .forbidden), "\(target)")
      #expect(answer.text.contains(id) == (role == .admin), "\(target)")
      if role < .admin {
        #expect(answer.text.contains("this needs &#39;admin&#39;"), "\(answer.text)")
      }
    }
    #expect(browser.post("/keys/\(id)/@revoke", []).status == .forbidden)
    #expect(try key(.reader).revokedAt == nil)
  }

  @Test func theKeysAreListedWithoutTheirSecrets() throws {
    let end = Timestamp(milliseconds: site.clock.now.milliseconds + 86_400_000)
    let old = try site.keys.create(
      owner: Owner("desk"), role: .reader, expiresAt: end, now: site.clock.now)
    site.clock.advance(milliseconds: 2 * 86_400_000)
    let answer = try site.browser(.admin).get("/keys")
    for secret in site.secrets.values + [old.secret] {
      #expect(!answer.text.contains(secret.suffix(64)))
    }
    let rows = try answer.page().root.all("tbody").first?.all("tr").map(\.cells) ?? []
    #expect(rows.count == 5)
    let last = try #require(rows.last)
    #expect(last.hasPrefix("\(old.key.id) desk reader"))
    #expect(last.contains("never expired") && !last.contains("Revoke"))
    let own = try #require(rows.first { $0.contains("the one you use") })
    #expect(own.hasPrefix(try key(.admin).id) && own.contains("2025-06-17 active Revoke"))
  }

  @Test func aKeyIsRevokedAndItsSessionsEndAtOnce() throws {
    let (admin, reader) = (try site.browser(.admin), try site.browser(.reader))
    let id = try key(.reader).id
    let list = try admin.page("/keys").root
    #expect(list.links("Revoke \(id)…") == ["/keys/\(id)/@revoke"])
    let page = try admin.page("/keys/\(id)/@revoke")
    #expect(page.root.words.contains("Revoke the reader key of team"))
    #expect(page.root.words.contains("1 browser that is signed in with it is signed out."))
    #expect(page.root.words.contains("It was last used on 2025-06-15."))
    #expect(!page.root.words.contains("you are signed out"))
    #expect(!page.root.words.contains("No other admin key"))
    // Looking changes nothing.
    #expect(reader.get("/").status == .ok)
    let answer = try admin.send("Revoke it", on: page)
    #expect(answer.status == .seeOther && answer.fields[.location] == "/keys")
    #expect(try key(.reader).revokedAt == site.clock.now)
    #expect(reader.get("/").status == .seeOther)
    let again = try admin.page("/keys/\(id)/@revoke").root
    #expect(again.words.contains("revoked already") && !again.buttons.contains("Revoke it"))
    // The form that is sent twice changes nothing.
    site.clock.advance(milliseconds: 5_000)
    #expect(try admin.send("Revoke it", on: page).status == .seeOther)
    #expect(try key(.reader).revokedAt != site.clock.now)
    #expect(try admin.page("/keys").root.words.contains("revoked"))
  }

  @Test func whoRevokesTheOwnKeyIsSignedOut() throws {
    let admin = try site.browser(.admin)
    let page = try admin.page("/keys/\(key(.admin).id)/@revoke")
    #expect(page.root.words.contains("you are signed out"))
    #expect(page.root.words.contains("No other admin key is valid."))
    let answer = try admin.send("Revoke it", on: page)
    #expect(answer.fields[.location] == "/sign-in")
    #expect(answer.fields[.setCookie]?.contains("Max-Age=0") == true)
    #expect(admin.get("/").status == .seeOther)
  }

  @Test func aKeyThatThereIsNotIsNotFound() throws {
    let admin = try site.browser(.admin)
    for id in ["key_0000000000000000", "team", "%3Cscript%3E"] {
      _ = try admin.page("/keys/\(id)/@revoke", .notFound)
    }
    #expect(admin.get("/keys?x=1").status == .badRequest)
    let token = try #require(try admin.page("/me").root.value("token"))
    let answer = admin.post("/keys/key_0000000000000000/@revoke", [("token", token)])
    #expect(answer.status == .notFound)
  }

  @Test func whereTheKeysAreElsewhereThereIsNoPageOfThem() throws {
    let clock = site.clock
    let service = PromptService(
      ServiceConfiguration(
        sessions: SessionFile(beside: site.keys), version: "1.2.3", now: { clock.now }),
      ledgers: Apart(), authenticator: Elsewhere(ring: KeyRing(path: site.keys.path)),
      surfaces: [PromptSite(title: "northwind")])
    try service.prepare()
    let browser = try SiteBrowser(service, secret: try #require(site.secrets[.admin]))
    #expect(try browser.page("/me").root.links("All keys") == [])
    _ = try browser.page("/keys", .notFound)
    _ = try browser.page("/keys/\(key(.reader).id)/@revoke", .notFound)
  }

  @Test func whereOwnersAreApartAnAdminHasTheKeysOfItsOwnerAlone() throws {
    let clock = site.clock
    let stranger = try site.keys.create(
      owner: Owner("others"), role: .admin, expiresAt: nil, now: clock.now)
    let service = PromptService(
      ServiceConfiguration(
        sessions: SessionFile(beside: site.keys), version: "1.2.3", now: { clock.now }),
      ledgers: Apart(), authenticator: KeyRing(path: site.keys.path),
      surfaces: [PromptSite(title: "northwind")])
    try service.prepare()
    let browser = try SiteBrowser(service, secret: stranger.secret)
    let page = try browser.page("/keys").root
    #expect(page.all("tbody").first?.all("tr").count == 1)
    #expect(page.words.contains(stranger.key.id))
    let other = try key(.reader).id
    #expect(!page.words.contains(other))
    _ = try browser.page("/keys/\(other)/@revoke", .notFound)
    let token = try #require(page.value("token"))
    #expect(browser.post("/keys/\(other)/@revoke", [("token", token)]).status == .notFound)
    #expect(try key(.reader).revokedAt == nil)
    // Pages without a ledger have nothing, and do not fail.
    for target in ["/", "/live", "/releases", "/releases/@new", "/activity", "/me"] {
      _ = try browser.page(target)
    }
  }
}

/// Keys that are kept where the server cannot list or end them.
private struct Elsewhere: Authenticator {
  let ring: KeyRing

  func key(presented secret: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    try ring.key(presented: secret, at: now)
  }

  func key(id: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    try ring.key(id: id, at: now)
  }
}

/// No ledger for anybody, as long as nobody writes.
private struct Apart: LedgerSource {
  var open: [Ledger] { [] }

  func ledger(
    owner: Owner?, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> Ledger? { nil }
}
