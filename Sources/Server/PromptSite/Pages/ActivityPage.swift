internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What was done, and each operation.
  var activityRoutes: [Route] {
    [
      .page(PathTemplate("/activity"), "web.activity", query: ["prompt", "after"]) { request in
        var query = AuditQuery()
        if let name = request.target["prompt"], !name.isEmpty {
          query.prompt = try PromptName(name)
        }
        let page = try request.activity(query, after: request.target["after"], limit: 50)
        return .page(activityPage(page, request, try frame(for: request)), for: request)
      },
      .page(PathTemplate("/activity/{operation}"), "web.operation") { request in
        let operation = try request.operation(request.parameters.first ?? "")
        return .page(operationPage(operation, request, try frame(for: request)), for: request)
      },
      .page(PathTemplate("/activity/{operation}/@undo"), "web.undo") { request in
        let undo = try request.planUndo(request.parameters.first ?? "")
        return .page(undoPage(undo, request, try frame(for: request)), for: request)
      },
      .form(PathTemplate("/activity/{operation}/@undo"), "web.undoes", role: .editor, limit: 16_384)
      {
        request, form in
        let made = try request.undo(request.parameters.first ?? "", reason: form.reason)
        return .goTo(made.id.map { Link("activity").component($0) } ?? Link("activity"))
      },
    ]
  }
}

extension PromptSite {
  private func activityPage(
    _ page: ActivityPage, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    frame.page("Activity", PagePlace(.activity, isStart: true)) {
      div(.class("head")) {
        div {
          h1 { "Activity" }
          p(.class("lede")) {
            "Who changed what, when and why. Nothing is ever removed from it."
          }
        }
      }
      if page.operations.isEmpty {
        p { "Nothing was changed yet." }
      } else {
        ul(.class("line")) { for operation in page.operations { line(operation) } }
      }
      for failure in page.failures {
        p(.class("note")) {
          Icon.warn.html
          span { words(failure.message) }
        }
      }
      if let next = page.next {
        div(.class("foot")) {
          let link = Link("activity").query("prompt", request.target["prompt"])
          a(.class("btn"), .href(link.query("after", next))) { "Older" }
        }
      }
    }
  }

  private func line(_ operation: LedgerOperation) -> HTML {
    li {
      icon(operation)
      p(.class("say")) { sentence(operation) }
      if let entry = operation.entries.first {
        moment(entry.time)
        why(entry)
      }
      if let id = operation.id {
        p(.class("more")) {
          a(.href(Link("activity").component(id))) { "What changed" }
          a(.href(Link("activity").component(id).at("@undo"))) { "Undo…" }
          span { String(id.prefix(8)) }
        }
      }
    }
  }

  private func why(_ entry: AuditEntry) -> HTML {
    let text = entry.reason ?? entry.message
    return HTML {
      if !text.isEmpty {
        p(.class("why")) {
          "“"
          words(text)
          "”"
        }
      }
    }
  }

  private func icon(_ operation: LedgerOperation) -> HTML {
    if operation.undoes != nil { return Icon.back.html }
    switch operation.entries.first?.event {
    case .moved(_, let move)?: return move.isRollback ? Icon.back.html : Icon.up.html
    case .environments?: return Icon.lock.html
    case .release?: return Icon.releases.html
    default: return Icon.commit.html
    }
  }

  /// Who did what, in one line.
  private func sentence(_ operation: LedgerOperation) -> HTML {
    HTML {
      if let first = operation.entries.first {
        b { words(first.committer.name) }
        ": "
        for (index, entry) in operation.entries.prefix(4).enumerated() {
          if index > 0 { ", " }
          if let prompt = entry.prompt {
            a(.href(.prompt(prompt.rawValue))) { promptName(prompt.rawValue) }
            " "
          }
          words(entry.subject)
        }
        if operation.count > 4 { ", and \(operation.count - 4) more" }
      }
    }
  }

  private func operationPage(
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
              if let prompt = entry.prompt {
                a(.href(.prompt(prompt.rawValue))) { promptName(prompt.rawValue) }
                " "
              }
              words(entry.subject)
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

  private func undoPage(
    _ undo: UndoPreview, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    let id = undo.operation.id ?? ""
    return frame.page("Undo", PagePlace(.activity)) {
      div(.class("head")) { div { h1 { "Undo" } } }
      ul(.class("line")) { line(undo.operation) }
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
