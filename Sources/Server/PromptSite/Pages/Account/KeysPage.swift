internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// The API keys, and the way to end one.
  var keyRoutes: [Route] {
    let revoke = PathTemplate("/keys/{id}/@revoke")
    return [
      .page(PathTemplate("/keys"), "web.keys", role: .admin, access: .holder, query: []) {
        request in
        let page = keysPage(try request.keys(), request, try frame(for: request))
        return .page(page, for: request)
      },
      .page(revoke, "web.revoke", role: .admin, access: .holder, query: []) { request in
        let page = revokePage(try Revocation(request), try frame(for: request))
        return .page(page, for: request)
      },
      .form(revoke, "web.revokes", role: .admin, access: .holder, query: [], limit: 4_096) {
        request, _ in
        let id = request.parameters.first ?? ""
        try request.revokeKey(id)
        guard id != request.caller.key?.id else {
          return .goTo(Link("sign-in"), .signedOut(try request.signOut()))
        }
        return .goTo(Link("keys"))
      },
    ]
  }
}

/// A key that may be revoked, and what that would end.
private struct Revocation {
  let overview: KeyOverview
  /// Whether it is the key of whoever looks at the page.
  let isOwn: Bool
  /// Whether no other valid key may manage keys.
  let isLastAdmin: Bool

  init(_ request: ServiceRequest) throws {
    let overview = try request.key(request.parameters.first ?? "")
    let id = overview.key.id
    let others = try request.keys().filter { $0.key.id != id && $0.state == .active }
    isOwn = id == request.caller.key?.id
    isLastAdmin =
      overview.key.role == .admin && overview.state == .active
      && !others.contains { $0.key.role == .admin }
    self.overview = overview
  }
}

extension PromptSite {
  private func keysPage(
    _ keys: [KeyOverview], _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    frame.page("Keys", PagePlace()) {
      nav(.class("crumbs"), .ariaLabel("Account")) {
        a(.href(Link("me"))) { "Your key" }
        " / "
        span(.currentPage) { "keys" }
      }
      div(.class("head")) {
        div {
          h1 { "Keys" }
          p(.class("lede")) {
            "Who may use this server. "
            code { "promptrepo key create" }
            " makes one; its secret is shown there, once."
          }
        }
      }
      div(.class("scroll"), .role("region"), .ariaLabel("Keys"), .tabindex(0)) {
        table(.class("matrix")) {
          thead {
            tr {
              for heading in ["Key", "Owner", "Role", "Made", "Ends", "Last used", "State"] {
                th(.scope("col")) { heading }
              }
              th(.scope("col")) { span(.class("sr")) { "What can be done" } }
            }
          }
          tbody { for key in keys { row(key, request) } }
        }
      }
    }
  }

  private func row(_ overview: KeyOverview, _ request: ServiceRequest) -> HTML {
    let key = overview.key
    return tr {
      th(.scope("row")) { code { key.id } }
      td {
        words(key.owner.rawValue)
        if key.id == request.caller.key?.id { small { "the one you use" } }
      }
      td { key.role.rawValue }
      td { moment(key.createdAt) }
      td { if let end = key.expiresAt { moment(end) } else { "never" } }
      td { overview.lastUsed?.description ?? "never" }
      td {
        switch overview.state {
        case .active: span(.class("tag live")) { "active" }
        case .expired: span(.class("tag warn")) { "expired" }
        case .revoked: span(.class("tag danger")) { "revoked" }
        }
        if let revoked = key.revokedAt { small { moment(revoked) } }
        if key.replacedBy != nil { small { "replaced by another" } }
      }
      td {
        if overview.state == .active {
          a(.class("act"), .href(Link("keys").component(key.id).at("@revoke"))) {
            "Revoke"
            span(.class("sr")) { " \(key.id)" }
            "…"
          }
        }
      }
    }
  }

  private func revokePage(_ revocation: Revocation, _ frame: Frame) -> Page {
    let (overview, key) = (revocation.overview, revocation.overview.key)
    return frame.page("Revoke \(key.id)", PagePlace()) {
      nav(.class("crumbs"), .ariaLabel("Account")) {
        a(.href(Link("me"))) { "Your key" }
        " / "
        a(.href(Link("keys"))) { "keys" }
        " / "
        span(.currentPage) { "revoke" }
      }
      div(.class("head")) {
        div {
          h1 {
            "Revoke the \(key.role.rawValue) key of "
            words(key.owner.rawValue)
          }
          p(.class("lede")) { code { key.id } }
        }
      }
      if overview.state == .revoked {
        p(.class("note")) {
          Icon.warn.html
          span {
            "This key is revoked already"
            if let time = key.revokedAt {
              ", since "
              moment(time)
            }
            "."
          }
        }
        p { a(.class("btn"), .href(Link("keys"))) { "All keys" } }
      } else {
        consequences(revocation)
        frame.form(to: Link("keys").component(key.id).at("@revoke")) {
          div(.class("sign")) {
            p { "It cannot be taken back. Another key can be made at any time." }
            div(.class("acts")) {
              a(.class("btn plain"), .href(Link("keys"))) { "Cancel" }
              button(.submit, .class("btn go")) { "Revoke it" }
            }
          }
        }
      }
    }
  }

  /// What stops working.
  private func consequences(_ revocation: Revocation) -> HTML {
    let overview = revocation.overview
    return ul(.class("checks")) {
      li(.class("warn")) {
        Icon.warn.html
        span {
          "Programs that use it are refused at once. "
          if let day = overview.lastUsed {
            "It was last used on \(day)."
          } else {
            "It has never been used, as far as is known."
          }
        }
      }
      li(.class("warn")) {
        Icon.warn.html
        span {
          switch overview.sessions {
          case 0: "No browser is signed in with it."
          case 1: "1 browser that is signed in with it is signed out."
          default: "\(overview.sessions) browsers that are signed in with it are signed out."
          }
        }
      }
      if revocation.isOwn {
        li(.class("warn")) {
          Icon.warn.html
          span { "It is the key that you are signed in with: you are signed out." }
        }
      }
      if revocation.isLastAdmin {
        li(.class("warn")) {
          Icon.warn.html
          span {
            "No other admin key is valid. Afterwards keys can be managed by the command line alone."
          }
        }
      }
      li {
        Icon.check.html
        span { "What was done with it stays, with its name in Activity." }
      }
    }
  }
}
