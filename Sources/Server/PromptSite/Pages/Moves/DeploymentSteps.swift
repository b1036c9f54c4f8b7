internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

/// One prompt of a deployment as it is shown.
struct DeploymentStep {
  let entry: DeploymentPreview.Entry
  /// What changes.
  let shown: ShownChange
  /// The environment with its rules.
  let environment: DeploymentEnvironment
  /// The variables that come or go, which a protected environment asks about.
  let asked: [String]
  /// Those of them that callers are said to be ready for.
  let ready: Set<String>

  /// The prompts of a deployment; what was ticked on a form that comes back stays ticked.
  static func all(
    _ preview: DeploymentPreview, keeping form: FormFields?
  ) throws -> [DeploymentStep] {
    let ready = Set(form?.values("ready") ?? [])
    return try preview.entries.map { entry in
      DeploymentStep(
        entry: entry,
        shown: try ShownChange(
          entry.prompt, .environment(preview.environment.name), live: entry.live,
          to: entry.version),
        environment: preview.environment,
        asked: preview.environment.isProtected ? entry.contract?.names ?? [] : [], ready: ready)
    }
  }

  /// Whether it may go live, if need be once callers are ready for its variables.
  var mayGo: Bool {
    guard entry.shown != nil else { return false }
    if entry.refusal == nil { return true }
    if case .variables? = entry.rule { return true }
    return false
  }

  /// Whether something else would be live than before.
  var isChange: Bool { mayGo && !entry.isLive }
}

extension PromptSite {
  /// A prompt of a deployment: what changes, and what the rules of the environment say.
  ///
  /// - Parameters:
  ///   - box: What takes it along, where it can be left out.
  ///   - asks: Whether the variables of callers are asked about: of those who may deploy it.
  func stepCard(
    _ step: DeploymentStep, isOpen: Bool, box: HTML? = nil, asks: Bool
  ) -> HTML {
    changeCard(
      step.shown, isOpen: isOpen, box: box,
      tags: HTML {
        if !step.asked.isEmpty, step.mayGo { span(.class("tag warn")) { "variables" } }
        if step.entry.live == nil, step.mayGo { span(.class("tag")) { "first time here" } }
        if !step.mayGo { span(.class("tag danger")) { "cannot go live" } }
      }, checks: checks(step, asks: asks && step.mayGo))
  }

  private func checks(_ step: DeploymentStep, asks: Bool) -> HTML {
    ul(.class("checks")) {
      rule(step)
      if let contract = step.entry.contract, !contract.isKept {
        variables(contract, step, asks: asks)
      }
      if let refusal = step.entry.refusal, !step.mayGo {
        li(.class("warn")) {
          Icon.warn.html
          span {
            words(refusal.message.sentence)
            missing(step)
          }
        }
      }
    }
  }

  /// The rule that holds.
  private func rule(_ step: DeploymentStep) -> HTML {
    HTML {
      if let earlier = step.entry.earlier, let required = step.environment.requires {
        li {
          Icon.check.html
          span {
            "Live in "
            words(required.rawValue)
            " since "
            moment(earlier.author.time)
            ". "
            words(step.environment.name.rawValue)
            " takes only what was live there."
          }
        }
      } else if !step.environment.isProtected, step.mayGo {
        li {
          Icon.check.html
          span {
            words(step.environment.name.rawValue)
            " takes every version."
          }
        }
      }
    }
  }

  /// What would make a rule hold.
  private func missing(_ step: DeploymentStep) -> HTML {
    HTML {
      if case .required(let required, let name, let version)? = step.entry.rule {
        " "
        a(
          .href(
            Link.prompt(name.rawValue).at("@deploy").query("to", required.rawValue)
              .query("version", "\(version)"))
        ) {
          "Deploy it to "
          words(required.rawValue)
          " first"
        }
      }
    }
  }

  private func variables(
    _ contract: VariableDiff, _ step: DeploymentStep, asks: Bool
  ) -> HTML {
    let live = step.entry.live.map { "v\($0.version)" } ?? "what is live"
    return li(.class("warn")) {
      Icon.warn.html
      div {
        if !contract.required.isEmpty {
          p {
            "Callers have to give a value for "
            names(contract.required)
            ", which \(live) does not ask for."
          }
        }
        if !contract.vanished.isEmpty {
          p {
            names(contract.vanished)
            " of \(live) is not asked for any more."
          }
        }
        if let kind = contract.kind {
          p { "Callers get \(kind == .messages ? "messages" : "a text"), unlike from \(live)." }
        }
        for variable in asks ? step.asked : [] {
          label {
            input(
              .checkbox, .name("ready"), .value(variable),
              .checked.when(step.ready.contains(variable)))
            span {
              "Callers are ready for "
              code { words(variable) }
            }
          }
        }
      }
    }
  }

  private func names(_ variables: [String]) -> HTML {
    HTML {
      for (index, variable) in variables.enumerated() {
        if index > 0 { ", " }
        code { words(variable) }
      }
    }
  }
}
