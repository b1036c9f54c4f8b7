internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What deploying a version of a prompt would change, and the button that does it.
  var deployRoutes: [Route] {
    let path = PathTemplate("/prompts/{name…}/@deploy")
    let query = ["to", "version"]
    return [
      .page(path, "web.deploy", query: query) { request in
        let page =
          if request.target["to"]?.isEmpty ?? true {
            placesPage(try DeployPlaces(request), request, try frame(for: request))
          } else {
            deployPage(try Deploying(request), request, try frame(for: request))
          }
        return .page(page, for: request)
      },
      .form(path, "web.deploys", role: .deployer, query: query, limit: 1 << 18) { request, form in
        do {
          let found = try request.find(.text(request.parameters.first ?? ""))
          let environment = try request.deploymentEnvironment(request.target["to"] ?? "")
          let made = try request.deploy(
            [try ShownMove(found.name, form: form["move"] ?? "")], to: environment.name,
            reason: request.reason(of: form, changing: environment),
            acknowledging: Set(form.values("ready")))
          return .goTo(made.page(or: .prompt(found.name.rawValue)))
        } catch let error as ServiceError where error.isAnsweredByTheForm {
          // It is planned anew on what is there now; what was ticked and typed is kept.
          let page = deployPage(
            try Deploying(request, keeping: form), request, try frame(for: request), refused: error)
          return HTTPResponse(page, error.status)
        }
      },
    ]
  }
}

extension ServiceRequest {
  /// The version of a prompt that a page is about: the one that the query names, else the active one,
  /// else the latest.
  fileprivate func wantedVersion(of found: FoundPrompt) throws -> Version {
    if let number = try versionNumber() { return try found.version(.number(number)) }
    if try found.live(.active) != nil { return try found.version(.pointer(.active)) }
    return try found.latest()
  }
}

/// A deployment of one version as it is shown.
private struct Deploying {
  let name: PromptName
  let version: Version
  let environment: DeploymentEnvironment
  let step: DeploymentStep
  /// What was typed as the reason.
  let reason: String

  init(_ request: ServiceRequest, keeping form: FormFields? = nil) throws {
    let found = try request.find(.text(request.parameters.first ?? ""))
    let environment = try request.environment(request.target["to"] ?? "")
    let version = try request.wantedVersion(of: found)
    let preview = try request.planDeployment(
      of: [DeploymentRequest(found.name, .number(version.number))], to: environment)
    guard let step = try DeploymentStep.all(preview, keeping: form).first else {
      throw ServiceError.promptNotFound
    }
    name = found.name
    self.version = version
    self.environment = preview.environment
    self.step = step
    reason = form?.reason ?? ""
  }

  /// The page of it.
  var link: Link {
    Link.prompt(name.rawValue).at("@deploy").query("to", environment.name.rawValue)
      .query("version", "\(version.number)")
  }
}

/// The environments that a version can be deployed to.
private struct DeployPlaces {
  let name: PromptName
  let version: Version
  let places: [(environment: DeploymentEnvironment, live: PointerMove?)]

  init(_ request: ServiceRequest) throws {
    let found = try request.find(.text(request.parameters.first ?? ""))
    name = found.name
    version = try request.wantedVersion(of: found)
    places = try request.environments().map { environment in
      let live = try FoundPrompt.unlessDamaged { try found.live(.environment(environment.name)) }
      return (environment, live ?? nil)
    }
  }
}

extension PromptSite {
  private func deployPage(
    _ deploying: Deploying, _ request: ServiceRequest, _ frame: Frame, refused: ServiceError? = nil
  ) -> Page {
    let (step, target) = (deploying.step, deploying.environment.name.rawValue)
    let number = deploying.version.number
    return frame.page(
      "Deploy \(deploying.name) to \(target)",
      PagePlace(.prompts, folder: PromptFolders.folder(of: deploying.name)),
      isTagged: refused == nil
    ) {
      crumbs(deploying.name)
      div(.class("head")) {
        div {
          h1 {
            "Deploy v\(number) to "
            words(target)
          }
          p(.class("lede")) {
            if step.entry.isLive {
              "v\(number) is live in "
              words(target)
              " already."
            } else {
              "Nothing else of "
              words(target)
              " changes."
            }
          }
        }
      }
      if let refused {
        if refused.kind == .conflict {
          movedNote(step.entry.live)
        } else {
          faultNote(refused.ofForm)
        }
      }
      if !step.entry.isLive {
        frame.form(to: deploying.link) {
          div(.class("card")) { stepCard(step, isOpen: true, asks: request.may(.deployer)) }
          if step.mayGo, let move = step.entry.shown {
            input(.hidden, .name("move"), .value(move.form))
            sign(
              SignBox(
                needed: .deployer, action: "Deploying", cancel: .prompt(deploying.name.rawValue),
                reason: deploying.reason, isReasonRequired: deploying.environment.isProtected,
                note: HTML {
                  "Callers of "
                  words(target)
                  " get it at once. Activity then has the button to undo it."
                }), request
            ) {
              button(.submit, .class("btn go")) {
                "Deploy v\(number) to "
                words(target)
              }
            }
          }
        }
      }
    }
  }

  private func placesPage(
    _ places: DeployPlaces, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    let number = places.version.number
    return frame.page(
      "Deploy \(places.name)",
      PagePlace(.prompts, folder: PromptFolders.folder(of: places.name))
    ) {
      crumbs(places.name)
      div(.class("head")) {
        div {
          h1 { "Deploy v\(number)" }
          p(.class("lede")) { "Where to? The next page shows what would change." }
        }
      }
      if places.places.isEmpty {
        p(.class("none")) {
          "There are no environments, so callers get the active version. "
          code { "promptrepo env add staging" }
          " adds one."
        }
      } else {
        ul(.class("rows")) {
          for place in places.places { row(place.environment, place.live, places) }
        }
      }
    }
  }

  private func row(
    _ environment: DeploymentEnvironment, _ live: PointerMove?, _ places: DeployPlaces
  ) -> HTML {
    let name = environment.name.rawValue
    return li {
      div {
        a(
          .class("name"),
          .href(
            Link.prompt(places.name.rawValue).at("@deploy").query("to", name)
              .query("version", "\(places.version.number)"))
        ) { words(name) }
        p(.class("first")) {
          if let required = environment.requires {
            "takes only what was live in "
            words(required.rawValue)
          } else {
            environment.isProtected ? "protected" : "takes every version"
          }
        }
      }
      p(.class("where")) {
        span {
          if let live {
            "has "
            b { "v\(live.version)" }
          } else {
            "has nothing of it"
          }
        }
      }
      p(.class("when")) { if let live { moment(live.author.time, isAge: true) } }
    }
  }
}
