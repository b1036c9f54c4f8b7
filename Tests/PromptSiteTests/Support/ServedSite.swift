import APIKeys
import HTTPMessages
import MemoryStore
import Platform
import PromptRepo
import PromptService
import PromptSite
import TestSupport
import Testing

/// The pages over a ledger in memory, with a key of each role, and the browsers that look at them.
final class ServedSite {
  let service: PromptService
  let repository: Repository
  let keys: KeyFile
  let clock = TestClock()
  /// The secrets of the keys by role.
  private(set) var secrets: [Role: String] = [:]
  private let directory: TemporaryDirectory
  private let store: MemoryStore

  /// How a site differs from the usual one.
  struct Options {
    var allowsAnonymousReads = false
    /// The folder of keys and sessions of another server; `nil` for a new one.
    var folder: TemporaryDirectory?
    var store = MemoryStore()
  }

  init(_ options: Options = Options()) throws {
    let clock = clock
    store = options.store
    directory = try options.folder ?? TemporaryDirectory()
    keys = KeyFile(directory.appending("keys.json"))
    if options.folder == nil {
      for role in Role.allCases {
        secrets[role] = try keys.create(
          owner: Owner("team"), role: role, expiresAt: nil, now: clock.now
        ).secret
      }
    }
    repository = Repository(
      store: options.store, author: Author(name: "A user", email: "user@example.com"),
      now: { clock.now })
    service = PromptService(
      ServiceConfiguration(
        maximumBody: ServiceConfiguration.defaultMaximumBody, requestsPerMinute: nil,
        allowsAnonymousReads: options.allowsAnonymousReads, hosts: nil,
        sessions: SessionFile(beside: keys), origin: nil, isSecure: false, version: "1.2.3",
        now: { clock.now }),
      ledgers: SingleLedger(Ledger(options.store)), authenticator: KeyRing(path: keys.path),
      surfaces: [PromptSite(title: "northwind")], advice: [])
    try service.prepare()
  }

  /// Creates a prompt with versions, all of which are active in turn, as another program does.
  @discardableResult
  func create(_ name: String, _ templates: String...) throws -> PromptName {
    let name = try PromptName(name)
    for (index, template) in templates.enumerated() {
      clock.advance(milliseconds: 1_000)
      if index == 0 {
        try repository.create(name, template: template)
      } else {
        try repository.addVersion(to: name, template: template)
      }
    }
    return name
  }

  /// What every reference of the ledger points at.
  func references() throws -> [String: ObjectID] {
    let all = try store.references(under: "refs/", after: nil, limit: nil)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name.rawValue, $0.target) })
  }

  /// A browser with the session of a role's key; without one for `nil`.
  func browser(
    _ role: Role?, at location: SourceLocation = #_sourceLocation
  ) throws -> SiteBrowser {
    guard let role else { return SiteBrowser(service) }
    return try SiteBrowser(
      service, secret: #require(secrets[role], sourceLocation: location), at: location)
  }
}

/// A browser without script: it keeps its cookie, and sends the forms that are on a page.
final class SiteBrowser {
  private let service: PromptService
  private(set) var cookie: String?

  /// A browser that is not signed in.
  init(_ service: PromptService) {
    self.service = service
  }

  /// A browser that is signed in with a key.
  init(
    _ service: PromptService, secret: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    self.service = service
    let answer = post("/sign-in", [("key", secret)])
    try #require(answer.status == .seeOther, "\(answer.text)", sourceLocation: location)
    let field = try #require(answer.fields[.setCookie], sourceLocation: location)
    cookie = String(field.prefix { $0 != ";" })
  }

  /// Asks for a page.
  func get(
    _ target: String, _ more: HTTPFields = HTTPFields(), method: HTTPMethod = .get
  ) -> HTTPResponse {
    service.respond(to: HTTPRequest(method, target, fields: fields(more)), body: [])
  }

  /// Sends fields as a form of this site does.
  func post(
    _ target: String, _ form: [(String, String)],
    _ more: HTTPFields = [.secFetchSite: "same-origin"]
  ) -> HTTPResponse {
    let body = form.map { name, value in
      "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
    }.joined(separator: "&")
    var fields = fields(more)
    if fields[.contentType] == nil { fields[.contentType] = FormFields.mediaType }
    return service.respond(to: HTTPRequest(.post, target, fields: fields), body: Array(body.utf8))
  }

  /// What makes sure that a form comes from this session.
  func token() throws -> String {
    let field = try page("/").root.all("input").first { $0["name"] == "token" }
    return try #require(field?["value"])
  }

  private func fields(_ more: HTTPFields) -> HTTPFields {
    var fields = more
    if fields[.host] == nil { fields[.host] = "localhost:8080" }
    if let cookie, fields[.cookie] == nil { fields[.cookie] = cookie }
    return fields
  }

  /// Asks for a page and reads it as browsers do.
  func page(
    _ target: String, _ status: HTTPStatus = .ok, at location: SourceLocation = #_sourceLocation
  ) throws -> ParsedHTML {
    let answer = get(target)
    #expect(answer.status == status, "\(target): \(answer.text)", sourceLocation: location)
    return try answer.page(at: location)
  }

  /// Sends the form with a button as a browser does: with what its fields hold, or what is typed.
  ///
  /// - Parameter typed: What is typed into fields, or which boxes are ticked (`nil` unticks all of a
  ///   name).
  func send(
    _ button: String, on page: ParsedHTML, from target: String = "/",
    typing typed: [(String, String?)] = [], at location: SourceLocation = #_sourceLocation
  ) throws -> HTTPResponse {
    let form = try #require(
      page.root.all("form").first { form in
        form.all("button").contains { $0.words.contains(button) || $0["aria-label"] == button }
      }, "no form with the button '\(button)' in \(page.root.words)", sourceLocation: location)
    let pressed = form.all("button").first {
      $0.words.contains(button) || $0["aria-label"] == button
    }
    // A browser sends the button that was pressed along, where it has a name.
    let own = pressed?["name"].map { [($0, pressed?["value"] ?? "")] } ?? []
    return post(form["action"] ?? target, form.fields(typing: typed) + own)
  }
}

extension HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as a page, in which the parser finds nothing to complain of.
  func page(at location: SourceLocation = #_sourceLocation) throws -> ParsedHTML {
    let page = try ParsedHTML(text)
    #expect(page.complaints == [], sourceLocation: location)
    return page
  }
}

extension ParsedElement {
  /// The text in it with one blank between words.
  var words: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// What a browser sends of a form, with what is typed into it.
  func fields(typing typed: [(String, String?)] = []) -> [(String, String)] {
    var fields: [(String, String)] = []
    for field in all {
      guard let name = field["name"], !typed.contains(where: { $0.0 == name }) else { continue }
      switch field.name {
      case "textarea": fields.append((name, field.text))
      case "select":
        let options = field.all("option")
        let chosen = options.first { $0["selected"] != nil } ?? options.first
        if let chosen { fields.append((name, chosen["value"] ?? chosen.text)) }
      case "input" where ["checkbox", "radio"].contains(field["type"]):
        if field["checked"] != nil { fields.append((name, field["value"] ?? "on")) }
      case "input": fields.append((name, field["value"] ?? ""))
      default: break
      }
    }
    return fields + typed.compactMap { name, value in value.map { (name, $0) } }
  }
}
