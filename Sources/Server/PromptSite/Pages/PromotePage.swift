internal import APIKeys
internal import CanonicalJSON
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import TextDiff

extension PromptSite {
  /// What promoting would change, and the button that does it.
  var promotionRoutes: [Route] {
    let path = PathTemplate("/live/@promote")
    let query = ["from", "to", "name"]
    return [
      .page(path, "web.promote", query: query) { request in
        let promotion = try Promotion(request)
        return .page(promotePage(promotion, request, try frame(for: request)), for: request)
      },
      .form(path, "web.promotes", role: .deployer, query: query, limit: 1 << 20) { request, form in
        do {
          let made = try request.promote(form)
          return .goTo(made.id.map { Link("activity").component($0) } ?? Link("live"))
        } catch let error as ServiceError where [.conflict, .rule, .invalid].contains(error.kind) {
          // It is planned anew on what is there now; what was ticked and typed is kept.
          let promotion = try Promotion(request, keeping: form)
          let page = promotePage(
            promotion, request, try frame(for: request), reason: form.reason ?? "",
            fault: promotion.sentence(error))
          return HTTPResponse(page, error.kind == .conflict ? .conflict : .badRequest)
        }
      },
    ]
  }
}

extension ServiceRequest {
  /// The environment that a parameter of the query names.
  fileprivate func environment(in parameter: String) throws -> EnvironmentName {
    guard let text = target[parameter] else {
      throw ServiceError.invalid(
        "'\(parameter)' has to name an environment", parameter: parameter)
    }
    return try environment(text)
  }

  /// Carries out what was ticked, if it still is what was shown.
  fileprivate func promote(_ form: FormFields) throws -> MadeOperation {
    let (source, target) = (try environment(in: "from"), try environment(in: "to"))
    let moves = try form.values("take").map { value throws -> ShownMove in
      // The name has no blank, the move has two.
      guard let blank = value.firstIndex(of: " ") else {
        throw ServiceError.invalid("'\(value)' is no move that was shown", parameter: nil)
      }
      let name = try PromptName(String(value[..<blank]))
      return try ShownMove(name, form: String(value[value.index(after: blank)...]))
    }
    guard !moves.isEmpty else {
      throw ServiceError.invalid("Nothing is ticked, so nothing was promoted", parameter: nil)
    }
    let environment = try deploymentEnvironment(target.rawValue)
    if environment.isProtected, form.reason == nil {
      throw ServiceError.invalid(
        "'\(target)' is protected: say why it gets something new", parameter: nil)
    }
    return try deploy(
      moves, to: target, from: source, reason: form.reason,
      acknowledging: Set(form.values("ready")))
  }
}

/// A promotion as it is shown.
private struct Promotion {
  /// One prompt of it.
  struct Step {
    let entry: DeploymentPreview.Entry
    let title: String?
    let difference: WordDiff
    let isTicked: Bool
    /// The variables that come or go, which callers have to be ready for.
    let variables: [String]
    let isReady: Bool
  }

  let preview: DeploymentPreview
  let steps: [Step]
  let names: [String]

  init(_ request: ServiceRequest, keeping form: FormFields? = nil) throws {
    let (source, target) = (try request.environment(in: "from"), try request.environment(in: "to"))
    names = request.target.query.filter { $0.name == "name" }.map(\.value)
    let chosen = try names.isEmpty ? nil : names.map { try PromptName($0) }
    preview = try request.planPromotion(of: chosen, from: source, to: target)
    let isProtected = preview.environment.isProtected
    let ticked = form.map { form in
      Set(form.values("take").map { String($0.prefix { $0 != " " }) })
    }
    let ready = Set(form?.values("ready") ?? [])
    steps = try preview.entries.map { entry in
      let old = try entry.live.map { move in
        try entry.prompt.content(of: entry.prompt.version(.number(move.version))).template
      }
      let new = try entry.version.map { try entry.prompt.content(of: $0).template }
      let variables = isProtected ? entry.contract?.names ?? [] : []
      return Step(
        entry: entry, title: try entry.prompt.record().title,
        difference: WordDiff(shown: old ?? "", new ?? ""),
        isTicked: entry.mayGo && (ticked?.contains(entry.prompt.name.rawValue) ?? true),
        variables: variables, isReady: variables.allSatisfy(ready.contains))
    }
  }

  /// What went wrong, in words.
  func sentence(_ error: ServiceError) -> String {
    switch error {
    case .invalid(let sentence, _), .unexpectedVersion(let sentence), .rule(_, let sentence):
      sentence
    default: "Somebody moved something meanwhile"
    }
  }
}

extension DeploymentPreview.Entry {
  /// Whether it may go live, if need be once callers are ready for its variables.
  fileprivate var mayGo: Bool {
    guard shown != nil else { return false }
    if refusal == nil { return true }
    if case .variables? = rule { return true }
    return false
  }
}

