internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// What taking a pointer of a prompt back would change, and the button that does it.
  var rollBackRoutes: [Route] {
    let path = PathTemplate("/prompts/{name…}/@rollback")
    return [
      .page(path, "web.rollback", query: ["env", "version"]) { request in
        let move = try RollBack(request)
        return .page(rollBackPage(move, request, try frame(for: request)), for: request)
      },
      .form(path, "web.rollsBack", role: .editor, query: ["env", "version"], limit: 16_384) {
        request, form in
        let name = try PromptName(request.parameters.first ?? "")
        let shown = try ShownMove(name, form: form["move"] ?? "")
        let pointer = try request.pointer(form["env"])
        do {
          let made = try request.rollBack(shown, pointer, reason: form.reason)
          return .goTo(made.page(or: .prompt(name.rawValue)))
        } catch let error as ServiceError where error.kind == .conflict {
          // What was shown is not what is there: it is planned anew, and what was typed is kept.
          let move = try RollBack(request)
          let page = rollBackPage(
            move, request, try frame(for: request), reason: form.reason ?? "", isStale: true)
          return HTTPResponse(page, .conflict)
        }
      },
    ]
  }
}

extension ServiceRequest {
  /// The pointer that a field names: an environment, or the active one.
  func pointer(_ environment: String?) throws -> Pointer {
    guard let environment, !environment.isEmpty else { return .active }
    return .environment(try self.environment(environment))
  }
}

extension FormFields {
  /// Why something is done; `nil` where nobody says.
  var reason: String? {
    let text = self["reason"] ?? ""
    return text.utf8.allSatisfy { $0 <= 32 } ? nil : text
  }
}

/// A step back as it is shown.
private struct RollBack {
  let preview: PointerMovePreview
  let environment: String?
  let change: ShownChange
  let live: PointerMove
  /// What the pointer has held, each version once, the newest first, without the one that is live.
  let held: [Int]

  init(_ request: ServiceRequest) throws {
    environment = request.target["env"]
    let pointer = try request.pointer(environment)
    preview = try request.planRollback(
      of: .text(request.parameters.first ?? ""), pointer, to: request.versionNumber())
    guard let live = preview.live else {
      throw ServiceError.notDeployed(to: environment ?? "active")
    }
    self.live = live
    change = try ShownChange(preview.prompt, pointer, live: live, to: preview.version)
    var held: [Int] = []
    for move in preview.moves where move.version != live.version && !held.contains(move.version) {
      held.append(move.version)
    }
    self.held = held
  }

  /// The least role that may do it.
  var needed: Role { environment == nil ? .editor : .deployer }

  var place: String { environment ?? "the active version" }
}

extension PromptSite {
  private func rollBackPage(
    _ move: RollBack, _ request: ServiceRequest, _ frame: Frame, reason: String = "",
    isStale: Bool = false
  ) -> Page {
    let name = move.preview.prompt.name
    let target = move.preview.version.number
    let here = Link.prompt(name.rawValue).at("@rollback").query("env", move.environment)
    return frame.page(
      "Roll back \(name)", PagePlace(.prompts, folder: PromptFolders.folder(of: name)),
      isTagged: !isStale
    ) {
      crumbs(name)
      div(.class("head")) {
        div {
          h1 {
            "Roll "
            words(move.place)
            " back"
          }
          p(.class("lede")) { "v\(move.live.version) → v\(target). Newer versions are kept." }
        }
      }
      if isStale { movedNote(move.live) }
      if move.held.count > 1 {
        p(.class("muted")) {
          "Or back to "
          for (index, number) in move.held.prefix(8).enumerated() {
            if index > 0 { ", " }
            if number == target {
              b { "v\(number)" }
            } else {
              a(.href(here.query("version", "\(number)"))) { "v\(number)" }
            }
          }
        }
      }
      div(.class("card")) { changeCard(move.change, isOpen: true) }
      frame.form(to: here.query("version", request.target["version"])) {
        input(.hidden, .name("move"), .value(move.preview.shown.form))
        input(.hidden, .name("env"), .value(move.environment ?? ""))
        sign(
          SignBox(
            needed: move.needed, action: "Rolling back", cancel: .prompt(name.rawValue),
            reason: reason,
            note: HTML { "Callers get it at once. Activity then has the button to undo it." }),
          request
        ) {
          button(.submit, .class("btn go")) {
            "Roll "
            words(move.environment ?? "active")
            " back to v\(target)"
          }
        }
      }
    }
  }
}
