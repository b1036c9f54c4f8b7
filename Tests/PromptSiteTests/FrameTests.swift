import APIKeys
import Markup
import PromptSite
import TestSupport
import Testing

/// What is around every page, as html5lib reads it.
@Suite struct FrameTests {
  private let frame = Frame(
    title: "northwind", visitor: .owner("priya", .deployer), promptCount: 128,
    folders: [
      Frame.Folder(name: "billing", count: 9), Frame.Folder(name: "support", count: 23),
      Frame.Folder(name: "", count: 45),
    ], token: "t0ken")

  private func parsed(_ page: Page) throws -> ParsedElement {
    let parsed = try ParsedHTML(page.html.text)
    #expect(parsed.complaints == [])
    return parsed.root
  }

  private func current(_ root: ParsedElement) -> [String] {
    root.all("a").compactMap { link in
      link["aria-current"].map { "\(link["href"] ?? "") \($0)" }
    }
  }

  @Test func aPageSaysWhereItIs() throws {
    let root = try parsed(
      frame.page("Support reply", PagePlace(.prompts, folder: "support")) { h1 { "Support reply" } }
    )
    #expect(root["lang"] == "en")
    #expect(root.all("title").map(\.text) == ["Support reply · northwind"])
    #expect(current(root) == ["/ true", "/?under=support true"])
    #expect(root.find(id: "main")?.all("h1").map(\.text) == ["Support reply"])
    // The first thing that a keyboard comes to leads past the rest.
    let first = try #require(root.all("body").first?.all("a").first)
    #expect(first["href"] == "#main" && first.text == "Skip to content")
    #expect(root.find(id: "main")?["tabindex"] == "-1")
    let start = try parsed(frame.page("Prompts", PagePlace(.prompts, isStart: true)) {})
    #expect(current(start) == ["/ page"])
    let loose = try parsed(frame.page("Prompts", PagePlace(.prompts, folder: "")) {})
    #expect(current(loose) == ["/ true", "/?under= true"])
    let none = try parsed(frame.page("Me", PagePlace()) {})
    #expect(current(none) == [])
  }

  @Test func theSideBarHasPlacesFoldersAndWhoOneIs() throws {
    let root = try parsed(frame.page("Live", PagePlace(.live, isStart: true)) {})
    let nav = try #require(root.all(class: "nav").first)
    #expect(nav.all("a").map { $0["href"] } == ["/", "/live", "/activity", "/releases"])
    #expect(nav.all("a").map(\.text) == ["Prompts128", "Live", "Activity", "Releases"])
    let folders = try #require(root.all(class: "folders").first)
    #expect(
      folders.all("a").map(\.text) == ["billing 9", "support 23", "without a folder 45"])
    let named = folders["aria-labelledby"].flatMap { root.find(id: $0) }
    #expect(named?.text == "Folders")
    let who = try #require(root.all(class: "who").first)
    #expect(who.all("p").map(\.text) == ["priya deployer"])
    let form = try #require(who.all("form").first)
    #expect(form["method"] == "post" && form["action"] == "/sign-out")
    #expect(form.all("input").map { $0["value"] } == ["t0ken"])
    #expect(form.all("button").map { $0["aria-label"] } == ["Sign out"])

