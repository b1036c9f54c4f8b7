internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// Addresses that hold whatever a prompt is called: its id is never that of another one.
  var permalinkRoutes: [Route] {
    [
      .page(PathTemplate("/p/{id}"), "web.permalink", query: []) { request in
        try permalink(request, version: nil)
      },
      .page(PathTemplate("/p/{id}/{version}"), "web.permalinkToVersion", query: []) { request in
        let text = request.parameters.last ?? ""
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "v"),
          digits.allSatisfy({ (0x30...0x39).contains($0) }),
          let number = Int(String(Substring(digits))), number > 0
        else { throw ServiceError.pathNotFound }
        return try permalink(request, version: number)
      },
    ]
  }

  private func permalink(_ request: ServiceRequest, version: Int?) throws -> HTTPResponse {
    let id: PromptID
    do throws(RepositoryError) {
      id = try PromptID(request.parameters.first ?? "")
    } catch {
      throw ServiceError.pathNotFound
    }
    let found: FoundPrompt
    do {
      found = try request.find(.id(id))
    } catch let error as ServiceError where error.kind == .notFound {
      guard let deleted = try request.deletedPrompt(id) else { throw error }
      return HTTPResponse(tombstonePage(deleted, try frame(for: request)), .notFound)
    }
    if let version { _ = try found.version(.number(version)) }
    let link = Link.prompt(found.name.rawValue)
    var response = HTTPResponse.goTo(version.map { link.version($0) } ?? link)
    response.status = .found
    return response
  }

  /// What is at a name that no prompt has: the way to the one that had it, or what became of it.
  func departedPage(
    _ place: PromptPlace, _ request: ServiceRequest, _ error: ServiceError
  ) throws -> HTTPResponse {
    guard let name = PromptName(orNil: place.name) else { throw error }
    let left = try request.departed(from: name)
    if let renamed = left.first(where: { $0.current != nil }), let current = renamed.current {
      let link = Link.prompt(current.rawValue)
      if place.isRaw, let version = place.version {
        return .goTo(link.version(version).at("raw"))
      }
      return .goTo(
        (place.version.map { link.version($0) } ?? link).query("was", name.rawValue))
    }
    guard let deleted = left.first else { throw error }
    return HTTPResponse(tombstonePage(deleted, try frame(for: request)), .notFound)
  }

  private func tombstonePage(_ deleted: DepartedPrompt, _ frame: Frame) -> Page {
    frame.page("\(deleted.name) was deleted", PagePlace(.prompts), isTagged: false) {
      crumbs(deleted.name)
      div(.class("head")) {
        div {
          h1 {
            promptName(deleted.name.rawValue)
            deleted.renamedTo == nil ? " was deleted" : " is no more"
          }
          p(.class("lede")) {
            if let newName = deleted.renamedTo {
              "It was renamed to "
              words(newName.rawValue)
              " by "
            } else {
              "By "
            }
            words(deleted.author.name)
            ", "
            moment(deleted.author.time)
            if let reason = deleted.reason {
              ": “"
              words(reason)
              "”"
            }
          }
        }
      }
      p { "Its texts are gone. Who changed it and moved it, when and why, is kept." }
      p(.class("acts")) {
        a(.class("btn"), .href(Link("activity").query("prompt", deleted.name.rawValue))) {
          Icon.activity.html
          "Activity of this prompt"
        }
        a(.class("btn plain"), .href(.root)) { "All prompts" }
      }
    }
  }
}

/// What names have to do with a prompt beside the one that it has.
struct NameChanges {
  /// How it was given its name, where it was asked for by the one before.
  let own: DepartedPrompt?
  /// The last other prompt that had its name.
  let other: DepartedPrompt?

  /// Looks at who had the prompt's name before, and at the name that brought somebody here.
  init(_ found: FoundPrompt, _ id: PromptID, _ request: ServiceRequest) throws {
    other = try request.departed(from: found.name).first { $0.id != id }
    let was = request.target["was"].flatMap(PromptName.init(orNil:))
    own = try was.flatMap { name in
      try request.departed(from: name).first { $0.id == id && $0.name != found.name }
    }
  }
}

extension PromptSite {
  /// What is said of names above a prompt.
  func nameChanges(_ view: PromptView) -> HTML {
    HTML {
      if let own = view.names.own {
        p(.class("note"), .role("status")) {
          Icon.warn.html
          span {
            words(own.name.rawValue)
            " is called "
            words(view.name.rawValue)
            " now. It was renamed by "
            words(own.author.name)
            ", "
            moment(own.author.time)
            if let reason = own.reason {
              ": “"
              words(reason)
              "”"
            }
            "."
          }
        }
      }
      if let other = view.names.other {
        p(.class("note")) {
          Icon.warn.html
          span {
            "Until "
            moment(other.author.time)
            " another prompt had this name. "
            if let current = other.current {
              "It is "
              a(.href(Link("p").component(other.id.rawValue))) { words(current.rawValue) }
              " now."
            } else {
              "It was "
              a(.href(Link("p").component(other.id.rawValue))) { "deleted" }
              "."
            }
          }
        }
      }
    }
  }
}
