internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

extension PromptSite {
  /// The list of prompts.
  var promptListRoutes: [Route] {
    [
      .page(PathTemplate("/"), "web.prompts", query: PromptListQuery.parameters) { request in
        let query = try PromptListQuery(request.target)
        let list = try PromptList(query, of: request.promptSummaries())
        if query.looksInTexts {
          let search = try TextSearch(list, request, for: searchTime)
          return .page(textSearchPage(list, search, try frame(for: request)), for: request)
        }
        let rows = try list.page.map { try PromptRow($0, list, request) }
        return .page(promptListPage(list, rows, try frame(for: request)), for: request)
      }
    ]
  }
}

/// Which prompts are asked for.
struct PromptListQuery: Sendable {
  /// The parameters of the address.
  static let parameters = ["q", "in", "under", "show", "after"]

  /// Only prompts with these words in their names or titles; empty for all.
  var words = ""
  /// Whether the words are looked for in texts instead.
  var isInTexts = false
  /// Only prompts in this folder; empty for those in none, `nil` for all.
  var folder: String?
  /// Which of them.
  var show = Show.all
  /// The page begins after this one; `nil` for the first page.
  var after: Place?

  /// The place of a prompt in the list: it holds while others are changed.
  struct Place: Sendable, Hashable {
    /// When the prompt was changed last, in milliseconds since 1970.
    let time: Int64
    /// Its id.
    let id: String
  }

  /// Which prompts.
  enum Show: String, Sendable {
    case all
    /// What differs from the place that it is promoted from.
    case differing
    /// What is archived.
    case archived
  }

  /// Reads the query of an address.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  init(_ target: RequestTarget) throws(ServiceError) {
    words = target["q"] ?? ""
    folder = target["under"]
    if let text = target["in"] {
      guard text == "texts" else {
        throw .invalid("'in' is 'texts', or is left out", parameter: "in")
      }
      isInTexts = true
    }
    if let text = target["show"] {
      guard let show = Show(rawValue: text), show != .all else {
        throw .invalid("'show' is 'differing' or 'archived'", parameter: "show")
      }
      self.show = show
    }
    if let text = target["after"] {
      let parts = text.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let time = Int64(parts[0]) else {
        throw .invalid("'after' is a place in the list, as its links have it", parameter: "after")
      }
      after = Place(time: time, id: String(parts[1]))
    }
  }

  /// Whether there are words to be looked for in texts.
  var looksInTexts: Bool { isInTexts && words.contains { !$0.isWhitespace } }

  /// The address of the list.
  var link: Link { link(below: .root) }

  /// The address of a page that has a list.
  func link(below page: Link) -> Link {
    var link = page
    if !words.isEmpty { link = link.query("q", words) }
    if isInTexts { link = link.query("in", "texts") }
    if let folder { link = link.query("under", folder) }
    if show != .all { link = link.query("show", show.rawValue) }
    if let after { link = link.query("after", "\(after.time).\(after.id)") }
    return link
  }

  /// The same with something else.
  func with(_ change: (inout PromptListQuery) -> Void) -> PromptListQuery {
    var query = self
    query.after = nil
    change(&query)
    return query
  }
}

/// The prompts that are asked for.
struct PromptList {
  /// So many prompts are on a page.
  static let pageSize = 50

  let query: PromptListQuery
  /// All that are not archived.
  let all: [PromptSummary]
  /// Those of the page.
  let page: [PromptSummary]
  /// Those of the page and of all behind it.
  let rest: [PromptSummary]
  /// How many there are on all pages, and before this one.
  let count: Int
  let skipped: Int
  /// How many of all differ, and are archived.
  let differing: Int
  let archived: Int
  /// Whether there is any prompt at all.
  let isEmpty: Bool
  let environments: [EnvironmentName]

