public import HTTPMessages
internal import Markup
public import PromptService
internal import PromptsAPI

extension PromptSite {
  /// The page that says what went wrong.
  public func response(to error: ServiceError) -> HTTPResponse {
    failurePage(error, requested: nil)
  }

  /// The same; whoever has to sign in first goes there, and comes back.
  public func response(to error: ServiceError, for request: HTTPRequest) -> HTTPResponse {
    guard error.kind == .unauthenticated else {
      return failurePage(error, requested: request.target)
    }
    let wanted = Link(parsing: request.target)
    guard request.method.isRead else { return sessionOver() }
    // A browser sends no cookie where a link of another site is followed, so the page asks again by
    // itself: then it is the page that asks.
    let site = request.fields[.secFetchSite]
    if case .noCredentials = error, site == "cross-site" || site == "same-site" {
      return again(wanted ?? .root)
    }
    return .goTo(Link("sign-in").query("to", wanted?.text))
  }

  private func failurePage(_ error: ServiceError, requested: String?) -> HTTPResponse {
    let known = APIError(error)
    let status = HTTPStatus(rawValue: known.status)
    let page = plainFrame.pageAlone(heading(error)) {
      h1 { heading(error) }
      p { words(sentence(error, known)) }
      p {
        if error.kind == .unavailable {
          a(.class("btn"), .href(requested.flatMap { Link(parsing: $0) } ?? .root)) { "Try again" }
        } else {
          a(.class("btn"), .href(.root)) { "All prompts" }
        }
      }
    }
    var fields = HTTPFields()
    if let seconds = known.retryAfter { fields[.retryAfter] = "\(seconds)" }
    if !known.allow.isEmpty { fields[.allow] = known.allow.joined(separator: ", ") }
    return HTTPResponse(page, status, fields)
  }

  /// What happened and what to do.
  private func sentence(_ error: ServiceError, _ known: APIError) -> String {
    // Of a rule without facts, the API's words tell programs to keep to rules of an environment.
    let text = if case .rule(nil, let reason) = error { reason } else { known.message }
    return text.sentence
  }

  private func heading(_ error: ServiceError) -> String {
    switch error.kind {
    case .notFound: "There is nothing here"
    case .forbidden: "This is not open to you"
    case .unavailable: "The server is not ready"
    case .failure: "The server failed"
    case .rateLimit: "Too many requests"
    case .conflict: "Somebody was first"
    case .misdirected: "This server has another name"
    case .invalid, .rule, .method, .tooLarge, .mediaType, .unauthenticated: "This cannot be done"
    }
  }

  private func sessionOver() -> HTTPResponse {
    HTTPResponse(
      plainFrame.pageAlone("Sign in again") {
        h1 { "Your session has ended" }
        p { "Nothing was done. Sign in, go back to the page, and send it again." }
        p { a(.class("btn go"), .href(Link("sign-in"))) { "Sign in" } }
      }, .unauthorized)
  }

  private func again(_ link: Link) -> HTTPResponse {
    HTTPResponse(
      plainFrame.pageAlone("Opening", refreshingTo: link) {
        p { a(.href(link)) { "Open the page" } }
      })
  }
}
