internal import HTTPMessages
internal import Markup
internal import PromptService

extension PromptSite {
  /// Signing in and out.
  var signInRoutes: [Route] {
    [
      .quickPage(PathTemplate("/sign-in"), "web.signIn", access: .anyone, query: ["to"]) {
        request in
        HTTPResponse(signInPage(to: request.target["to"]))
      },
      .form(PathTemplate("/sign-in"), "web.signsIn", access: .anyone, limit: 4_096) {
        request, form in
        do {
          let begun = try request.signIn(form["key"] ?? "")
          let wanted = form["to"].flatMap { Link(parsing: $0) } ?? .root
          return .goTo(wanted, [.setCookie: begun.cookie])
        } catch let error as ServiceError {
          return try refusedSignIn(error, form)
        }
      },
      .form(PathTemplate("/sign-out"), "web.signOut") { request, _ in
        .goTo(
          Link("sign-in"),
          [.setCookie: try request.signOut(), .clearSiteData: "\"cache\""])
      },
    ]
  }

  /// The page again, with what is wrong.
  private func refusedSignIn(_ error: ServiceError, _ form: FormFields) throws -> HTTPResponse {
    switch error {
    case .unauthenticated:
      let page = signInPage(
        to: form["to"], name: form["name"] ?? "",
        fault: "This key is not valid: unknown, expired or revoked.")
      return HTTPResponse(page, .forbidden)
    case .rateLimited(let seconds):
      let page = signInPage(
        to: form["to"], name: form["name"] ?? "",
        fault: "There were too many tries. Wait \(seconds) seconds, then try again.")
      return HTTPResponse(page, .tooManyRequests, [.retryAfter: "\(seconds)"])
    default: throw error
    }
  }

  /// The form for a key.
  ///
  /// - Parameters:
  ///   - target: Where to go then, as a browser named it.
  ///   - name: What was typed as the name.
  ///   - fault: What is wrong with the key that was sent.
  func signInPage(to target: String?, name: String = "", fault: String? = nil) -> Page {
    plainFrame.pageAlone("Sign in") {
      h1 { "Sign in" }
      p(.class("muted")) {
        "With the API key that you were given. Whoever runs this server makes one with "
        code { "promptrepo key create" }
        "."
      }
      Markup.form(.post, to: Link("sign-in")) {
        if let link = target.flatMap({ Link(parsing: $0) }) {
          input(.hidden, .name("to"), .value(link.text))
        }
        label(.class("field")) {
          span {
            "Name "
            small { "only for your password manager" }
          }
          input(
            .text, .name("name"), .value(name), .autocomplete("username"), .spellcheck(false),
            .autocapitalize("none"))
        }
        label(.class("field")) {
          span { "API key" }
          input(
            .password, .name("key"), .required, .autocomplete("current-password"),
            .ariaDescribedBy("wrong").when(fault != nil), .ariaInvalid.when(fault != nil))
        }
        if let fault {
          p(.class("note bad"), .id("wrong"), .role("alert")) {
            Icon.warn.html
            span { fault }
          }
        }
        button(.submit, .class("btn go")) { "Sign in" }
      }
      if let link = target.flatMap({ Link(parsing: $0) }), fault == nil {
        // A browser that says nothing of sites has sent no cookie after a link from elsewhere.
        p(.class("muted")) {
          "Signed in already? "
          a(.href(link)) { "Continue" }
        }
      }
    }
  }
}