  init(_ query: PromptListQuery, of summaries: PromptSummaries) {
    self.query = query
    environments = summaries.environments
    isEmpty = summaries.prompts.isEmpty
    let looked = query.isInTexts ? "" : query.words
    let wanted = looked.lowercased().split(separator: " ").map(String.init)
    let fitting = summaries.prompts.filter { prompt in
      if let folder = query.folder, PromptFolders.folder(of: prompt.name) != folder { return false }
      guard !wanted.isEmpty else { return true }
      let text = "\(prompt.name) \(prompt.title ?? "")".lowercased()
      return wanted.allSatisfy(text.contains)
    }
    let live = fitting.filter { !$0.isArchived }
    all = summaries.prompts.filter { !$0.isArchived }
    let away = live.filter { $0.differs(summaries.environments) }
    let archive = fitting.filter(\.isArchived)
    (differing, archived) = (away.count, archive.count)
    let shown =
      switch query.show {
      case .all: live
      case .differing: away
      case .archived: archive
      }
    count = shown.count
    skipped = query.after.map { PromptList.place(of: $0, in: shown) } ?? 0
    rest = Array(shown.dropFirst(skipped))
    page = Array(rest.prefix(PromptList.pageSize))
  }
}

extension PromptList {
  /// How many prompts come before what is after a place.
  fileprivate static func place(
    of place: PromptListQuery.Place, in prompts: [PromptSummary]
  ) -> Int {
    let known = prompts.firstIndex {
      $0.changedAt.milliseconds == place.time && "\($0.id)" == place.id
    }
    if let known { return known + 1 }
    // It was changed meanwhile, and is at the beginning now.
    return prompts.firstIndex { $0.changedAt.milliseconds < place.time } ?? prompts.count
  }

  /// The place of the last of so many prompts.
  func place(before count: Int) -> PromptListQuery.Place? {
    let index = count - skipped - 1
    guard rest.indices.contains(index) else { return nil }
    return PromptListQuery.Place(
      time: rest[index].changedAt.milliseconds, id: "\(rest[index].id)")
  }

  /// The next page; `nil` after the last one.
  func next(below page: Link) -> Link? {
    guard skipped + self.page.count < count else { return nil }
    return query.with { $0.after = end }.link(below: page)
  }

  /// The place of the last prompt of the page.
  fileprivate var end: PromptListQuery.Place? {
    page.last.map { PromptListQuery.Place(time: $0.changedAt.milliseconds, id: "\($0.id)") }
  }
}

extension PromptSummary {
  /// What each place has, in the order of promotion.
  func places(_ environments: [EnvironmentName]) -> [PlacedVersion] {
    let others = environments.map { environment in
      (
        mark: VersionMark.environment(environment.rawValue), number: live[environment]?.number,
        hash: live[environment]?.hash
      )
    }
    return PlacedVersion.all([(.active, active?.number, active?.hash)] + others)
  }

  /// What each place has; of a prompt that is deployed nowhere that is said by saying nothing.
  func shownPlaces(_ environments: [EnvironmentName]) -> [PlacedVersion] {
    let places = places(environments)
    return live.isEmpty ? Array(places.prefix(1)) : places
  }

  /// Whether a place has something else than the one that it is promoted from.
  func differs(_ environments: [EnvironmentName]) -> Bool {
    places(environments).contains { $0.differsFrom != nil }
  }
}

/// A prompt as the list shows it.
struct PromptRow {
  let prompt: PromptSummary
  let places: [PlacedVersion]
  /// The first line of its text; `nil` where there is none.
  let firstLine: String?
  /// Why it cannot be read; `nil` where it can.
  let damage: String?

  init(_ prompt: PromptSummary, _ list: PromptList, _ request: ServiceRequest) throws {
    self.prompt = prompt
    places = prompt.shownPlaces(list.environments)
    do {
      firstLine = try request.firstLine(of: prompt)
      damage = prompt.damage
    } catch let error as RepositoryError where [.damaged, .invalid].contains(error.code) {
      firstLine = nil
      damage = error.message
    }
  }
}

extension PromptSite {
  private func promptListPage(_ list: PromptList, _ rows: [PromptRow], _ frame: Frame) -> Page {
    frame.page(
      "Prompts", PagePlace(.prompts, isStart: list.query.folder == nil, folder: list.query.folder)
    ) {
      div(.class("head row")) {
        div {
          h1 { list.query.folder.map { $0.isEmpty ? "Prompts without a folder" : $0 } ?? "Prompts" }
        }
      }
      listFilters(list)
      if rows.isEmpty {
        nothing(list)
      } else {
        ul(.class("rows")) { for row in rows { line(row) } }
        foot(list)
      }
    }
  }

