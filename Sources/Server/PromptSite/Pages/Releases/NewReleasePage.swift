internal import APIKeys
internal import Digests
internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// The form for a new release.
  var newReleaseRoutes: [Route] {
    let path = PathTemplate("/releases/@new")
    return [
      .page(path, "web.newRelease", query: []) { request in
        let page = newReleasePage(try ReleaseDraft(request), request, try frame(for: request))
        return .page(page, for: request)
      },
      .form(path, "web.makesRelease", role: .deployer, query: [], limit: 1 << 20) {
        request, form in
        do {
          return .goTo(try request.makeRelease(form))
        } catch let error as ServiceError where error.isAnsweredByTheForm {
          let page = newReleasePage(
            try ReleaseDraft(request, keeping: form), request, try frame(for: request),
            refused: error)
          return HTTPResponse(page, error.status)
        }
      },
    ]
  }
}

/// What a release can be made of, and what was typed so far.
private struct ReleaseDraft {
  /// The prompts with an active version, in the order of their names.
  let prompts: [(name: PromptName, title: String?, active: PromptSummary.LiveVersion)]
  /// What was typed as the name.
  let name: String
  let reason: String
  /// Whether only those that are ticked are wanted.
  let isChosen: Bool
  /// What is ticked.
  let taken: Set<String>

  /// So many prompts can be ticked one by one: a form has at most so many fields.
  static let listed = 900

  init(_ request: ServiceRequest, keeping form: FormFields? = nil) throws {
    prompts = try request.promptSummaries().prompts
      .filter { !$0.isArchived && $0.damage == nil }
      .compactMap { prompt in prompt.active.map { (prompt.name, prompt.title, $0) } }
      .sorted { $0.0 < $1.0 }
    name = form?["name"] ?? ""
    reason = form?["reason"] ?? ""
    isChosen = form?["members"] == "chosen"
    taken = Set(form?.values("take") ?? [])
  }

  /// What makes sure that the release gets what the page showed.
  var digest: String {
    var hash = SHA256()
    for prompt in prompts { hash.update("\(prompt.name) \(prompt.active.hash.hex)\n".utf8) }
    return Hex.encode(hash.finalize().prefix(16))
  }

  /// Those that a form asks for.
  func members(_ form: FormFields) throws -> [DeploymentRequest] {
    if isChosen {
      guard !taken.isEmpty else {
        throw ServiceError.invalid(
          "Nothing is ticked: a release has at least one version", parameter: nil)
      }
      return try form.values("take").map { value throws -> DeploymentRequest in
        let parts = value.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]), number > 0 else {
          throw ServiceError.invalid("'\(value)' is no version that was shown", parameter: nil)
        }
        return DeploymentRequest(try PromptName(String(parts[0])), .number(number))
      }
    }
    guard form["seen"].map({ $0.utf8.elementsEqual(digest.utf8) }) ?? false else {
      throw ServiceError.unexpectedVersion(
        "Something else is active by now than was shown: look it over, and make the release again")
    }
    return prompts.map { DeploymentRequest($0.name, .number($0.active.number)) }
  }
}

extension ServiceRequest {
  /// Makes a release of what a form asks for.
  ///
  /// - Returns: The page of what was done.
  fileprivate func makeRelease(_ form: FormFields) throws -> Link {
    let members = try ReleaseDraft(self, keeping: form).members(form)
    let name: ReleaseName
    do throws(RepositoryError) {
      name = try ReleaseName(form["name"] ?? "")
    } catch {
      let hint = error.hint.map { ". \($0)" } ?? ""
      throw ServiceError.invalid("\(error.message)\(hint)", parameter: "name")
    }
    return try createRelease(name, members, reason: form.reason).page(or: .release(name))
  }
}

extension PromptSite {
  private func newReleasePage(
    _ draft: ReleaseDraft, _ request: ServiceRequest, _ frame: Frame, refused: ServiceError? = nil
  ) -> Page {
    let isOfName = if case .invalid(_, "name")? = refused { true } else { false }
    return frame.page("New release", PagePlace(.releases), isTagged: refused == nil) {
      nav(.class("crumbs"), .ariaLabel("Releases")) {
        a(.href(Link("releases"))) { "Releases" }
        " / "
        span(.currentPage) { "new" }
      }
      div(.class("head")) {
        div {
          h1 { "New release" }
          p(.class("lede")) {
            "It keeps the versions that are active now. Nothing goes live by it; deploying it does "
            "that."
          }
        }
      }
      if let refused { faultNote(refused.ofForm) }
      if draft.prompts.isEmpty {
        p(.class("none")) { "There is no prompt with an active version to make a release of." }
      } else if request.may(.deployer) {
        frame.form(to: Link("releases").at("@new"), .class("stack")) {
          input(.hidden, .name("seen"), .value(draft.digest))
          label(.class("field")) {
            span {
              "Name "
              small { "lower-case letters, digits, . _ and -; it cannot be changed later" }
            }
            input(
              .text, .name("name"), .value(draft.name), .required, .autocomplete("off"),
              .autocapitalize("none"), .spellcheck(false), .ariaInvalid.when(isOfName))
          }
          choice(draft)
          sign(
            SignBox(
              needed: .deployer, action: "Making a release", cancel: Link("releases"),
              reason: draft.reason), request
          ) { button(.submit, .class("btn go")) { "Make the release" } }
        }
      } else {
        roleLine("Making a release", .deployer, request)
      }
    }
  }

  private func choice(_ draft: ReleaseDraft) -> HTML {
    fieldset(.class("stack")) {
      legend { "Versions" }
      label(.class("option")) {
        input(.radio, .name("members"), .value("all"), .checked.when(!draft.isChosen))
        span {
          draft.prompts.count == 1
            ? "The active version of the only prompt"
            : "The active versions of all \(draft.prompts.count) prompts"
        }
      }
      label(.class("option")) {
        input(.radio, .name("members"), .value("chosen"), .checked.when(draft.isChosen))
        span { "Only those that are ticked here" }
      }
      details(.open.when(draft.isChosen)) {
        summary {
          Icon.chevron.html
          "Choose versions"
        }
        ul(.class("options")) {
          for prompt in draft.prompts.prefix(ReleaseDraft.listed) {
            let value = "\(prompt.name) \(prompt.active.number)"
            li {
              label(.class("option")) {
                input(
                  .checkbox, .name("take"), .value(value),
                  .checked.when(draft.taken.contains(value)))
                span {
                  words(prompt.title ?? prompt.name.rawValue)
                  if prompt.title != nil {
                    " "
                    span(.class("muted")) { promptName(prompt.name.rawValue) }
                  }
                  " "
                  b(.class("num")) { "v\(prompt.active.number)" }
                }
              }
            }
          }
        }
        if draft.prompts.count > ReleaseDraft.listed {
          p(.class("muted")) {
            "Only the first \(ReleaseDraft.listed) can be ticked here; "
            code { "promptrepo release create" }
            " takes any."
          }
        }
      }
    }
  }
}
