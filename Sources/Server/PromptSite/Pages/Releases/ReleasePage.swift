internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// One release.
  var oneReleaseRoutes: [Route] {
    [
      .page(PathTemplate("/releases/{name}"), "web.release", query: []) { request in
        let page = releasePage(try ReleaseView(request), request, try frame(for: request))
        return .page(page, for: request)
      }
    ]
  }
}

/// A release as its page shows it.
private struct ReleaseView {
  let summary: ReleaseSummary
  let members: [Member]
  let environments: [DeploymentEnvironment]

  /// A version of it.
  struct Member {
    let member: Release.Member
    /// The prompt as it is now; `nil` where it was deleted.
    let prompt: PromptSummary?
  }

  init(_ request: ServiceRequest) throws {
    summary = try request.releaseOfPath()
    environments = try request.environments()
    let prompts = try request.promptSummaries().prompts
    let known = Dictionary(prompts.map { ($0.id, $0) }) { first, _ in first }
    members = summary.release.members.map { Member(member: $0, prompt: known[$0.prompt]) }
  }

  /// How many of its prompts have something else in an environment where it is live; `nil` where it is
  /// not.
  func movedOn(in environment: EnvironmentName) -> Int? {
    summary.places.first { $0.environment == environment }?.movedOn
  }
}

extension PromptSite {
  private func releasePage(
    _ view: ReleaseView, _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    let name = view.summary.release.name
    return frame.page(name.rawValue, PagePlace(.releases)) {
      releaseCrumbs(name, nil)
      div(.class("head")) {
        div {
          h1 { words(name.rawValue) }
          p(.class("lede")) {
            let count = view.members.count
            count == 1 ? "1 version" : "\(count) versions"
            if let creation = view.summary.creation {
              ", put together by "
              words(creation.author.name)
              ", "
              moment(creation.author.time)
              if let reason = creation.reason, !reason.isEmpty {
                ": “"
                words(reason)
                "”"
              }
            }
            "."
          }
        }
      }
      div(.class("two")) {
        div(.class("b")) { places(view, request) }
        div(.class("a")) {
          div(
            .class("scroll"), .role("region"), .ariaLabel("The versions of the release"),
            .tabindex(0)
          ) { table(view) }
          p(.class("foot")) {
            "A dot marks where something else is live than the release has."
          }
        }
      }
    }
  }

  /// Where one is among the pages of a release.
  func releaseCrumbs(_ name: ReleaseName, _ here: StaticString?) -> HTML {
    nav(.class("crumbs"), .ariaLabel("Releases")) {
      a(.href(Link("releases"))) { "Releases" }
      " / "
      if let here {
        a(.href(.release(name))) { words(name.rawValue) }
        " / "
        span(.currentPage) { "\(here)" }
      } else {
        span(.currentPage) { words(name.rawValue) }
      }
    }
  }

  private func places(_ view: ReleaseView, _ request: ServiceRequest) -> HTML {
    section(.class("card")) {
      header { h2 { "Where it is live" } }
      if view.environments.isEmpty {
        div(.class("in")) {
          p(.class("muted")) {
            "There are no environments. "
            code { "promptrepo env add staging" }
            " adds one."
          }
        }
      } else {
        ul(.class("places")) {
          for environment in view.environments { place(environment, view, request) }
        }
      }
      if !request.may(.deployer) {
        div(.class("in")) { roleLine("Deploying", .deployer, request) }
      }
    }
  }

  private func place(
    _ environment: DeploymentEnvironment, _ view: ReleaseView, _ request: ServiceRequest
  ) -> HTML {
    let (name, movedOn) = (environment.name.rawValue, view.movedOn(in: environment.name))
    let link = Link.release(view.summary.release.name)
    return li {
      span {
        words(name)
        if environment.isProtected {
          Icon.lock.html
          span(.class("sr")) { ", protected" }
        }
      }
      span(.class("v")) { movedOn == nil ? "–" : "live" }
      small {
        if let movedOn {
          movedOn == 0 ? "all of it" : "\(movedOn) moved on since"
        } else {
          "not live"
        }
        if request.may(.deployer) {
          " · "
          a(.class("act"), .href(link.at("@deploy").query("to", name))) {
            "Deploy"
            span(.class("sr")) {
              " to "
              words(name)
            }
            "…"
          }
          if movedOn != nil {
            " · "
            a(.class("act"), .href(link.at("@rollback").query("env", name))) {
              "Roll back"
              span(.class("sr")) {
                " in "
                words(name)
              }
              "…"
            }
          }
        }
      }
    }
  }

  private func table(_ view: ReleaseView) -> HTML {
    Markup.table(.class("matrix")) {
      thead {
        tr {
          th(.scope("col")) { "Prompt" }
          th(.scope("col")) { "in the release" }
          th(.scope("col")) { "active" }
          for environment in view.environments {
            th(.scope("col")) { words(environment.name.rawValue) }
          }
        }
      }
      tbody { for member in view.members { row(member, view) } }
    }
  }

  private func row(_ member: ReleaseView.Member, _ view: ReleaseView) -> HTML {
    let (version, wanted) = (member.member.version, member.member.hash)
    return tr {
      th(.scope("row")) {
        if let prompt = member.prompt {
          a(.href(.prompt(prompt.name.rawValue))) {
            words(prompt.title ?? prompt.name.rawValue)
          }
          if prompt.title != nil { small(.class("by")) { promptName(prompt.name.rawValue) } }
          if prompt.isArchived { small { "archived" } }
        } else {
          words(member.member.name.rawValue)
          small { "deleted" }
        }
      }
      td {
        if let prompt = member.prompt {
          a(.href(.prompt(prompt.name.rawValue).version(version))) { "v\(version)" }
        } else {
          "v\(version)"
        }
      }
      cell(member.prompt, member.prompt?.active, wanted)
      for environment in view.environments {
        cell(member.prompt, member.prompt?.live[environment.name], wanted)
      }
    }
  }

  private func cell(
    _ prompt: PromptSummary?, _ live: PromptSummary.LiveVersion?, _ wanted: VersionHash
  ) -> HTML {
    guard let prompt, let live else {
      return td(.class("nil")) {
        "–"
        span(.class("sr")) { "nothing" }
      }
    }
    return td(.class("off").when(live.hash != wanted)) {
      a(.href(.prompt(prompt.name.rawValue).version(live.number))) {
        "v\(live.number)"
        if live.hash != wanted { span(.class("sr")) { ", another than in the release" } }
      }
    }
  }
}
