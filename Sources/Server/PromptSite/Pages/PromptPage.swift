internal import CanonicalJSON
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

extension PromptSite {
  /// The pages of a prompt and its versions.
  var promptRoutes: [Route] {
    [
      .page(
        PathTemplate("/prompts/{name…}"), "web.prompt", query: ["view", "from", "was"]
      ) { request in
        let place = try PromptPlace(request.parameters.first ?? "")
        let found: FoundPrompt
        do {
          found = try request.find(.text(place.name))
        } catch let error as ServiceError where error.kind == .notFound {
          return try departedPage(place, request, error)
        }
        guard found.name.rawValue.utf8.elementsEqual(place.name.utf8) else {
          // A title, or a name that it had: the address is that of the name.
          return .goTo(.prompt(found.name.rawValue))
        }
        if place.isRaw { return try rawText(found, place, request) }
        let view = try PromptView(found, place, request)
        let frame = try frame(for: request)
        if view.isExact { return .page(exactPage(view, request, frame), for: request) }
        return .page(promptPage(view, request, frame), for: request)
      }
    ]
  }
}

/// What an address below `/prompts/` names: a prompt, and a version where it says one.
///
/// No part of a name begins with `@`, so what is asked of a prompt is behind one.
struct PromptPlace {
  /// The name of the prompt.
  let name: String
  /// The number of a version; `nil` for the active one.
  let version: Int?
  /// Whether the bytes of the version are asked for: `/@v7/raw`.
  private(set) var isRaw = false

  /// A prompt, and a version where one is given.
  init(name: String, version: Int?) {
    self.name = name
    self.version = version
  }

  /// Reads the rest of a path.
  ///
  /// - Throws: ``ServiceError/pathNotFound`` for anything that there is not.
  init(_ rest: String) throws(ServiceError) {
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard let mark = parts.firstIndex(where: { $0.utf8.first == UInt8(ascii: "@") }) else {
      name = rest
      version = nil
      return
    }
    let asked = parts[mark].dropFirst()
    isRaw = parts.count == mark + 2 && parts[mark + 1] == "raw"
    guard isRaw || mark == parts.count - 1, mark > 0, asked.utf8.first == UInt8(ascii: "v"),
      let number = Int(asked.dropFirst()), number > 0
    else { throw .pathNotFound }
    name = parts[..<mark].joined(separator: "/")
    version = number
  }
}

/// A prompt as its page shows it.
struct PromptView {
  let name: PromptName
  let record: PromptRecord
  let version: Version
  let latest: Int
  let content: VersionContent
  /// The text, of a long one a part.
  let text: ShownText
  /// That part; `nil` for a text that is shown as a whole.
  let page: TextPage?
  /// Whether the text is shown by its lines and blanks.
  let isExact: Bool
  /// What can be tried with the text; `nil` where nothing can.
  var trial: Trial?
  /// Why nothing can.
  private(set) var trialRefusal: String?
  /// What came of trying; `nil` where that is not asked for.
  var filled: FilledText?
  /// Others that had the prompt's name before, and the name that it had itself.
  let names: NameChanges
  /// Where the version is live.
  let marks: [VersionMark]
  /// The places that have held something else before.
  let canGoBack: Set<VersionMark>
  /// What each place has, with the move that made it so.
  let places: [(place: PlacedVersion, move: PointerMove?)]
  /// Where the version could go.
  let moves: VersionMoves

  init(_ found: FoundPrompt, _ place: PromptPlace, _ request: ServiceRequest) throws {
    name = found.name
    record = try found.record()
    latest = try found.latest().number
    let active = try found.live(.active)
    if let number = place.version {
      version = try found.version(.number(number))
    } else if let active {
      version = try found.version(.number(active.version))
    } else {
      version = try found.latest()
    }
    content = try found.content(of: version)
    isExact = try request.isExact
    let first = try request.firstLineShown
    let page = TextPage(content.template, from: first)
    guard let page else {
      throw ServiceError.invalid("The text has no line \(first)", parameter: "from")
    }
    let isWhole = !isExact && content.template.utf8.count <= TextPage.byteLimit
    self.page = isWhole ? nil : page
    if isWhole {
      text = ShownText(content.template, dialect: content.dialect)
    } else if first == 1 {
      text = ShownText(page.text, dialect: content.dialect)
    } else {
      text = ShownText(linesOf: page.text)
    }
    names = try NameChanges(found, record.id, request)
    (trial, trialRefusal) = try PromptView.trial(of: found, version)
    var moves: [(VersionMark, PointerMove?)] = [(.active, active)]
    for environment in found.environments {
      moves.append(
        (.environment(environment.rawValue), try found.live(.environment(environment))))
    }
    let number = version.number
    marks = moves.compactMap { $0.1?.version == number ? $0.0 : nil }
    var canGoBack: Set<VersionMark> = try found.hasEarlier(.active) ? [.active] : []
    for environment in found.environments
    where try found.hasEarlier(.environment(environment)) {
      canGoBack.insert(.environment(environment.rawValue))
    }
    self.canGoBack = canGoBack
    let placed = PlacedVersion.all(moves.map { ($0, $1?.version, $1?.hash) })
    places = zip(placed, moves).map { ($0, $1.1) }
    self.moves = VersionMoves(
      version, isArchived: record.isArchived, live: moves, try request.environments())
  }

