internal import HTTPMessages
internal import Markup
internal import PromptLint
internal import PromptRepo
internal import PromptReview
internal import PromptService

extension PromptSite {
  /// What a review finds of a version against what is live.
  var reportRoutes: [Route] {
    [
      .page(PathTemplate("/prompts/{name…}/@report/{version}"), "web.report", query: []) {
        request in
        guard let number = Int(request.parameters.last ?? ""), number > 0 else {
          throw ServiceError.versionNotFound
        }
        let report = try request.review(.text(request.parameters.first ?? ""), number)
        let page = try reportPage(report, try frame(for: request))
        return .page(page, for: request)
      }
    ]
  }

  private func reportPage(_ report: VersionReport, _ frame: Frame) throws -> Page {
    let (found, number) = (report.prompt, report.version.number)
    let title = try found.record().title ?? found.name.rawValue
    let latest = try found.latest().number
    return frame.page(
      "Report on \(title) v\(number)",
      PagePlace(.prompts, folder: PromptFolders.folder(of: found.name))
    ) {
      crumbs(found.name)
      div(.class("head")) { div { h1 { words(title) } } }
      promptTabs(found.name, latest, .report, version: number)
      verdict(report)
      if !report.findings.isEmpty {
        section(.class("part")) {
          h2 { "The text of v\(number)" }
          list(report.findings, found.name, number)
        }
      }
      for comparison in report.comparisons { part(comparison, report) }
      if !report.same.isEmpty {
        p(.class("muted")) {
          "v\(number) is what "
          for (index, pointer) in report.same.enumerated() {
            if index > 0 { ", " }
            words(pointer.placeName)
          }
          report.same.count == 1 ? " has." : " have."
        }
      }
    }
  }

  /// The whole in one line.
  private func verdict(_ report: VersionReport) -> HTML {
    let all = report.all.filter { $0.allowedBecause == nil }
    let counts = FindingLevel.allCases.reversed().compactMap { level -> String? in
      let count = all.count { $0.level == level }
      return count == 0 ? nil : count == 1 ? "1 \(level.rawValue)" : "\(count) \(level.rawValue)s"
    }
    let isBad = all.contains { $0.level > .note }
    return p(.class("note").when(isBad), .class("note good").when(!isBad)) {
      if isBad { Icon.warn.html } else { Icon.check.html }
      span {
        if let first = all.first {
          b { counts.joined(separator: ", ") }
          ": "
          words(first.message)
        } else if report.comparisons.isEmpty {
          "Nothing to say of v\(report.version.number)."
        } else {
          "Nothing to say of v\(report.version.number): callers need not change anything."
        }
      }
    }
  }

  private func part(_ comparison: VersionReport.Comparison, _ report: VersionReport) -> HTML {
    let (name, number) = (report.prompt.name, report.version.number)
    return section(.class("part")) {
      h2 {
        "Against "
        words(comparison.pointer.placeName)
        ", v\(comparison.live.version)"
      }
      if comparison.findings.isEmpty {
        p(.class("muted")) { "Callers need not change anything." }
      } else {
        list(comparison.findings, name, number)
      }
      details {
        summary {
          Icon.chevron.html
          span { changedParts(comparison.change) }
        }
        div(.class("body")) {
          textDifference(comparison.change.words)
          settingsDifference(comparison.change)
        }
      }
      p {
        a(
          .href(
            Link.prompt(name.rawValue).at("@compare").query("from", "\(comparison.live.version)")
              .query("to", "\(number)"))
        ) { "Compare v\(comparison.live.version) with v\(number)" }
      }
    }
  }

  private func list(_ findings: [Finding], _ name: PromptName, _ number: Int) -> HTML {
    ul(.class("findings")) {
      for finding in findings {
        li {
          span(
            .class("tag danger").when(finding.level == .error),
            .class("tag warn").when(finding.level == .warning),
            .class("tag").when(finding.level == .note)
          ) { finding.level.rawValue }
          div {
            p { words(finding.message) }
            p(.class("muted")) {
              if finding.place.column != nil || finding.place.line > 1 {
                a(.href(line(finding.place.line, of: name, number))) {
                  "line \(finding.place.line)"
                }
                if let column = finding.place.column { ", column \(column)" }
                " · "
              }
              code { finding.rule }
              if let reason = finding.allowedBecause {
                " · allowed: "
                words(reason)
              }
            }
          }
        }
      }
    }
  }

  private func line(_ line: Int, of name: PromptName, _ number: Int) -> Link {
    Link.prompt(name.rawValue).version(number).query("view", "exact").place("L\(line)")
  }
}

extension Pointer {
  /// The name of the place.
  var placeName: String { environment?.rawValue ?? "active" }
}
