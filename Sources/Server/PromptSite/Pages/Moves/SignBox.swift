internal import APIKeys
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

/// What a change is signed with: why, and the button that makes it.
struct SignBox {
  /// The least role that may do it.
  let needed: Role
  /// What it is called where a role may not: `Deploying`.
  let action: String
  /// Where whoever does not want it goes.
  let cancel: Link
  /// What was typed as the reason.
  var reason = ""
  /// Whether the reason cannot stay empty.
  var isReasonRequired = false
  /// What is said below the button.
  var note: HTML?
}

extension PromptSite {
  /// Why and the button, of a form for those who may; for others one line that says why not.
  func sign(_ box: SignBox, _ request: ServiceRequest, @Content button: () -> HTML) -> HTML {
    guard request.may(box.needed) else { return roleLine(box.action, box.needed, request) }
    return div(.class("sign")) {
      label(.class("field")) {
        span {
          "Why "
          small {
            box.isReasonRequired
              ? "kept with the move, shown in Activity" : "may stay empty; kept with the move"
          }
        }
        input(
          .text, .name("reason"), .value(box.reason), .autocomplete("off"),
          .required.when(box.isReasonRequired))
      }
      div(.class("acts")) {
        a(.class("btn plain"), .href(box.cancel)) { "Cancel" }
        button()
      }
      if let note = box.note { p { note } }
    }
  }

  /// Why something is not offered to whoever looks at the page.
  func roleLine(_ action: String, _ needed: Role, _ request: ServiceRequest) -> HTML {
    p(.class("muted")) {
      if let key = request.caller.key {
        "\(action) needs the role \(needed.rawValue); this key is \(key.role.rawValue)."
      } else {
        "\(action) needs the role \(needed.rawValue). "
        a(.href(Link("sign-in").query("to", Link(request.target)?.text))) { "Sign in" }
      }
    }
  }

  /// What went wrong with a form that was sent; nothing was done then.
  func faultNote(_ sentence: String) -> HTML {
    p(.class("note bad"), .role("alert")) {
      Icon.warn.html
      span {
        "Nothing was done. "
        words(sentence.sentence)
      }
    }
  }

  /// That something was moved after it was shown, by whom, and that the page shows it as it is now.
  func movedNote(_ live: PointerMove?) -> HTML {
    p(.class("note bad"), .role("alert")) {
      Icon.warn.html
      span {
        "Somebody moved it meanwhile, so nothing was done. "
        if let live {
          words(live.author.name)
          " made v\(live.version) live, "
          moment(live.author.time)
          ". "
        }
        "This is what would change now."
      }
    }
  }
}