    var other = frame
    (other.visitor, other.folders, other.promptCount) = (.anonymous, [], nil)
    other.sections = [.prompts, .live]
    let open = try parsed(other.page("Live", PagePlace(.live, isStart: true)) {})
    #expect(open.all(class: "who").first?.all("a").map { $0["href"] } == ["/sign-in"])
    #expect(open.all("form").isEmpty && open.all(class: "folders").isEmpty)
    #expect(open.all(class: "nav").first?.all("a").map(\.text) == ["Prompts", "Live"])
  }

  @Test func thereIsOneScriptAndOneStyleSheetOfThisServer() throws {
    let root = try parsed(frame.page("Live", PagePlace(.live)) {})
    #expect(root.all("script").map { $0["src"] } == [Asset.script.link.text])
    #expect(root.all("script").allSatisfy { $0.text.isEmpty })
    #expect(root.all("link").map { $0["href"] } == [Asset.styles.link.text, Asset.icon.link.text])
    for element in root.all {
      for (name, value) in element.attributes {
        #expect(!name.hasPrefix("on") && !["style", "srcdoc", "target"].contains(name))
        if ["href", "src", "action"].contains(name) {
          #expect(value.hasPrefix("#") || value.hasPrefix("/") && !value.hasPrefix("//"))
        }
      }
    }
    #expect(root.all("style").isEmpty)
  }

  @Test func onlyShapesThatAreUsedAreThere() throws {
    func symbols(_ page: Page) throws -> [String?] {
      try parsed(page).all("{http://www.w3.org/2000/svg}symbol").map { $0["id"] }
    }
    let own = ["i-activity", "i-live", "i-mark", "i-out", "i-prompts", "i-releases", "i-warn"]
    #expect(try symbols(frame.page("x", PagePlace()) {}) == own)
    let text = "<use href=\"#i-copy\">"
    let more = try symbols(
      frame.page("x", PagePlace()) {
        p(.title(text)) { text }
        Icon.edit.html
      })
    #expect(more == (own + ["i-edit"]).sorted())
    #expect(try symbols(frame.pageAlone("Sign in") { Icon.check.html }) == ["i-check", "i-mark"])
    let all = try parsed(
      frame.page("x", PagePlace()) {
        for icon in Icon.allCases { icon.html }
      })
    let used = all.all("{http://www.w3.org/2000/svg}use").compactMap { $0["href"]?.dropFirst() }
    let ids = all.all("{http://www.w3.org/2000/svg}symbol").compactMap { $0["id"] }
    #expect(Set(used.map(String.init)) == Set(ids) && ids.count == Icon.allCases.count)
  }

  @Test func theTagChangesWithThePageAlone() throws {
    func tag(_ frame: Frame, _ text: String = "a", _ name: String = "n") -> String? {
      frame.page(name, PagePlace(.live)) { p { text } }.tag
    }
    let first = try #require(tag(frame))
    #expect(first == tag(frame))
    #expect(first != tag(frame, "b"))
    #expect(first != tag(frame, "a", "m"))
    var other = frame
    other.token = "other"
    #expect(first != tag(other))
    let page = frame.page("n", PagePlace(.live)) { p { "a" } }
    #expect(try parsed(page).all("body").map { $0["data-tag"] } == [first])
    // What no address gives again has none.
    let once = frame.page("n", PagePlace(.live), isTagged: false, dropping: ["a@v1", "b@v2"]) {}
    #expect(once.tag == nil)
    let body = try #require(try parsed(once).all("body").first)
    #expect(body["data-tag"] == nil && body["data-drop"] == "a@v1 b@v2")
    #expect(frame.pageAlone("Sign in") {}.tag == nil)
  }

  @Test func thereIsAPlaceForWhatTheScriptSays() throws {
    let root = try parsed(frame.page("Live", PagePlace(.live)) {})
    let said = try #require(root.find(id: "said"))
    #expect(said["role"] == "status" && said.text.isEmpty)
    let stale = try #require(root.find(id: "stale"))
    #expect(stale["hidden"] != nil && stale["role"] == "status")
    #expect(stale.all("button").map { $0["type"] } == ["button"])
    #expect(root.find(id: "main")?.find(id: "said") != nil)
  }

  @Test func everyFormHasTheTokenFirst() throws {
    let root = try parsed(
      frame.page("x", PagePlace()) {
        frame.form(to: .prompt("support/reply").at("@edit"), .class("stack"), .id("f")) {
          input(.text, .name("reason"), .ariaLabel("Why"))
        }
      })
    let form = try #require(root.find(id: "f"))
    #expect(form["action"] == "/prompts/support/reply/@edit" && form["method"] == "post")
    #expect(form.all("input").map { $0["name"] } == [Frame.tokenField, "reason"])
  }

  /// What a server is called, who looks and folders come from outside.
  @Test func hostileNamesStayTexts() throws {
    let pages = HostileMarkup.all.map { text in
      Frame(
        title: text, visitor: .owner(text, .reader),
        folders: [Frame.Folder(name: text, count: 1)], token: text
      ).page(text, PagePlace(.prompts, folder: text)) {}
    }
    let plain = try ParsedHTML(
      Frame(
        title: "x", visitor: .owner("x", .reader), folders: [Frame.Folder(name: "x", count: 1)],
        token: "x"
      ).page("x", PagePlace(.prompts, folder: "x")) {}.html.text)
    func names(_ page: ParsedHTML) -> [String] {
      // Characters that are shown by their numbers are the only elements beside.
      page.root.all.filter { !$0.classes.contains("ctl") }.map(\.name)
    }
    for (text, page) in zip(HostileMarkup.all, try ParsedHTML.all(pages.map(\.html.text))) {
      #expect(names(page) == names(plain), "\(text.debugDescription)")
      #expect(!page.root.hasComments)
    }
  }
}