  /// What can be tried with a version, or why nothing can.
  private static func trial(
    of found: FoundPrompt, _ version: Version
  ) throws -> (Trial?, refusal: String?) {
    let text: VersionText
    do {
      text = try found.text(of: version)
    } catch {
      guard error.cause != nil || error.code == .invalid else { throw error }
      return (nil, "It cannot be filled in: \(error.message)")
    }
    if let unreadable = text.unreadable {
      return (nil, "It cannot be read as \(text.dialect.rawValue): \(unreadable)")
    }
    guard text.dialect != .jinja else {
      return (nil, "A text of Jinja is filled in by the program that calls it.")
    }
    return (Trial(text), nil)
  }
}

extension PromptSite {
  func promptPage(_ view: PromptView, _ request: ServiceRequest, _ frame: Frame) -> Page {
    let folder = PromptFolders.folder(of: view.name)
    let title = view.record.title ?? view.name.rawValue
    return frame.page(title, PagePlace(.prompts, folder: folder)) {
      crumbs(view.name)
      div(.class("head")) {
        div {
          h1 { words(title) }
          if let description = view.record.description, !description.isEmpty {
            p(.class("lede")) { words(description) }
          }
        }
        moveLinks(view.moves, of: view.name, frame)
      }
      if view.record.isArchived {
        p(.class("note")) {
          Icon.warn.html
          span { "This prompt is archived." }
        }
      }
      nameChanges(view)
      promptTabs(view.name, view.latest, .read, version: view.version.number)
      older(view)
      div(.class("two")) {
        div(.class("b")) { live(view) }
        div(.class("a")) {
          if case .text(let rendered, let text)? = view.filled {
            filledText(rendered, text, view)
          } else {
            meta(view)
            promptText(view.text)
            textPages(view)
            textTools(view, request)
          }
        }
        div(.class("c")) {
          tryCard(view, frame)
          about(view, request)
        }
      }
    }
  }

  func crumbs(_ name: PromptName) -> HTML {
    let parts = name.rawValue.split(separator: "/").map(String.init)
    return HTML {
      if parts.count > 1 {
        nav(.class("crumbs"), .ariaLabel("Folder")) {
          for (index, part) in parts.enumerated() {
            if index > 0 { " / " }
            if index == parts.count - 1 {
              span(.currentPage) { words(part) }
            } else if index == 0 {
              a(.href(Frame.Folder(name: part, count: 0).link)) { words(part) }
            } else {
              span { words(part) }
            }
          }
        }
      }
    }
  }

  /// What is said above a version that is not the newest.
  func older(_ view: PromptView) -> HTML {
    HTML {
      if view.version.number < view.latest {
        p(.class("note")) {
          Icon.warn.html
          span {
            "v\(view.version.number) is not the latest. "
            a(.href(.prompt(view.name.rawValue).version(view.latest))) {
              "Go to v\(view.latest)"
            }
            " · "
            a(
              .href(
                Link.prompt(view.name.rawValue).at("@compare")
                  .query("from", "\(view.version.number)").query("to", "\(view.latest)"))
            ) { "Compare with v\(view.latest)" }
          }
        }
      }
    }
  }

  private func live(_ view: PromptView) -> HTML {
    section(.class("card")) {
      header { h2 { "Live" } }
      ul(.class("places")) {
        for (place, move) in view.places {
          li {
            span { words(place.mark.name) }
            span(
              .class("v off").when(place.differsFrom != nil),
              .class("v").when(place.differsFrom == nil)
            ) {
              if let number = place.number {
                a(.href(.prompt(view.name.rawValue).version(number))) { versionNumber(place) }
              } else {
                versionNumber(place)
              }
            }
            if let move {
              small {
                words(move.author.name)
                ", "
                moment(move.author.time, isAge: true)
                if view.canGoBack.contains(place.mark) {
                  " · "
                  a(.class("act"), .href(rollBackLink(view.name, place.mark))) { "Roll back…" }
                }
              }
            }
          }
        }
      }
    }
  }

  private func rollBackLink(_ name: PromptName, _ mark: VersionMark) -> Link {
    let link = Link.prompt(name.rawValue).at("@rollback")
    if case .environment(let environment) = mark { return link.query("env", environment) }
    return link
  }

  func meta(_ view: PromptView) -> HTML {
    p(.class("meta")) {
      b { "v\(view.version.number)" }
      " "
      versionTags(view.marks)
      if !view.version.message.isEmpty {
        " "
        span {
          "“"
          words(view.version.message)
          "”"
        }
      }
      " "
      span {
        words(view.version.author.name)
        ", "
        moment(view.version.createdAt)
      }
    }
  }

  private func about(_ view: PromptView, _ request: ServiceRequest) -> HTML {
    section(.class("card")) {
      header { h2 { "About v\(view.version.number)" } }
      div(.class("in")) {
        dl(.class("facts")) {
          if let model = view.content.config?["model"]?.string {
            dt { "Model" }
            dd { words(model) }
          }
          dt { "Dialect" }
          dd { view.content.dialect.rawValue }
          dt { "Size" }
          dd { "\(grouped(view.content.template.utf8.count)) bytes" }
          dt { "Version hash" }
          dd { code { view.version.hash.short() } }
          dt { "Permanent link" }
          dd { permalink(view, request) }
        }
      }
    }
  }
}

extension Link {
  /// The page of one version of a prompt, whose page this is.
  func version(_ number: Int) -> Link { component("@v\(number)") }
}