  func listFilters(_ list: PromptList) -> HTML {
    let query = list.query
    return Markup.form(.get, to: .root, .class("filters"), .role("search")) {
      div(.class("search")) {
        Icon.search.html
        label(.class("sr"), .for("q")) { query.isInTexts ? "Search in texts" : "Search prompts" }
        input(
          .search, .id("q"), .name("q"), .value(query.words),
          .placeholder(query.isInTexts ? "Words of the text" : "Name or title"))
        kbd { "Ctrl K" }
      }
      if query.isInTexts { input(.hidden, .name("in"), .value("texts")) }
      if let folder = query.folder { input(.hidden, .name("under"), .value(folder)) }
      filter("All", nil, .all, query)
      filter("Differing", list.differing, .differing, query)
      if list.archived > 0 || query.show == .archived {
        filter("Archived", list.archived, .archived, query)
      }
    }
  }

  private func filter(
    _ name: String, _ count: Int?, _ show: PromptListQuery.Show, _ query: PromptListQuery
  ) -> HTML {
    let isShown = query.show == show
    let link = query.with { $0.show = show }.link
    return a(
      .class("btn").when(isShown), .class("btn plain").when(!isShown), .href(link),
      .current.when(isShown)
    ) {
      name
      if let count {
        " "
        span(.class("num")) { "\(count)" }
      }
    }
  }

  private func line(_ row: PromptRow) -> HTML {
    let prompt = row.prompt
    return li {
      div {
        a(.class("name"), .href(.prompt(prompt.name.rawValue))) {
          if let title = prompt.title { words(title) } else { promptName(prompt.name.rawValue) }
        }
        if prompt.title != nil {
          span(.class("slug")) { promptName(prompt.name.rawValue) }
        }
        if let damage = row.damage {
          p(.class("first")) {
            "It cannot be read: "
            words(damage)
          }
        } else if let firstLine = row.firstLine {
          p(.class("first"), .lang(""), .dir("auto")) { block(firstLine) }
        }
      }
      placedVersions(row.places)
      p(.class("when")) {
        moment(prompt.changedAt, isAge: true)
        if !prompt.changedBy.isEmpty {
          " "
          span(.class("wide")) {
            "by "
            words(prompt.changedBy)
          }
        }
      }
    }
  }

  private func foot(_ list: PromptList) -> HTML {
    let first = list.skipped + 1
    let last = list.skipped + list.page.count
    return div(.class("foot")) {
      span { "\(first)–\(last) of \(list.count), the last changed first" }
      if list.skipped > 0 {
        " "
        a(.class("btn plain"), .href(list.query.with { _ in }.link)) { "First page" }
      }
      if let link = list.next(below: .root) {
        " "
        a(.class("btn"), .href(link)) { "Next page" }
      }
      if !list.query.words.isEmpty {
        " "
        a(.class("btn plain"), .href(list.query.with { $0.isInTexts = true }.link)) {
          "Search in texts"
        }
      }
    }
  }

  private func nothing(_ list: PromptList) -> HTML {
    HTML {
      if list.isEmpty {
        p { "No prompts yet." }
        p {
          code { "promptrepo import FILE" }
          " brings some in."
        }
      } else if !list.query.words.isEmpty {
        p {
          "Nothing fits '"
          words(list.query.words)
          "' in names and titles. "
          a(.href(list.query.with { $0.isInTexts = true }.link)) { "Search in texts" }
          " · "
          a(.href(list.query.with { $0.words = "" }.link)) { "All" }
        }
      } else if list.query.show == .differing {
        p { "Every environment has what the one before it has." }
      } else {
        p { "There are none." }
      }
    }
  }
}

extension ServiceRequest {
  /// The first line of a prompt's text, as people read it.
  ///
  /// - Throws: `RepositoryError` for one that is damaged.
  func firstLine(of prompt: PromptSummary) throws -> String? {
    guard let content = try shownContent(of: prompt) else { return nil }
    // Of a long text the beginning has it, and is read sooner.
    return ShownText(content.template.beginning(4_096), dialect: content.dialect).firstLine
  }
}
