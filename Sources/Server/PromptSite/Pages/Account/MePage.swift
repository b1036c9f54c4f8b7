internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// The key that one is signed in with, and its sessions.
  var meRoutes: [Route] {
    let path = PathTemplate("/me")
    return [
      .page(path, "web.me", access: .holder, query: []) { request in
        .page(mePage(try Account(request), try frame(for: request)), for: request)
      },
      .form(path, "web.endsSessions", access: .holder, query: [], limit: 4_096) { request, form in
        guard let id = form["end"], !id.isEmpty else {
          throw ServiceError.invalid(
            "The form does not say which session is to end", parameter: nil)
        }
        if id == Account.allSessions {
          return .goTo(Link("sign-in"), .signedOut(try request.endAllSessions().cookie))
        }
        try request.endSession(id)
        guard id != request.signedIn?.session.id else {
          return .goTo(Link("sign-in"), .signedOut(try request.signOut()))
        }
        return .goTo(Link("me"))
      },
    ]
  }
}

extension HTTPFields {
  /// What makes a browser forget whoever was signed in.
  static func signedOut(_ cookie: String) -> HTTPFields {
    [.setCookie: cookie, .clearSiteData: "\"cache\""]
  }
}

/// A key as its holder sees it.
private struct Account {
  let key: APIKey
  /// The session of this browser, by its id.
  let current: String?
  /// All of them, those that began last first.
  let sessions: [Session]
  /// Whether the holder can manage keys from here.
  let managesKeys: Bool

  /// What a form has in the place of a session's id to end all.
  static let allSessions = "all"

  init(_ request: ServiceRequest) throws {
    guard let key = request.caller.key else { throw ServiceError.noCredentials }
    self.key = key
    current = request.signedIn?.session.id
    sessions = try request.sessions()
    managesKeys = try key.role >= .admin && request.managesKeys
  }
}

extension PromptSite {
  private func mePage(_ account: Account, _ frame: Frame) -> Page {
    frame.page("Your key", PagePlace()) {
      div(.class("head")) {
        div {
          h1 { "Your key" }
          p(.class("lede")) {
            "What this key may do, and the browsers that are signed in with it."
          }
        }
        if account.managesKeys {
          div(.class("acts")) { a(.class("btn"), .href(Link("keys"))) { "All keys" } }
        }
      }
      div(.class("two")) {
        div(.class("b")) { facts(account.key) }
        div(.class("a")) {
          section(.class("card")) {
            header {
              h2 { "Sessions" }
              frame.form(to: Link("me")) {
                button(
                  .submit, .class("btn"), .name("end"), .value(Account.allSessions)
                ) { "Sign out everywhere" }
              }
            }
            ul(.class("places")) {
              for session in account.sessions { row(session, account, frame) }
            }
          }
        }
      }
    }
  }

  private func facts(_ key: APIKey) -> HTML {
    section(.class("card")) {
      header { h2 { "Key" } }
      div(.class("in")) {
        dl(.class("facts")) {
          dt { "Id" }
          dd { code { key.id } }
          dt { "Owner" }
          dd { words(key.owner.rawValue) }
          dt { "Role" }
          dd { key.role.rawValue }
          dt { "Made" }
          dd { moment(key.createdAt) }
          dt { "Ends" }
          dd { if let end = key.expiresAt { moment(end) } else { "never" } }
        }
        p(.class("muted")) { "With it you may \(key.role.rights)." }
      }
    }
  }

  private func row(_ session: Session, _ account: Account, _ frame: Frame) -> HTML {
    let isCurrent = session.id == account.current
    return li {
      p {
        "Began "
        moment(session.begin)
        if isCurrent {
          " "
          b(.class("tag live")) { "this one" }
        }
      }
      frame.form(to: Link("me")) {
        button(.submit, .class("btn plain"), .name("end"), .value(session.id)) {
          isCurrent ? "Sign out" : "End it"
          span(.class("sr")) {
            ", the session of "
            moment(session.begin)
          }
        }
      }
      small {
        "Ends by itself "
        moment(session.end)
      }
    }
  }
}

extension Role {
  /// What may be done with a key of it, in words.
  var rights: String {
    switch self {
    case .reader: "read prompts, and change nothing"
    case .editor: "read and edit prompts, commit versions and make them active"
    case .deployer: "read and edit prompts, commit versions, and move environments and releases"
    case .admin: "do everything: edit, deploy, delete prompts and manage keys"
    }
  }
}
