internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService
internal import PromptTemplate
internal import VisibleText

extension PromptSite {
  /// A prompt with values filled in. Nothing is kept of them, and they are in no address.
  var tryRoutes: [Route] {
    let path = PathTemplate("/prompts/{name…}/@try")
    return [
      .form(path, "web.tries", query: ["version"], isRead: true) { request, form in
        let place = try PromptPlace(
          name: request.parameters.first ?? "",
          version: form["version"] ?? request.target["version"])
        let found = try request.find(.text(place.name))
        var view = try PromptView(found, place, request)
        guard var trial = view.trial else {
          let reason = view.trialRefusal ?? "This text is filled in by its client."
          throw ServiceError.invalid(reason, parameter: nil)
        }
        let rendered = trial.fill(form)
        view.trial = trial
        guard let rendered else {
          view.filled = .refused
          return HTTPResponse(promptPage(view, request, try frame(for: request)), .badRequest)
        }
        let text: String
        do throws(ChatTextError) {
          text = try rendered.text()
        } catch {
          view.trial?.faults.append("\(error)")
          view.filled = .refused
          return HTTPResponse(promptPage(view, request, try frame(for: request)), .badRequest)
        }
        if form["as"] == "text" { return HTTPResponse(text: text) }
        view.filled = .text(rendered, text)
        return HTTPResponse(promptPage(view, request, try frame(for: request)))
      },
      // Whoever loads the address alone is shown where to type.
      .quickPage(path, "web.try", query: ["version"]) { request in
        let place = try PromptPlace(
          name: request.parameters.first ?? "", version: request.target["version"])
        let link = Link.prompt(place.name)
        return .goTo((place.version.map { link.version($0) } ?? link).place("try"))
      },
    ]
  }
}

extension PromptPlace {
  /// A prompt and the number of a version as a field has it.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  init(name: String, version: String?) throws(ServiceError) {
    guard let version, !version.isEmpty else {
      self.init(name: name, version: Int?.none)
      return
    }
    guard version.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(version),
      number > 0
    else {
      throw .invalid("'version' is the number of a version", parameter: "version")
    }
    self.init(name: name, version: number)
  }
}

/// What comes of trying values.
enum FilledText {
  /// The messages or the text, and all of it as text.
  case text(RenderedPrompt, String)
  /// Nothing: what is wrong stands beside the fields.
  case refused
}

extension PromptSite {
  /// The text with its values.
  func filledText(_ rendered: RenderedPrompt, _ text: String, _ view: PromptView) -> HTML {
    let isText = view.trial?.text.analysis.kind == .text
    let whole = ShownText(rendered: rendered.elements, isText: isText)
    let beginning = whole.beginning(TextPage.byteLimit)
    // What is on the page is copied from it, since values are in no address that it could come from.
    let isCopied = text.utf8.count <= 4 * TextPage.byteLimit
    return HTML {
      p(.class("meta"), .role("status")) {
        b { "v\(view.version.number)" }
        " with the values beside. "
        span { "Nothing of it is kept, and nothing is sent to a model." }
      }
      if beginning == nil, let trial = view.trial, trial.fillsOnPage, view.page == nil {
        promptText(view.text) { trial.value(of: $0) }
      } else {
        promptText(beginning ?? whole)
      }
      if beginning != nil {
        p(.class("note")) {
          Icon.warn.html
          span { "This is the beginning. “As text” gives all \(grouped(text.utf8.count)) bytes." }
        }
      }
      div(.class("acts tools")) {
        if isCopied {
          button(
            .script, .class("btn plain"), .hidden, .data(.copy, "#filled"), .data(.shown, "filled")
          ) {
            Icon.copy.html
            "Copy text"
          }
          pre(.id("filled"), .hidden) { text }
        }
        a(.class("btn plain"), .href(view.link)) { "Back to the text" }
      }
    }
  }

