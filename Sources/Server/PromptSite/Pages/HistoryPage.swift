internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// The versions of a prompt and the moves between them.
  var historyRoutes: [Route] {
    [
      .page(PathTemplate("/prompts/{name…}/@history"), "web.history", query: ["before"]) {
        request in
        let before = try request.target["before"].map { text throws -> Int in
          guard let number = Int(text), number > 0 else {
            throw ServiceError.invalid("'before' is the number of a version", parameter: "before")
          }
          return number
        }
        let found = try request.find(.text(request.parameters.first ?? ""))
        let history = try found.history(before: before, limit: 50)
        let page = historyPage(
          found.name, try found.record(), history, latest: try found.latest().number,
          try frame(for: request))
        return .page(page, for: request)
      }
    ]
  }

  /// The pages of a prompt, beside each other.
  ///
  /// - Parameter version: The number of the version that is looked at; the latest one when `nil`.
  func promptTabs(
    _ name: PromptName, _ latest: Int, _ here: PromptTab, version: Int? = nil
  ) -> HTML {
    let link = Link.prompt(name.rawValue)
    return nav(.class("tabs"), .ariaLabel("Prompt")) {
      a(.href(link), .currentPage.when(here == .read)) { "Read" }
      a(.href(link.at("@history")), .currentPage.when(here == .history)) {
        "History "
        span(.class("num muted")) { "\(latest)" }
      }
      if latest > 1 {
        a(.href(link.at("@compare")), .currentPage.when(here == .compare)) { "Compare" }
      }
      a(
        .href(link.at("@report").component("\(version ?? latest)")),
        .currentPage.when(here == .report)
      ) { "Report" }
    }
  }
}

/// A page of a prompt.
enum PromptTab {
  case read
  case history
  case compare
  case report
}

extension PromptSite {
  private func historyPage(
    _ name: PromptName, _ record: PromptRecord, _ history: PromptHistory, latest: Int,
    _ frame: Frame
  ) -> Page {
    let title = record.title ?? name.rawValue
    return frame.page(
      "History of \(title)", PagePlace(.prompts, folder: PromptFolders.folder(of: name))
    ) {
      crumbs(name)
      div(.class("head")) { div { h1 { words(title) } } }
      promptTabs(name, latest, .history)
      Markup.form(.get, to: Link.prompt(name.rawValue).at("@compare")) {
        ul(.class("history")) {
          for row in HistoryRow.all(history) { line(row, name, latest) }
        }
        div(.class("foot")) {
          if latest > 1 { button(.submit, .class("btn")) { "Compare the two chosen" } }
          if let next = history.next {
            " "
            a(
              .class("btn"),
              .href(Link.prompt(name.rawValue).at("@history").query("before", "\(next)"))
            ) { "Older" }
          }
        }
      }
    }
  }

  private func line(_ row: HistoryRow, _ name: PromptName, _ latest: Int) -> HTML {
    switch row {
    case .move(let move, let pointer):
      li(.class("move")) {
        p(.class("muted")) {
          words(pointer)
          " ← v\(move.version), "
          words(move.author.name)
          ", "
          moment(move.author.time)
          if let reason = move.reason, !reason.isEmpty {
            ", “"
            words(reason)
            "”"
          }
        }
      }
    case .version(let version, let marks):
      li {
        p(.class("meta")) {
          if latest > 1 {
            label {
              input(
                .radio, .name("from"), .value("\(version.number)"),
                .checked.when(version.number == latest - 1))
              span(.class("sr")) { "Compare from v\(version.number)" }
            }
            label {
              input(
                .radio, .name("to"), .value("\(version.number)"),
                .checked.when(version.number == latest))
              span(.class("sr")) { "Compare to v\(version.number)" }
            }
          }
          a(.href(.prompt(name.rawValue).version(version.number))) { b { "v\(version.number)" } }
          " "
          versionTags(marks)
          " "
          if !version.message.isEmpty { span { words(version.message) } }
          " "
          span(.class("muted")) {
            words(version.author.name)
            ", "
            moment(version.createdAt)
          }
          if version.number > 1 {
            " "
            a(
              .class("act"),
              .href(
                Link.prompt(name.rawValue).at("@compare")
                  .query("from", "\(version.number - 1)").query("to", "\(version.number)"))
            ) { "Compare with v\(version.number - 1)" }
          }
        }
      }
    }
  }
}

/// A line of a history: a version, or a move between two.
private enum HistoryRow {
  case version(Version, [VersionMark])
  case move(PointerMove, pointer: String)

  /// The lines, the newest first; moves of a moment come above the version that they make live.
  static func all(_ history: PromptHistory) -> [HistoryRow] {
    var moves = history.moves[...]
    var rows: [HistoryRow] = []
    for version in history.versions {
      while let move = moves.first, move.author.time >= version.createdAt {
        rows.append(.move(move, pointer: move.pointer.name))
        moves.removeFirst()
      }
      let marks = history.live.compactMap { live -> VersionMark? in
        guard live.move.version == version.number else { return nil }
        return live.pointer.environment.map { .environment($0.rawValue) } ?? .active
      }
      rows.append(.version(version, marks))
    }
    return rows + moves.map { .move($0, pointer: $0.pointer.name) }
  }
}

extension Pointer {
  /// The name of the place.
  fileprivate var name: String { environment?.rawValue ?? "active" }
}
