internal import CanonicalJSON
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

// What can be done with the text of a version: take it along, call for it, look at it closely.
extension PromptView {
  /// The page of the prompt with this version, as it was asked for.
  var link: Link { Link.prompt(name.rawValue).version(version.number) }

  /// The version's exact bytes.
  var rawLink: Link { link.at("raw") }

  /// What a caller of the Prompts API asks for to get this version: that of an environment that has
  /// it, the last in the order of promotion, else the active one, else its number.
  var apiQuery: String {
    for mark in marks.reversed() {
      if case .environment(let name) = mark { return "?environment=\(name)" }
    }
    return marks.isEmpty ? "?version=\(version.number)" : ""
  }

  /// The request of the Prompts API, below the server's own address.
  func apiAddress(_ request: ServiceRequest) -> String {
    "\(request.origin?.text ?? "")/api/v1/llm/prompts/\(record.id.rawValue)\(apiQuery)"
  }

  /// The request as curl makes it.
  func curl(_ request: ServiceRequest) -> String {
    """
    curl -sS -H "Authorization: Bearer $PROMPTREPO_API_KEY" \\
      '\(apiAddress(request))'
    """
  }

  /// The request as Python makes it, with nothing but what it comes with.
  func python(_ request: ServiceRequest) -> String {
    """
    import json
    import os
    import urllib.request

    request = urllib.request.Request(
        \(JSONValue.string(apiAddress(request)).text()),
        headers={"Authorization": "Bearer " + os.environ["PROMPTREPO_API_KEY"]},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        prompt = json.load(answer)
    print(prompt["active_template"])
    """
  }
}

extension PromptSite {
  /// The buttons below a text.
  func textTools(_ view: PromptView, _ request: ServiceRequest) -> HTML {
    HTML {
      div(.class("acts tools")) {
        button(
          .script, .class("btn plain"), .hidden, .data(.copy, view.rawLink.text),
          .data(.shown, "text")
        ) {
          Icon.copy.html
          "Copy text"
        }
        a(.class("btn plain"), .href(view.rawLink), .download) { "Raw" }
        if view.isExact {
          a(.class("btn plain"), .href(view.link)) { "As prose" }
        } else {
          a(.class("btn plain"), .href(view.link.query("view", "exact"))) { "Exact" }
        }
        button(.script, .class("btn plain"), .hidden, .data(.print)) {
          Icon.print.html
          "Print"
        }
        button(
          .script, .class("btn plain"), .hidden, .data(.copy, "#permalink"),
          .data(.shown, "permalink")
        ) { "Copy link" }
      }
      program("curl", "curl", view.curl(request), view)
      program("Python", "python", view.python(request), view)
    }
  }

  private func program(_ name: String, _ id: String, _ text: String, _ view: PromptView) -> HTML {
    details(.class("program")) {
      summary {
        Icon.chevron.html
        name
      }
      pre(.class("mono"), .id(id), .tabindex(0), .ariaLabel("\(name): the request")) { text }
      p(.class("muted")) {
        switch view.apiQuery.isEmpty ? VersionMark.active : view.marks.last {
        case .active?: "It gives what is active. "
        case .environment(let environment)?:
          "It gives what "
          words(environment)
          " has. "
        case nil: "It gives v\(view.version.number). "
        }
        "The key is read from $PROMPTREPO_API_KEY. "
        button(
          .script, .class("btn plain"), .hidden, .data(.copy, "#\(id)"), .data(.shown, id)
        ) {
          Icon.copy.html
          "Copy"
        }
      }
    }
  }

  /// The address that holds whatever the prompt is called later.
  func permalink(_ view: PromptView, _ request: ServiceRequest) -> HTML {
    let link = Link("p").component(view.record.id.rawValue)
      .component("v\(view.version.number)")
    return a(.href(link), .id("permalink")) { "\(request.origin?.text ?? "")\(link.text)" }
  }

  /// The exact bytes of a version, as a file.
  func rawText(
    _ found: FoundPrompt, _ place: PromptPlace, _ request: ServiceRequest
  ) throws -> HTTPResponse {
    let version = try found.version(.number(place.version ?? 0))
    let content = try found.content(of: version)
    return HTTPResponse(
      file: Array(content.template.utf8), type: "text/plain; charset=utf-8",
      named: "\(found.name)-v\(version.number).txt"
    ).tagged(for: request.fields)
  }

  /// What part of a long text is shown, and where the others are.
  func textPages(_ view: PromptView) -> HTML {
    HTML {
      if let page = view.page, page.count < page.total || page.hiddenBytes > 0 {
        nav(.class("foot"), .ariaLabel("Parts of the text")) {
          span {
            "These are \(TextPage.words(page.lines)) of \(grouped(page.total))."
            if page.hiddenBytes > 0 {
              " The line goes on: \(grouped(page.hiddenBytes)) more bytes of it are only in "
              a(.href(view.rawLink), .download) { "raw" }
              "."
            }
          }
          let here = view.isExact ? view.link.query("view", "exact") : view.link
          if page.first > 1 {
            a(.class("btn plain"), .href(here)) { "From the beginning" }
          }
          if let next = page.next {
            a(.class("btn"), .href(here.query("from", "\(next.lowerBound)"))) {
              "Show \(TextPage.words(next))"
            }
          }
        }
      }
    }
  }
}

extension ServiceRequest {
  /// Whether a text is asked for by its lines and blanks.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  var isExact: Bool {
    get throws(ServiceError) {
      guard let view = target["view"] else { return false }
      guard view.isSame(as: "exact") else {
        throw .invalid("'view' is 'exact', or is left out", parameter: "view")
      }
      return true
    }
  }

  /// The line that the part of a long text begins with.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  var firstLineShown: Int {
    get throws(ServiceError) {
      guard let from = target["from"] else { return 1 }
      guard from.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(from),
        number > 0
      else { throw .invalid("'from' is the number of a line", parameter: "from") }
      return number
    }
  }
}
