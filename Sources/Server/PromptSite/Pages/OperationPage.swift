internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  func operationPage(
    _ operation: LedgerOperation, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    let id = operation.id ?? ""
    return frame.page("Operation \(id.prefix(8))", PagePlace(.activity)) {
      nav(.class("crumbs"), .ariaLabel("Activity")) {
        a(.href(Link("activity"))) { "Activity" }
        " / "
        span(.currentPage) { String(id.prefix(8)) }
      }
      div(.class("head")) {
        div {
          h1 { "What was done" }
          if let entry = operation.entries.first {
            p(.class("lede")) {
              words(entry.committer.name)
              ", "
              moment(entry.time)
            }
          }
        }
        if (request.caller.key?.role).map({ $0 >= operation.role }) ?? false {
          div(.class("acts")) {
            a(.class("btn"), .href(Link("activity").component(id).at("@undo"))) {
              Icon.back.html
              "Undo…"
            }
          }
        }
      }
      ul(.class("line")) {
        for entry in operation.entries {
          li {
            Icon.check.html
            p(.class("say")) {
              step(entry)
            }
            why(entry)
            p(.class("more")) { code { String(entry.commit.hex.prefix(12)) } }
          }
        }
      }
      if operation.count > operation.entries.count {
        p(.class("muted")) { "And \(operation.count - operation.entries.count) more." }
      }
    }
  }

  func undoPage(
    _ undo: UndoPreview, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    let id = undo.operation.id ?? ""
    return frame.page("Undo", PagePlace(.activity)) {
      div(.class("head")) { div { h1 { "Undo" } } }
      ul(.class("line")) { line(undo.operation, request) }
      if let refusal = undo.refusal {
        p(.class("note bad")) {
          Icon.warn.html
          span {
            "This cannot be undone: "
            words(refusal.message)
          }
        }
      } else if let role = request.caller.key?.role, role >= undo.operation.role {
        frame.form(to: Link("activity").component(id).at("@undo")) {
          div(.class("sign")) {
            label(.class("field")) {
              span {
                "Why "
                small { "may stay empty; kept with the move" }
              }
              input(.text, .name("reason"), .autocomplete("off"))
            }
            div(.class("acts")) {
              a(.class("btn plain"), .href(Link("activity").component(id))) { "Cancel" }
              button(.submit, .class("btn go")) { "Undo it" }
            }
          }
        }
      } else {
        p(.class("muted")) { "Undoing it needs the role \(undo.operation.role.rawValue)." }
      }
    }
  }
}
