internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// Which version of each prompt callers get, in each environment.
  var liveRoutes: [Route] {
    [
      .page(PathTemplate("/live"), "web.live", query: ["q", "show", "after"]) { request in
        let query = try PromptListQuery(request.target)
        guard query.show != .archived else { throw ServiceError.pathNotFound }
        let list = try PromptList(query, of: request.promptSummaries())
        let rules = try request.environments()
        return .page(
          livePage(list, rules, try frame(for: request), mayMove: request.may(.deployer)),
          for: request)
      }
    ]
  }
}

/// An environment that has something else than the one that it takes from.
struct Backlog {
  let source: EnvironmentName
  let target: EnvironmentName
  let prompts: [PromptSummary]

  /// Those that are behind, in the order of the environments.
  static func all(_ list: PromptList, _ rules: [DeploymentEnvironment]) -> [Backlog] {
    zip(rules, rules.dropFirst()).compactMap { before, after in
      let source = after.requires ?? before.name
      let behind = list.all.filter { prompt in
        guard let coming = prompt.live[source] else { return false }
        return coming.hash != prompt.live[after.name]?.hash
      }
      return behind.isEmpty
        ? nil : Backlog(source: source, target: after.name, prompts: behind)
    }
  }

  /// Where they are promoted.
  var link: Link {
    Link("live").at("@promote").query("from", source.rawValue).query("to", target.rawValue)
  }
}

extension PromptSite {
  private func livePage(
    _ list: PromptList, _ rules: [DeploymentEnvironment], _ frame: Frame, mayMove: Bool
  ) -> Page {
    frame.page("Live", PagePlace(.live, isStart: true)) {
      div(.class("head")) {
        div {
          h1 { "Live" }
          p(.class("lede")) {
            "Which version of each prompt callers get, in each environment."
          }
        }
      }
      if rules.isEmpty {
        p {
          "There are no environments, so callers get the active version. "
          code { "promptrepo env add staging" }
          " adds one."
        }
      }
      for backlog in Backlog.all(list, rules) { note(backlog) }
      filters(list)
      if list.page.isEmpty {
        p { "There are none." }
      } else {
        div(.class("scroll"), .role("region"), .ariaLabel("What is live where"), .tabindex(0)) {
          matrix(list, rules, mayMove: mayMove)
        }
        div(.class("foot")) {
          span {
            "\(list.page.count) of \(list.count) prompts. A dot marks what differs from where it is "
            "promoted from."
          }
          if let link = list.next(below: Link("live")) {
            " "
            a(.class("btn"), .href(link)) { "Next page" }
          }
        }
      }
    }
  }

  private func note(_ backlog: Backlog) -> HTML {
    div(.class("note")) {
      Icon.warn.html
      div {
        b {
          words(backlog.target.rawValue)
          " is behind "
          words(backlog.source.rawValue)
          backlog.prompts.count == 1 ? " in 1 prompt." : " in \(backlog.prompts.count) prompts."
        }
        " "
        span(.class("muted")) {
          for (index, prompt) in backlog.prompts.prefix(4).enumerated() {
            if index > 0 { ", " }
            words(prompt.title ?? prompt.name.rawValue)
          }
          if backlog.prompts.count > 4 { ", …" }
        }
      }
      a(.class("btn"), .href(backlog.link)) { "Review and promote…" }
    }
  }

  private func filters(_ list: PromptList) -> HTML {
    let query = list.query
    return Markup.form(.get, to: Link("live"), .class("filters"), .role("search")) {
      div(.class("search")) {
        Icon.search.html
        label(.class("sr"), .for("q")) { "Search prompts" }
        input(.search, .id("q"), .name("q"), .value(query.words), .placeholder("Name or title"))
        kbd { "Ctrl K" }
      }
      for (name, show) in [("All", PromptListQuery.Show.all), ("Only differences", .differing)] {
        let isShown = query.show == show
        a(
          .class("btn").when(isShown), .class("btn plain").when(!isShown),
          .href(query.with { $0.show = show }.link(below: Link("live"))), .current.when(isShown)
        ) {
          name
          if show == .differing {
            " "
            span(.class("num")) { "\(list.differing)" }
          }
        }
      }
    }
  }

  private func matrix(
    _ list: PromptList, _ rules: [DeploymentEnvironment], mayMove: Bool
  ) -> HTML {
    table(.class("matrix")) {
      thead {
        tr {
          th(.scope("col")) { "Prompt" }
          th(.scope("col")) {
            b { "active" }
            small { "the default" }
          }
          for environment in rules {
            th(.scope("col")) {
              b {
                words(environment.name.rawValue)
                if environment.isProtected {
                  " "
                  Icon.lock.html
                }
              }
              small {
                if let required = environment.requires {
                  "takes from "
                  words(required.rawValue)
                } else if environment.isProtected {
                  "protected"
                } else {
                  "open"
                }
              }
            }
          }
        }
      }
      tbody {
        for prompt in list.page {
          tr {
            th(.scope("row")) {
              a(.href(.prompt(prompt.name.rawValue))) {
                words(prompt.title ?? prompt.name.rawValue)
              }
              if prompt.title != nil {
                small(.class("by")) { promptName(prompt.name.rawValue) }
              }
            }
            for place in prompt.places(list.environments) {
              cell(place, prompt, mayMove: mayMove)
            }
          }
        }
      }
    }
  }

  private func cell(_ place: PlacedVersion, _ prompt: PromptSummary, mayMove: Bool) -> HTML {
    guard let number = place.number else {
      return td(
        .class("nil").when(place.differsFrom == nil), .class("off").when(place.differsFrom != nil)
      ) {
        if place.differsFrom == nil {
          "–"
          span(.class("sr")) { "nothing" }
        } else {
          a(.href(.prompt(prompt.name.rawValue))) { versionNumber(place) }
          if mayMove { moveLink(place, prompt) }
        }
      }
    }
    return td(.class("off").when(place.differsFrom != nil)) {
      a(.href(.prompt(prompt.name.rawValue).version(number))) { versionNumber(place) }
      if let version = prompt.version(at: place.mark) {
        small(.class("by")) {
          words(version.author)
          ", "
          moment(version.time, isAge: true)
        }
      }
      if mayMove { moveLink(place, prompt) }
    }
  }

  /// The way to what the place before has, where that is something else.
  private func moveLink(_ place: PlacedVersion, _ prompt: PromptSummary) -> HTML {
    HTML {
      if let source = place.differsFrom, case .environment(let target) = place.mark {
        small(.class("by")) {
          switch source {
          case .environment(let source):
            a(
              .class("act"),
              .href(
                Link("live").at("@promote").query("from", source).query("to", target)
                  .query("name", prompt.name.rawValue))
            ) { "Promote…" }
          case .active:
            a(
              .class("act"),
              .href(
                Link.prompt(prompt.name.rawValue).at("@deploy").query("to", target)
                  .query("version", prompt.active.map { "\($0.number)" }))
            ) { "Deploy…" }
          }
        }
      }
    }
  }
}

extension PromptSummary {
  /// What is live in a place.
  fileprivate func version(at mark: VersionMark) -> LiveVersion? {
    switch mark {
    case .active: active
    case .environment(let name): live.first { $0.key.rawValue == name }?.value
    }
  }
}
