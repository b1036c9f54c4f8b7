internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptReview
internal import PromptService

extension PromptSite {
  /// Two versions of a prompt, by words.
  var compareRoutes: [Route] {
    [
      .page(PathTemplate("/prompts/{name…}/@compare"), "web.compare", query: ["from", "to"]) {
        request in
        let comparison = try Comparison(request)
        return .page(comparePage(comparison, try frame(for: request)), for: request)
      }
    ]
  }
}

/// Two versions, and how they differ.
private struct Comparison {
  let found: FoundPrompt
  let title: String
  let latest: Int
  let from: Version
  let to: Version
  let change: ContentChange

  init(_ request: ServiceRequest) throws {
    let found = try request.find(.text(request.parameters.first ?? ""))
    self.found = found
    latest = try found.latest().number
    title = try found.record().title ?? found.name.rawValue
    let to = try request.version("to", latest, of: found)
    let from = try request.version("from", to.number - 1, of: found)
    (self.from, self.to) = (from, to)
    change = try found.change(from: from, to: to)
  }
}

extension ServiceRequest {
  /// The version that a parameter of the query means: a number, an environment, or `active`.
  fileprivate func version(
    _ parameter: String, _ standard: Int, of found: FoundPrompt
  ) throws -> Version {
    guard let text = target[parameter], !text.isEmpty else {
      return try found.version(.number(max(1, standard)))
    }
    let digits = text.utf8.first == UInt8(ascii: "v") ? text.dropFirst() : text[...]
    guard let number = Int(digits) else {
      return try found.version(.pointer(pointer(text == "active" ? nil : text)))
    }
    return try found.version(.number(number))
  }
}

extension PromptSite {
  private func comparePage(_ comparison: Comparison, _ frame: Frame) -> Page {
    let name = comparison.found.name
    let link = Link.prompt(name.rawValue).at("@compare")
    let (from, to) = (comparison.from.number, comparison.to.number)
    return frame.page(
      "\(comparison.title), v\(from) and v\(to)",
      PagePlace(.prompts, folder: PromptFolders.folder(of: name))
    ) {
      crumbs(name)
      div(.class("head")) { div { h1 { words(comparison.title) } } }
      promptTabs(name, comparison.latest, .compare)
      Markup.form(.get, to: link, .class("filters")) {
        label {
          span(.class("sr")) { "From version" }
          input(.text, .name("from"), .value("\(from)"), .inputmode("numeric"), .class("pick"))
        }
        " → "
        label {
          span(.class("sr")) { "To version" }
          input(.text, .name("to"), .value("\(to)"), .inputmode("numeric"), .class("pick"))
        }
        button(.submit, .class("btn")) { "Compare" }
        a(.class("btn plain"), .href(link.query("from", "\(to)").query("to", "\(from)"))) {
          "The other way round"
        }
      }
      p(.class("muted")) {
        "v\(from) → v\(to): "
        changedParts(comparison.change)
        "."
      }
      textDifference(comparison.change.words)
      settingsDifference(comparison.change)
    }
  }
}