  /// The card with a field for each variable.
  func tryCard(_ view: PromptView, _ frame: Frame) -> HTML {
    HTML {
      if let trial = view.trial {
        frame.form(
          to: Link.prompt(view.name.rawValue).at("@try"), .class("card"), .id("try"),
          .data(.tries).when(trial.fillsOnPage)
        ) {
          header { h2 { "Try it" } }
          div(.class("in")) {
            input(.hidden, .name("version"), .value("\(view.version.number)"))
            faults(trial)
            for (index, field) in trial.fields.enumerated() { tryField(field, "v\(index)") }
            if !trial.others.isEmpty { moreFields(trial) }
            div(.class("acts")) {
              button(.submit, .class("btn")) {
                trial.fields.isEmpty ? "Show what a model gets" : "Fill in"
              }
              button(.submit, .class("btn plain"), .name("as"), .value("text")) { "As text" }
            }
            p(.class("muted")) { "Nothing is stored, and nothing is sent to a model." }
          }
        }
      } else if let refusal = view.trialRefusal {
        section(.class("card"), .id("try")) {
          header { h2 { "Try it" } }
          div(.class("in")) { p { words(refusal) } }
        }
      }
    }
  }

  private func faults(_ trial: Trial) -> HTML {
    let beside = trial.fields.filter { $0.fault != nil }.map { "'\($0.name)'" }
    return HTML {
      if !trial.faults.isEmpty || !beside.isEmpty {
        div(.class("note bad"), .role("alert")) {
          Icon.warn.html
          div {
            if !beside.isEmpty {
              p { words("Nothing is filled in. Look at \(beside.joined(separator: ", ")).") }
            }
            for fault in trial.faults.prefix(20) { p { words(fault) } }
          }
        }
      }
      if !trial.remarks.isEmpty {
        div(.class("note")) {
          Icon.warn.html
          div { for remark in trial.remarks.prefix(20) { p { words(remark) } } }
        }
      }
    }
  }

  private func tryField(_ field: Trial.Field, _ id: String) -> HTML {
    let attributes: [Attribute] = [
      .id(id), .name("v.\(field.name)"), .autocomplete("off"), .spellcheck(false),
      .ariaInvalid.when(field.fault != nil),
      .ariaDescribedBy("\(id)-said").when(field.fault != nil || field.remark != nil),
      .data(.standard, field.standard ?? "").when(field.standard != nil),
    ]
    return div(.class("field")) {
      label(.for(id)) {
        words(field.name)
        for hint in field.hints {
          " "
          small { words(hint) }
        }
      }
      switch field.kind {
      case .text: textarea(attributes: attributes + [.rows(1)], text: field.typed)
      case .data: textarea(attributes: attributes + [.rows(3)], text: field.typed)
      case .line: input(.text, attributes: attributes + [.value(field.typed)])
      case .choice(let choices):
        select(attributes: attributes) {
          option(.value("")) { field.standard == nil ? "no value" : "the default" }
          for choice in choices {
            option(.value(choice), .selected.when(field.typed.isSame(as: choice))) {
              choice.visibleLine
            }
          }
        }
      }
      if let standard = field.standard {
        small {
          "Without a value: "
          words(standard.beginning(200))
        }
      }
      if let said = field.fault ?? field.remark {
        small(.class("bad").when(field.fault != nil), .id("\(id)-said")) { words(said) }
      }
    }
  }

  private func moreFields(_ trial: Trial) -> HTML {
    div(.class("field")) {
      label(.for("more")) {
        "The other \(grouped(trial.others.count)) variables "
        small { "a line each: name=value" }
      }
      textarea(
        .id("more"), .name("more"), .rows(6), .autocomplete("off"), .spellcheck(false),
        text: trial.more)
      details {
        summary {
          Icon.chevron.html
          "Their names"
        }
        p(.class("muted")) {
          words(
            trial.others.prefix(1_000).map(\.name).joined(separator: ", ")
              + (trial.others.count > 1_000 ? " …" : ""))
        }
      }
    }
  }
}
