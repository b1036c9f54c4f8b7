internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// The releases, each of them, and what can be done with them.
  var releaseRoutes: [Route] {
    [
      .page(PathTemplate("/releases"), "web.releases", query: []) { request in
        let page = releaseListPage(try request.releases(), request, try frame(for: request))
        return .page(page, for: request)
      }
    ] + newReleaseRoutes + oneReleaseRoutes + releaseMoveRoutes
  }

  private func releaseListPage(
    _ releases: [ReleaseSummary], _ request: ServiceRequest, _ frame: Frame
  ) -> Page {
    frame.page("Releases", PagePlace(.releases, isStart: true)) {
      div(.class("head row")) {
        div {
          h1 { "Releases" }
          p(.class("lede")) { "A named set of versions that moves together and back together." }
        }
        if request.may(.deployer) {
          div(.class("acts")) {
            a(.class("btn"), .href(Link("releases").at("@new"))) { "New release" }
          }
        }
      }
      if releases.isEmpty {
        div(.class("none")) {
          p { "No releases yet." }
          p {
            "A release is made of versions: here, or by "
            code { "promptrepo release create" }
            "."
          }
        }
      } else {
        ul(.class("rows")) { for release in releases { row(release) } }
      }
      if !request.may(.deployer) { roleLine("Making a release", .deployer, request) }
    }
  }

  private func row(_ summary: ReleaseSummary) -> HTML {
    li {
      div {
        a(.class("name"), .href(.release(summary.release.name))) {
          words(summary.release.name.rawValue)
        }
        p(.class("first")) { members(summary.release) }
      }
      releasePlaces(summary)
      p(.class("when")) {
        if let creation = summary.creation {
          moment(creation.author.time, isAge: true)
          " "
          span(.class("wide")) {
            "by "
            words(creation.author.name)
          }
        }
      }
    }
  }

  /// The first members: `12 versions: support/reply v7, support/triage v12 and 10 more`.
  private func members(_ release: Release) -> HTML {
    let shown = release.members.prefix(3)
    return HTML {
      release.members.count == 1 ? "1 version: " : "\(release.members.count) versions: "
      for (index, member) in shown.enumerated() {
        if index > 0 { ", " }
        words(member.name.rawValue)
        " v\(member.version)"
      }
      if release.members.count > shown.count {
        " and \(release.members.count - shown.count) more"
      }
    }
  }

  /// Where a release is live, and how much has moved on there.
  func releasePlaces(_ summary: ReleaseSummary) -> HTML {
    p(.class("where")) {
      for place in summary.places {
        span {
          "live in "
          b { words(place.environment.rawValue) }
        }
        if place.movedOn > 0 {
          " "
          span(.class("off")) { b { "\(place.movedOn) moved on since" } }
        }
        " "
      }
      if summary.places.isEmpty {
        if let latest = summary.latest, case .rolledBack(let environment, _) = latest.action {
          span {
            "taken back in "
            words(environment.rawValue)
            ", "
            moment(latest.author.time, isAge: true)
          }
        } else {
          span { "live nowhere" }
        }
      }
    }
  }
}

extension Link {
  /// The page of a release.
  static func release(_ name: ReleaseName) -> Link { Link("releases").component(name.rawValue) }
}

extension ServiceRequest {
  /// The release that the path names.
  ///
  /// - Throws: ``ServiceError/pathNotFound`` where there is none.
  func releaseOfPath() throws -> ReleaseSummary {
    let name: ReleaseName
    do throws(RepositoryError) {
      name = try ReleaseName(parameters.first ?? "")
    } catch {
      throw ServiceError.pathNotFound
    }
    return try release(name)
  }
}
