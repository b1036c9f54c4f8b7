import APIKeys
import HTTPMessages
import MemoryStore
import Platform
import PromptRepo
import PromptService
import TestSupport
import Testing

/// A surface for browsers that says in plain text what it was told.
struct PageStub: Surface {
  let name = "stub"
  let credentials: [CredentialForm] = [.session]
  let roots = ["/"]
  let passesOverLastSlash = true

  var routes: [Route] {
    [
      .page(PathTemplate("/"), "stub.home", query: ["q"]) { request in
        PageStub.page("home \(PageStub.who(request))").tagged(for: request.fields)
      },
      .quickPage(PathTemplate("/quick"), "stub.quick") { PageStub.page(PageStub.who($0)) },
      .page(PathTemplate("/me"), "stub.me", access: .holder) { request in
        let sessions = try request.sessions().map(\.id)
        return PageStub.page(sessions.joined(separator: " "))
      },
      .asset(PathTemplate("/assets/a.css"), "stub.asset") { _ in PageStub.page("a {}") },
      .page(PathTemplate("/sign-in"), "stub.signIn", access: .anyone) { request in
        PageStub.page("sign in \(PageStub.who(request))")
      },
      .form(PathTemplate("/sign-in"), "stub.signsIn", access: .anyone, limit: 1_024) {
        let made = try $0.signIn($1["key"] ?? "")
        return HTTPResponse(.seeOther, fields: [.location: "/", .setCookie: made.cookie])
      },
      .form(PathTemplate("/sign-out"), "stub.signOut") { request, _ in
        var fields: HTTPFields = [.location: "/sign-in", .setCookie: try request.signOut()]
        fields.append(.setCookie, "other=; Max-Age=0")
        fields[.clearSiteData] = "\"cache\""
        return HTTPResponse(.seeOther, fields: fields)
      },
      .form(PathTemplate("/sign-out-all"), "stub.signOutAll") { request, _ in
        let ended = try request.endAllSessions()
        return HTTPResponse(
          .seeOther, fields: [.location: "/sign-in", .setCookie: ended.cookie],
          body: Array("\(ended.count)".utf8))
      },
      .form(PathTemplate("/end"), "stub.end") { request, form in
        try request.endSession(form["id"] ?? "")
        return PageStub.page("ended")
      },
      .form(PathTemplate("/edit"), "stub.edit", role: .editor, keepsText: true) { request, form in
        guard form["text"] != "taken" else { throw ServiceError.lostRace }
        return PageStub.page("\(PageStub.who(request)) wrote \(form["text"] ?? "")")
      },
      .form(PathTemplate("/move"), "stub.move", role: .deployer) { request, _ in
        PageStub.page("\(PageStub.who(request)) moved")
      },
      .form(PathTemplate("/try"), "stub.try", isRead: true) { request, form in
        PageStub.page("\(PageStub.who(request)) tried \(form["x"] ?? "")")
      },
    ]
  }

  func response(to error: ServiceError) -> HTTPResponse {
    HTTPResponse(HTTPStatus(rawValue: 418), body: Array("\(error.kind)".utf8))
  }

  func response(to error: ServiceError, for request: HTTPRequest) -> HTTPResponse {
    let status: Int =
      switch error.kind {
      case .unauthenticated: 401
      case .forbidden: 403
      case .misdirected: 421
      case .notFound: 404
      case .method: 405
      case .conflict: 409
      case .tooLarge: 413
      case .mediaType: 415
      case .rateLimit: 429
      case .failure: 500
      case .unavailable: 503
      case .invalid, .rule: 400
      }
    return HTTPResponse(
      HTTPStatus(rawValue: status), body: Array("page \(request.target): \(error.kind)".utf8))
  }

  func response(to refused: RefusedForm) -> HTTPResponse {
    var answer = response(to: refused.error, for: refused.request)
    let token = refused.caller?.signedIn?.formToken ?? "none"
    answer.body += Array("; typed \(refused.form["text"] ?? "nothing"); token \(token)".utf8)
    return answer
  }

  private static func page(_ text: String) -> HTTPResponse {
    HTTPResponse(.ok, fields: [.contentType: "text/html; charset=utf-8"], body: Array(text.utf8))
  }

  private static func who(_ request: ServiceRequest) -> String {
    let key = request.caller.key?.role.rawValue ?? "nobody"
    return "\(key) \(request.signedIn?.formToken ?? "-")"
  }
}

/// A service with pages, and the browsers that look at them.
final class ServedPages {
  let served: Served
  let file: SessionFile
  private let directory: TemporaryDirectory

  init(
    _ transport: Transport = .memory, _ options: Served.Options = Served.Options(),
    on store: MemoryStore = MemoryStore()
  ) throws {
    directory = try TemporaryDirectory()
    file = SessionFile(directory.appending("sessions.json"))
    var options = options
    options.sessions = file
    options.surfaces += [PageStub()]
    served = try Served(transport, open: { store }, options)
  }

  /// The authority that a browser asks for.
  var host: String { served.transport == .live ? "127.0.0.1:\(served.port)" : "localhost:8080" }

  /// Makes a session of a role's key, as signing in does, and answers its cookie and its token for forms.
  func signIn(
    _ role: Role, secret: String? = nil, at location: SourceLocation = #_sourceLocation
  ) throws -> (cookie: String, token: String) {
    let key = try #require(secret ?? served.keys.secrets[role], sourceLocation: location)
    let answer = try post("/sign-in", ["key": key])
    try #require(answer.status == .seeOther, "\(answer.text)", sourceLocation: location)
    let field = try #require(answer.fields[.setCookie], sourceLocation: location)
    let cookie = String(field.prefix { $0 != ";" })
    let words = try get("/quick", cookie).text.split(separator: " ")
    return (cookie, String(try #require(words.last, sourceLocation: location)))
  }

  /// Follows a link.
  func get(
    _ target: String, _ cookie: String? = nil, _ more: HTTPFields = HTTPFields(),
    method: HTTPMethod = .get
  ) throws -> HTTPResponse {
    try served.send(method, target, as: nil, fields(cookie, more))
  }

  /// Sends a form of the page itself.
  func post(
    _ target: String, _ form: KeyValuePairs<String, String>, _ cookie: String? = nil,
    _ more: HTTPFields = [.secFetchSite: "same-origin"]
  ) throws -> HTTPResponse {
    let body = form.map { name, value in
      "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
    }.joined(separator: "&")
    return try served.send(
      .post, target, as: nil, fields(cookie, more, isForm: true), body: Array(body.utf8))
  }

  private func fields(_ cookie: String?, _ more: HTTPFields, isForm: Bool = false) -> HTTPFields {
    var fields = more
    if fields[.host] == nil { fields[.host] = host }
    if let cookie { fields[.cookie] = cookie }
    if isForm, fields[.contentType] == nil { fields[.contentType] = FormFields.mediaType }
    return fields
  }
}
