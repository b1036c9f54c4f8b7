internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What was done, and each operation.
  var activityRoutes: [Route] {
    [
      .page(
        PathTemplate("/activity"), "web.activity", query: ActivityFilter.parameters + ["after"]
      ) { request in
        var filter = ActivityFilter(request.target)
        do {
          let page = try filter.query.map {
            try request.activity($0, after: request.target["after"], limit: 50)
          }
          if let page {
            let html = try activityPage(page, filter, request, try frame(for: request))
            return .page(html, for: request)
          }
        } catch ServiceError.promptNotFound {
          filter.missPrompt()
          let html = try activityPage(nil, filter, request, try frame(for: request))
          return HTTPResponse(html, .notFound)
        }
        let html = try activityPage(nil, filter, request, try frame(for: request))
        return HTTPResponse(html, .badRequest)
      },
      .page(PathTemplate("/activity.csv"), "web.activityAsCSV", query: ActivityFilter.parameters) {
        request in
        let entries = try request.auditEntries(
          ActivityFilter(request.target).checkedQuery(), limit: ActivityFilter.rowLimit)
        return HTTPResponse(
          file: CSV.text(of: entries), type: "text/csv; charset=utf-8; header=present",
          named: "activity.csv")
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
    _ page: ActivityPage?, _ filter: ActivityFilter, _ request: ServiceRequest, _ frame: Frame
  ) throws -> Page {
    let environments = try filter.environments(request)
    return frame.page(
      "Activity", PagePlace(.activity, isStart: true), isTagged: page != nil
    ) {
      div(.class("head")) {
        div {
          h1 { "Activity" }
          p(.class("lede")) {
            "Who changed what, when and why. Nothing is ever removed from it."
          }
        }
        div(.class("acts")) {
          if page != nil {
            a(.class("btn"), .href(filter.link(below: Link("activity.csv"))), .download) {
              "Export CSV"
            }
          }
          button(.script, .class("btn"), .hidden, .data(.print)) {
            Icon.print.html
            "Print"
          }
        }
      }
      filterForm(filter, environments)
      if let page { operations(page, filter, request) }
    }
  }

  private func operations(
    _ page: ActivityPage, _ filter: ActivityFilter, _ request: ServiceRequest
  ) -> HTML {
    let isFurther = request.target["after"] != nil
    return HTML {
      if page.operations.isEmpty {
        p {
          if filter.isEmpty {
            "Nothing was changed yet."
          } else {
            "Nothing that fits was done"
            if !filter.since.typed.isEmpty {
              " since "
              words(filter.since.typed)
            }
            ". "
            a(.href(Link("activity"))) { "All" }
          }
        }
      }
      for day in ActivityDay.all(page.operations) {
        h2(.class("day")) { day.name }
        ul(.class("line")) { for operation in day.operations { line(operation, request) } }
      }
      for failure in page.failures {
        p(.class("note")) {
          Icon.warn.html
          span { words(failure.message) }
        }
      }
      if page.next != nil || isFurther {
        div(.class("foot")) {
          let link = filter.link(below: Link("activity"))
          if isFurther { a(.class("btn plain"), .href(link)) { "Newest" } }
          if let next = page.next { a(.class("btn"), .href(link.query("after", next))) { "Older" } }
        }
      }
    }
  }

  private func filterForm(_ filter: ActivityFilter, _ environments: [String]) -> HTML {
    Markup.form(.get, to: Link("activity"), .class("filters by"), .role("search")) {
      filterField(filter.prompt, "prompt", "Prompt", kind: .text)
      label(.class("field pick")) {
        span { "Environment" }
        select(.name("env")) {
          option(.value("")) { "Every environment" }
          for name in environments {
            option(
              .value(name), .selected.when(name.isSame(as: filter.environment.typed))
            ) { name }
          }
        }
        if let fault = filter.environment.fault { small(.class("bad")) { words(fault) } }
      }
      filterField(filter.actor, "actor", "Person", kind: .text)
      filterField(filter.since, "since", "Since", kind: .date)
      button(.submit, .class("btn")) { "Show" }
      if !filter.isEmpty { a(.class("btn plain"), .href(Link("activity"))) { "All" } }
    }
  }

  private func filterField(
    _ field: ActivityFilter.Field, _ name: String, _ title: String, kind: FieldKind
  ) -> HTML {
    label(.class("field pick")) {
      span { title }
      input(
        // What is no day could not be seen in a field for one.
        field.fault == nil ? kind : .text, .name(name), .value(field.typed), .autocomplete("off"),
        .ariaInvalid.when(field.fault != nil))
      if let fault = field.fault { small(.class("bad")) { words(fault) } }
    }
  }
}
