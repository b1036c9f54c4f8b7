internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What deploying a release or taking it back would change, and the buttons that do it.
  var releaseMoveRoutes: [Route] {
    let deploy = PathTemplate("/releases/{name}/@deploy")
    let rollBack = PathTemplate("/releases/{name}/@rollback")
    return [
      .page(deploy, "web.deployRelease", query: ["to"]) { request in
        let page = deployPage(try ReleaseDeployment(request), request, try frame(for: request))
        return .page(page, for: request)
      },
      .form(deploy, "web.deploysRelease", role: .deployer, query: ["to"], limit: 4 << 20) {
        request, form in
        do {
          let release = try request.releaseOfPath().release.name
          let target = try request.environment(in: "to")
          let environment = try request.deploymentEnvironment(target.rawValue)
          let made = try request.deployRelease(
            release, to: target, shown: form.shownMoves,
            reason: request.reason(of: form, changing: environment),
            acknowledging: Set(form.values("ready")))
          return .goTo(made.page(or: .release(release)))
        } catch let error as ServiceError where error.isAnsweredByTheForm {
          let page = deployPage(
            try ReleaseDeployment(request, keeping: form), request, try frame(for: request),
            refused: error)
          return HTTPResponse(page, error.status)
        }
      },
      .page(rollBack, "web.rollBackRelease", query: ["env"]) { request in
        let page = rollBackPage(try ReleaseReturn(request), request, try frame(for: request))
        return .page(page, for: request)
      },
      .form(rollBack, "web.rollsBackRelease", role: .deployer, query: ["env"], limit: 4 << 20) {
        request, form in
        do {
          let release = try request.releaseOfPath().release.name
          let made = try request.rollBackRelease(
            release, in: request.environment(in: "env"), shown: form.shownMoves,
            reason: form.reason)
          return .goTo(made.page(or: .release(release)))
        } catch let error as ServiceError where error.isAnsweredByTheForm {
          let page = rollBackPage(
            try ReleaseReturn(request), request, try frame(for: request),
            reason: form.reason ?? "", refused: error)
          return HTTPResponse(page, error.status)
        }
      },
    ]
  }
}

/// The separator of the moves in a form's field: no name has it.
private let separator = ","

extension FormFields {
  /// What was shown of each prompt, in one field: a release may have more prompts than a form has
  /// fields.
  fileprivate var shownMoves: [ShownMove] {
    get throws {
      try (self["moves"] ?? "").split(separator: separator).map { text throws -> ShownMove in
        guard let blank = text.firstIndex(of: " ") else {
          throw ServiceError.invalid("'\(text)' is no move that was shown", parameter: nil)
        }
        return try ShownMove(
          PromptName(String(text[..<blank])), form: String(text[text.index(after: blank)...]))
      }
    }
  }
}

extension [ShownMove] {
  /// The moves as a form's field has them.
  fileprivate var field: String {
    map { "\($0.name) \($0.form)" }.joined(separator: separator)
  }
}

/// The deployment of a release as it is shown.
private struct ReleaseDeployment {
  let release: ReleaseName
  let environment: DeploymentEnvironment
  /// The prompts that get something else, and those that cannot.
  let steps: [DeploymentStep]
  /// How many have it already.
  let liveCount: Int
  /// What was shown of all prompts; `nil` where one of them cannot go live.
  let moves: [ShownMove]?
  let reason: String

  init(_ request: ServiceRequest, keeping form: FormFields? = nil) throws {
    release = try request.releaseOfPath().release.name
    let preview = try request.planDeployment(
      ofRelease: release, to: request.environment(in: "to"))
    environment = preview.environment
    let all = try DeploymentStep.all(preview, keeping: form)
    steps = all.filter { !$0.entry.isLive }
    liveCount = all.count - steps.count
    let moves = all.compactMap(\.entry.shown)
    self.moves = all.allSatisfy(\.mayGo) ? moves : nil
    reason = form?.reason ?? ""
  }
}

/// The way back of a release as it is shown.
private struct ReleaseReturn {
  let plan: ReleaseRollback
  /// What changes of each prompt that goes back.
  let changes: [ShownChange]
  let moves: [ShownMove]