extension PromptSite {
  private func promotePage(
    _ promotion: Promotion, _ request: ServiceRequest, _ frame: Frame, reason: String = "",
    fault: String? = nil
  ) -> Page {
    let (source, target) = (
      promotion.preview.source?.rawValue ?? "", promotion.preview.environment.name.rawValue
    )
    let here = promotion.names.reduce(
      Link("live").at("@promote").query("from", source).query("to", target)
    ) { $0.query("name", $1) }
    return frame.page("Promote \(source) to \(target)", PagePlace(.live)) {
      nav(.class("crumbs"), .ariaLabel("Live")) {
        a(.href(Link("live"))) { "Live" }
        " / "
        span(.currentPage) { "promote" }
      }
      div(.class("head")) {
        div {
          h1 {
            "Promote "
            words(source)
            " to "
            words(target)
          }
          if promotion.steps.isEmpty {
            p(.class("lede")) {
              words(target)
              " has what "
              words(source)
              " has."
            }
          } else {
            p(.class("lede")) {
              promotion.steps.count == 1
                ? "1 prompt differs."
                : "\(promotion.steps.count) prompts differ. What is ticked is "
                  + "promoted together, or nothing is."
            }
          }
        }
      }
      if let fault {
        p(.class("note bad"), .role("alert")) {
          Icon.warn.html
          span {
            "Nothing was done. "
            words(fault)
            fault.hasSuffix(".") ? "" : "."
          }
        }
      }
      if !promotion.steps.isEmpty {
        frame.form(to: here) {
          div(.class("card")) {
            for step in promotion.steps { change(step, promotion) }
          }
          sign(promotion, request, target, reason)
        }
      }
    }
  }

  private func change(_ step: Promotion.Step, _ promotion: Promotion) -> HTML {
    let entry = step.entry
    let name = entry.prompt.name.rawValue
    return section(.class("change")) {
      h2(.class("sum")) {
        label {
          if let shown = entry.shown, entry.mayGo {
            input(
              .checkbox, .name("take"), .value("\(name) \(shown.form)"),
              .checked.when(step.isTicked))
          }
          words(step.title ?? name)
        }
        if step.title != nil { span(.class("muted")) { promptName(name) } }
        if !step.variables.isEmpty { span(.class("tag warn")) { "variables" } }
        if entry.live == nil { span(.class("tag")) { "first time here" } }
        span(.class("num")) {
          "\(entry.live.map { "v\($0.version)" } ?? "none") → "
            + "\(entry.version.map { "v\($0.number)" } ?? "none")"
        }
      }
      details(.open.when(promotion.steps.count == 1)) {
        summary {
          Icon.chevron.html
          entry.live == nil ? "All of it is new here" : changedWords(step.difference)
        }
        div(.class("body")) {
          textDifference(step.difference)
          checks(step, promotion)
        }
      }
    }
  }

  private func checks(_ step: Promotion.Step, _ promotion: Promotion) -> HTML {
    ul(.class("checks")) {
      if let earlier = step.entry.earlier, let required = promotion.preview.environment.requires {
        li {
          Icon.check.html
          span {
            "Live in "
            words(required.rawValue)
            " since "
            moment(earlier.author.time)
            "."
          }
        }
      }
      if !step.variables.isEmpty {
        li(.class("warn")) {
          Icon.warn.html
          div {
            p {
              "The variables of callers change: "
              for (index, variable) in step.variables.enumerated() {
                if index > 0 { ", " }
                code { words(variable) }
              }
              "."
            }
            for variable in step.variables {
              label {
                input(
                  .checkbox, .name("ready"), .value(variable), .checked.when(step.isReady))
                "Callers are ready for "
                code { words(variable) }
              }
            }
          }
        }
      }
      if let refusal = step.entry.refusal, !step.entry.mayGo {
        li(.class("warn")) {
          Icon.warn.html
          span { words(refusal.message) }
        }
      }
    }
  }

  private func sign(
    _ promotion: Promotion, _ request: ServiceRequest, _ target: String, _ reason: String
  ) -> HTML {
    let count = promotion.steps.count { $0.isTicked }
    let isProtected = promotion.preview.environment.isProtected
    return HTML {
      if let role = request.caller.key?.role, role >= .deployer {
        div(.class("sign")) {
          label(.class("field")) {
            span {
              "Why "
              small { "kept with the move, shown in Activity" }
            }
            input(
              .text, .name("reason"), .value(reason), .autocomplete("off"),
              .required.when(isProtected))
          }
          div(.class("acts")) {
            a(.class("btn plain"), .href(Link("live"))) { "Cancel" }
            button(.submit, .class("btn go"), .data(.count, "Promote # to \(target)")) {
              count == 1 ? "Promote 1 prompt to " : "Promote \(count) prompts to "
              words(target)
            }
          }
          p {
            "Callers of "
            words(target)
            " get it at once. Activity then has the button to undo it."
          }
        }
      } else {
        p(.class("muted")) {
          let role = request.caller.key?.role.rawValue ?? "none"
          "Promoting needs the role deployer; this key is \(role)."
        }
      }
    }
  }
}
