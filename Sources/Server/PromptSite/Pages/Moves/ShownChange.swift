internal import Markup
internal import PromptRepo
internal import PromptReview
internal import PromptService

/// What becomes of one prompt in one place, as it is shown before it is done.
struct ShownChange {
  /// The prompt.
  let name: PromptName
  /// Its title; `nil` where it has none.
  let title: String?
  /// The number of the version that is live so far; `nil` where none is.
  let from: Int?
  /// The number of the version that comes; `nil` where that cannot be read.
  let to: Int?
  /// How their contents differ; `nil` where one of them cannot be read.
  let change: ContentChange?

  /// Compares what a pointer has with a version.
  ///
  /// - Parameters:
  ///   - live: The move that made live what is live.
  ///   - version: The version that comes.
  init(_ prompt: FoundPrompt, _ pointer: Pointer, live: PointerMove?, to version: Version?) throws {
    name = prompt.name
    title = try FoundPrompt.unlessDamaged { try prompt.record().title } ?? nil
    from = live?.version
    to = version?.number
    guard let version else {
      change = nil
      return
    }
    change = try FoundPrompt.unlessDamaged {
      let old = try live.map { _ in try prompt.version(.pointer(pointer)) }
      return try prompt.change(from: old, to: version)
    }
  }

  /// The two numbers: `v6 → v7`.
  var numbers: String {
    "\(from.map { "v\($0)" } ?? "none") → \(to.map { "v\($0)" } ?? "none")"
  }
}

extension PromptSite {
  /// One prompt of a move: its name, the two versions, and what differs.
  ///
  /// - Parameters:
  ///   - isOpen: Whether the difference is shown at once.
  ///   - tags: What is said beside the name.
  ///   - box: What stands before the name, where the prompt can be left out.
  ///   - checks: What is said below the difference.
  func changeCard(
    _ shown: ShownChange, isOpen: Bool, box: HTML? = nil, tags: HTML = HTML(),
    checks: HTML = HTML()
  ) -> HTML {
    section(.class("change")) {
      h2(.class("sum")) {
        if let box {
          label {
            box
            words(shown.title ?? shown.name.rawValue)
          }
        } else {
          b { words(shown.title ?? shown.name.rawValue) }
        }
        if shown.title != nil { span(.class("muted")) { promptName(shown.name.rawValue) } }
        tags
        span(.class("num")) { shown.numbers }
      }
      if let change = shown.change {
        details(.open.when(isOpen)) {
          summary {
            Icon.chevron.html
            span {
              if shown.from == nil { "All of it is new here" } else { changedParts(change) }
            }
          }
          div(.class("body")) {
            textDifference(change.words)
            settingsDifference(change)
            checks
          }
        }
      } else {
        div(.class("body")) { checks }
      }
    }
  }
}
