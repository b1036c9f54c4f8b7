internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What promoting would change, and the button that does it.
  var promotionRoutes: [Route] {
    let path = PathTemplate("/live/@promote")
    let query = ["from", "to", "name"]
    return [
      .page(path, "web.promote", query: query) { request in
        let promotion = try Promotion(request)
        return .page(promotePage(promotion, request, try frame(for: request)), for: request)
      }.repeating("name"),
      .form(path, "web.promotes", role: .deployer, query: query, limit: 1 << 20) { request, form in
        do {
          let made = try request.promote(form)
          return .goTo(made.page(or: Link("live")))
        } catch let error as ServiceError where error.isAnsweredByTheForm {
          // It is planned anew on what is there now; what was ticked and typed is kept.
          let promotion = try Promotion(request, keeping: form)
          let page = promotePage(
            promotion, request, try frame(for: request), reason: form.reason ?? "",
            fault: error.ofForm)
          return HTTPResponse(page, error.status)
        }
      }.repeating("name"),
    ]
  }
}

extension ServiceRequest {
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
    return try deploy(
      moves, to: target, from: source, reason: reason(of: form, changing: environment),
      acknowledging: Set(form.values("ready")))
  }
}

/// A promotion as it is shown.
private struct Promotion {
  let preview: DeploymentPreview
  let steps: [DeploymentStep]
  /// The prompts that are ticked, by their names.
  let ticked: Set<String>
  let names: [String]

  init(_ request: ServiceRequest, keeping form: FormFields? = nil) throws {
    let (source, target) = (try request.environment(in: "from"), try request.environment(in: "to"))
    names = request.target.query.filter { $0.name == "name" }.map(\.value)
    let chosen = try names.isEmpty ? nil : names.map { try request.find(.text($0)).name }
    preview = try request.planPromotion(of: chosen, from: source, to: target)
    steps = try DeploymentStep.all(preview, keeping: form)
    let names = form.map { form in
      Set(form.values("take").map { String($0.prefix { $0 != " " }) })
    }
    ticked = Set(
      steps.filter(\.mayGo).map(\.shown.name.rawValue).filter { names?.contains($0) ?? true })
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
    let mayAct = request.may(.deployer)
    return frame.page(
      "Promote \(source) to \(target)", PagePlace(.live), isTagged: fault == nil
    ) {
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
      if let fault { faultNote(fault) }
      if !promotion.steps.isEmpty {
        frame.form(to: here) {
          div(.class("card")) {
            for step in promotion.steps {
              stepCard(
                step, isOpen: promotion.steps.count == 1, box: mayAct ? box(step, promotion) : nil,
                asks: mayAct)
            }
          }
          sign(promotion, request, target, reason)
        }
      }
    }
  }

  /// The box that takes a prompt along; none where it cannot go.
  private func box(_ step: DeploymentStep, _ promotion: Promotion) -> HTML? {
    guard step.mayGo, let shown = step.entry.shown else { return nil }
    let name = step.shown.name.rawValue
    return input(
      .checkbox, .name("take"), .value("\(name) \(shown.form)"),
      .checked.when(promotion.ticked.contains(name)))
  }

  private func sign(
    _ promotion: Promotion, _ request: ServiceRequest, _ target: String, _ reason: String
  ) -> HTML {
    let count = promotion.ticked.count
    return sign(
      SignBox(
        needed: .deployer, action: "Promoting", cancel: Link("live"), reason: reason,
        isReasonRequired: promotion.preview.environment.isProtected,
        note: HTML {
          "Callers of "
          words(target)
          " get it at once. Activity then has the button to undo it."
        }), request
    ) {
      button(.submit, .class("btn go"), .data(.count, "Promote # to \(target)")) {
        count == 1 ? "Promote 1 prompt to " : "Promote \(count) prompts to "
        words(target)
      }
    }
  }
}
