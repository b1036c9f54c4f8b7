internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What making a version the active one would change, and the button that does it.
  var activateRoutes: [Route] {
    let path = PathTemplate("/prompts/{name…}/@activate")
    return [
      .page(path, "web.activate", query: ["version"]) { request in
        let page = activatePage(try Activation(request), request, try frame(for: request))
        return .page(page, for: request)
      },
      .form(path, "web.activates", role: .editor, query: ["version"], limit: 1 << 16) {
        request, form in
        let found = try request.find(.text(request.parameters.first ?? ""))
        let move = try ShownMove(found.name, form: form["move"] ?? "")
        do {
          let made = try request.activate(move, reason: form.reason)
          return .goTo(made.page(or: .prompt(found.name.rawValue)))
        } catch let error as ServiceError where error.kind == .conflict {
          // What was shown is not what is there: it is planned anew, and what was typed is kept.
          let page = activatePage(
            try Activation(request), request, try frame(for: request), reason: form.reason ?? "",
            isStale: true)
          return HTTPResponse(page, .conflict)
        }
      },
    ]
  }
}

/// An activation as it is shown.
private struct Activation {
  let name: PromptName
  let number: Int
  /// What is active now; `nil` where nothing is.
  let live: PointerMove?
  /// The move as it was planned; `nil` where the version is active already.
  let move: (shown: ShownMove, change: ShownChange)?

  init(_ request: ServiceRequest) throws {
    let found = try request.find(.text(request.parameters.first ?? ""))
    guard let number = try request.versionNumber() else {
      throw ServiceError.invalid("'version' has to name a version", parameter: "version")
    }
    name = found.name
    self.number = number
    let version = try found.version(.number(number))
    let live = try found.live(.active)
    guard live?.versionCommit != version.commit else {
      (self.live, move) = (live, nil)
      return
    }
    let preview = try request.planActivation(of: .text(found.name.rawValue), number)
    self.live = preview.live
    move = (
      preview.shown,
      try ShownChange(preview.prompt, .active, live: preview.live, to: preview.version)
    )
  }
}

extension PromptSite {
  private func activatePage(
    _ activation: Activation, _ request: ServiceRequest, _ frame: Frame, reason: String = "",
    isStale: Bool = false
  ) -> Page {
    let name = activation.name
    return frame.page(
      "Make v\(activation.number) of \(name) active",
      PagePlace(.prompts, folder: PromptFolders.folder(of: name)), isTagged: !isStale
    ) {
      crumbs(name)
      div(.class("head")) {
        div {
          h1 { "Make v\(activation.number) active" }
          p(.class("lede")) {
            activation.move == nil
              ? "v\(activation.number) is active already."
              : "Callers who name no environment get it. Environments keep what they have."
          }
        }
      }
      if isStale { movedNote(activation.live) }
      if let move = activation.move {
        div(.class("card")) { changeCard(move.change, isOpen: true) }
        frame.form(
          to: Link.prompt(name.rawValue).at("@activate").query("version", "\(activation.number)")
        ) {
          input(.hidden, .name("move"), .value(move.shown.form))
          sign(
            SignBox(
              needed: .editor, action: "Making a version active", cancel: .prompt(name.rawValue),
              reason: reason,
              note: HTML { "Callers get it at once. Activity then has the button to undo it." }),
            request
          ) {
            button(.submit, .class("btn go")) { "Make v\(activation.number) active" }
          }
        }
      }
    }
  }
}