  init(_ request: ServiceRequest) throws {
    let release = try request.releaseOfPath().release.name
    let environment = try request.environment(in: "env")
    let plan = try request.planReleaseRollback(in: environment)
    guard plan.release == release else {
      throw ServiceError.rule(
        nil, "'\(plan.release)' is the release that is live in '\(environment)', not '\(release)'")
    }
    self.plan = plan
    var (changes, moves): ([ShownChange], [ShownMove]) = ([], [])
    for (name, move) in plan.moves {
      let found = try request.find(.text(name.rawValue))
      let pointer = Pointer.environment(environment)
      let live = try found.live(pointer)
      let version = try found.version(.number(move.version))
      moves.append(ShownMove(name, to: version, from: live))
      changes.append(try ShownChange(found, pointer, live: live, to: version))
    }
    (self.changes, self.moves) = (changes, moves)
  }
}

extension PromptSite {
  private func deployPage(
    _ deployment: ReleaseDeployment, _ request: ServiceRequest, _ frame: Frame,
    refused: ServiceError? = nil
  ) -> Page {
    let (release, target) = (deployment.release.rawValue, deployment.environment.name.rawValue)
    let count = deployment.steps.count
    return frame.page(
      "Deploy \(release) to \(target)", PagePlace(.releases), isTagged: refused == nil
    ) {
      releaseCrumbs(deployment.release, "deploy")
      div(.class("head")) {
        div {
          h1 {
            "Deploy "
            words(release)
            " to "
            words(target)
          }
          p(.class("lede")) {
            if count == 0 {
              "All of it is live in "
              words(target)
              " already."
            } else {
              count == 1 ? "1 prompt changes." : "\(count) prompts change together, or none."
              if deployment.liveCount > 0 {
                deployment.liveCount == 1
                  ? " 1 has it already." : " \(deployment.liveCount) have it already."
              }
            }
          }
        }
      }
      if let refused { faultNote(refused.ofForm) }
      if deployment.moves == nil {
        p(.class("note bad")) {
          Icon.warn.html
          span { "Not all of it can go live, so none of it can." }
        }
      }
      frame.form(to: Link.release(deployment.release).at("@deploy").query("to", target)) {
        if count > 0 {
          div(.class("card")) {
            for step in deployment.steps {
              stepCard(
                step, isOpen: count == 1 || !step.mayGo || !step.asked.isEmpty,
                asks: request.may(.deployer))
            }
          }
        }
        if let moves = deployment.moves {
          input(.hidden, .name("moves"), .value(moves.field))
          sign(
            SignBox(
              needed: .deployer, action: "Deploying", cancel: .release(deployment.release),
              reason: deployment.reason, isReasonRequired: deployment.environment.isProtected,
              note: HTML {
                "Callers of "
                words(target)
                " get it at once. The release then counts as live there."
              }), request
          ) {
            button(.submit, .class("btn go")) {
              "Deploy "
              words(release)
              " to "
              words(target)
            }
          }
        }
      }
    }
  }

  private func rollBackPage(
    _ back: ReleaseReturn, _ request: ServiceRequest, _ frame: Frame, reason: String = "",
    refused: ServiceError? = nil
  ) -> Page {
    let (release, place) = (back.plan.release, back.plan.environment.rawValue)
    return frame.page(
      "Roll \(release) back in \(place)", PagePlace(.releases), isTagged: refused == nil
    ) {
      releaseCrumbs(release, "roll back")
      div(.class("head")) {
        div {
          h1 {
            "Roll "
            words(release.rawValue)
            " back in "
            words(place)
          }
          p(.class("lede")) {
            back.changes.count == 1
              ? "1 prompt goes back." : "\(back.changes.count) prompts go back together."
            if let restored = back.plan.restored {
              " Release "
              words(restored.rawValue)
              " counts as live there again."
            }
          }
        }
      }
      if let refused { faultNote(refused.ofForm) }
      if !back.plan.left.isEmpty {
        ul(.class("checks")) {
          for left in back.plan.left {
            li(.class("warn")) {
              Icon.warn.html
              span {
                words(left.description)
                ", so it stays."
              }
            }
          }
        }
      }
      frame.form(to: Link.release(release).at("@rollback").query("env", place)) {
        if !back.changes.isEmpty {
          div(.class("card")) {
            for change in back.changes { changeCard(change, isOpen: back.changes.count == 1) }
          }
        }
        input(.hidden, .name("moves"), .value(back.moves.field))
        sign(
          SignBox(
            needed: .deployer, action: "Rolling back", cancel: .release(release), reason: reason,
            note: HTML { "Callers get it at once. Activity then has the button to undo it." }),
          request
        ) {
          button(.submit, .class("btn go")) {
            "Roll "
            words(release.rawValue)
            " back"
          }
        }
      }
    }
  }
}
