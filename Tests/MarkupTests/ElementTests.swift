import Markup
import TestSupport
import Testing

/// Elements and attributes are what their functions say, as html5lib reads them.
@Suite struct ElementTests {
  /// A body with one of each element in it, where the element may stand.
  private let whole = document(
    lang: "en", body: [.class("x"), .data(DataName("data-tag"), "a\"b")]
  ) {
    meta(name: "viewport", content: "width=device-width")
    refresh(to: Link("prompts").query("q", "a&b"), after: 0)
    pageTitle("T")
    stylesheet(Link("assets", "page.css"))
    icon(Link("assets", "icon.svg"), type: "image/svg+xml")
    script(src: Link("assets", "page.js"))
  } content: {
    svg(.ariaHidden) {
      symbol(id: "i", box: "0 0 24 24") {
        path("M0 0h1")
        circle(x: "1", y: "2", radius: "3")
        rect(x: "1", y: "2", width: "3", height: "4", rounding: "5")
      }
    }
    svg { use("i") }
    header { nav(.ariaLabel("N")) { ul { li { a(.href(.root)) { "A" } } } } }
    main {
      h1 { "1" }
      section {
        h2 { "2" }
        h3 { "3" }
      }
      p {
        span { bdi { "x" } }
        b { small { code { kbd { mark { "x" } } } } }
        ins { "i" }
        del { "d" }
        time(.datetime("2026-11-28T09:12:04Z")) { "t" }
        wbr()
        br()
      }
      pre { "\nx" }
      details(.open) {
        summary { "s" }
        div { ol { li { "l" } } }
      }
      dl {
        dt { "t" }
        dd { "d" }
      }
      table {
        caption { "c" }
        thead { tr { th(.scope("col")) { "h" } } }
        tbody { tr { td(.colspan(2)) { "d" } } }
      }
      form(.get, to: Link("live")) {
        fieldset {
          legend { "l" }
          label(.for("f")) { "f" }
          input(.checkbox, .id("f"), .checked)
          textarea(.rows(3), text: "\nx")
          select { option(.selected) { "o" } }
          button(.submit) { "b" }
        }
      }
    }
  }

  @Test func everyElementIsThere() throws {
    let page = try ParsedHTML(whole.text)
    #expect(page.complaints == [])
    #expect(
      page.root.all.map(\.name) == [
        "html", "head", "meta", "meta", "meta", "title", "link", "link", "script", "body",
        "{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/2000/svg}symbol",
        "{http://www.w3.org/2000/svg}path", "{http://www.w3.org/2000/svg}circle",
        "{http://www.w3.org/2000/svg}rect", "{http://www.w3.org/2000/svg}svg",
        "{http://www.w3.org/2000/svg}use", "header", "nav", "ul", "li", "a", "main", "h1",
        "section", "h2", "h3", "p", "span", "bdi", "b", "small", "code", "kbd", "mark", "ins",
        "del", "time", "wbr", "br", "pre", "details", "summary", "div", "ol", "li", "dl", "dt",
        "dd", "table", "caption", "thead", "tr", "th", "tbody", "tr", "td", "form", "fieldset",
        "legend", "label", "input", "textarea", "select", "option", "button",
      ])
    let root = page.root
    func attributes(_ name: String, _ place: Int = 0) throws -> [String: String] {
      let all = root.all(name)
      try #require(all.indices.contains(place))
      return Dictionary(uniqueKeysWithValues: all[place].attributes.map { ($0.name, $0.value) })
    }
    #expect(try attributes("html") == ["lang": "en"])
    #expect(try attributes("body") == ["class": "x", "data-tag": "a\"b"])
    #expect(try attributes("meta") == ["charset": "utf-8"])
    #expect(
      try attributes("meta", 2) == ["http-equiv": "refresh", "content": "0; url=/prompts?q=a%26b"])
    #expect(try attributes("link") == ["rel": "stylesheet", "href": "/assets/page.css"])
    #expect(
      try attributes("link", 1) == [
        "rel": "icon", "href": "/assets/icon.svg", "type": "image/svg+xml",
      ])
    #expect(
      try attributes("script") == ["src": "/assets/page.js", "defer": "", "blocking": "render"])
    #expect(try attributes("{http://www.w3.org/2000/svg}use") == ["href": "#i"])
    #expect(
      try attributes("{http://www.w3.org/2000/svg}symbol") == ["id": "i", "viewBox": "0 0 24 24"])
    #expect(try attributes("form") == ["method": "get", "action": "/live"])
    #expect(try attributes("input") == ["type": "checkbox", "id": "f", "checked": ""])
    #expect(try attributes("button") == ["type": "submit"])
    #expect(try attributes("details") == ["open": ""])
    #expect(root.all("textarea").first?.text == "\nx")
    #expect(root.all("pre").first?.text == "\nx")
  }

  @Test func attributesAreWhatTheirFactoriesSay() throws {
    let list: [(Attribute, String, String)] = [
      (.class("a b"), "class", "a b"), (.id("x\"y"), "id", "x\"y"), (.lang(""), "lang", ""),
      (.dir("auto"), "dir", "auto"), (.title("<t>"), "title", "<t>"),
      (.tabindex(-1), "tabindex", "-1"), (.hidden, "hidden", ""),
      (.spellcheck(false), "spellcheck", "false"), (.spellcheck(true), "spellcheck", "true"),
      (.data(DataName("data-age")), "data-age", ""), (.role("status"), "role", "status"),
      (.data(DataName("data-var"), "n&m"), "data-var", "n&m"),
      (.data(DataName("onclick"), "x"), "data-", "x"), (.ariaLabel("l"), "aria-label", "l"),
      (.ariaLabelledBy("i"), "aria-labelledby", "i"), (.ariaHidden, "aria-hidden", "true"),
      (.ariaDescribedBy("i", "j"), "aria-describedby", "i j"),
      (.ariaInvalid, "aria-invalid", "true"), (.currentPage, "aria-current", "page"),
      (.current, "aria-current", "true"), (.href(.root), "href", "/"),
      (.href(Link("p").query("a", "b").query("c", "d")), "href", "/p?a=b&c=d"),
      (.href(Link(onThisPage: "main")), "href", "#main"), (.download, "download", ""),
      (.rel("next"), "rel", "next"), (.datetime("2026"), "datetime", "2026"), (.open, "open", ""),
      (.scope("row"), "scope", "row"), (.colspan(3), "colspan", "3"),
      (.action(Link("x")), "action", "/x"), (.formaction(Link("y")), "formaction", "/y"),
      (.form("f"), "form", "f"), (.name("v.x"), "name", "v.x"), (.value("'"), "value", "'"),
      (.for("f"), "for", "f"), (.placeholder("p"), "placeholder", "p"),
      (.autocomplete("off"), "autocomplete", "off"), (.rows(2), "rows", "2"),
      (.autocapitalize("none"), "autocapitalize", "none"), (.required, "required", ""),
      (.inputmode("numeric"), "inputmode", "numeric"), (.maxlength(9), "maxlength", "9"),
      (.readonly, "readonly", ""), (.checked, "checked", ""), (.selected, "selected", ""),
    ]
    let page = try ParsedHTML(
      document(lang: "en") {
        pageTitle("T")
      } content: {
        for (attribute, _, _) in list { div(attribute) { "x" } }
      }.text)
    for (element, (_, name, value)) in zip(page.root.all("div"), list) {
      #expect(element.attributes.map(\.name) == [name])
      #expect(element[name] == value, "\(name)")
    }
    #expect(page.root.all("div").count == list.count)
  }

  @Test func attributesCanBeAbsentAndClassesAdded() {
    #expect(p(.hidden.when(false), .id("x").when(true)) { "" }.text == "<p id=\"x\"></p>")
    #expect(
      p(.class("a"), .class("b").when(false), .class("c")) { "" }.text == "<p class=\"a c\"></p>")
    #expect(p(.class("a").when(false), .class("b")) { "" }.text == "<p class=\"b\"></p>")
    // As a parser has it, the first of a name counts.
    #expect(input(.text, .name("a"), .name("b")).text == "<input type=\"text\" name=\"a\">")
  }

  @Test func contentHasConditionsAndLoops() {
    func list(_ numbers: [Int], _ title: String?, _ kind: Int) -> String {
      ul {
        if let title { li { title } }
        for number in numbers {
          if number.isMultiple(of: 2) {
            li { "even \(number)" }
          } else {
            li { "odd \(number)" }
          }
        }
        switch kind {
        case 0: li { "none" }
        case 1: li { "one" }
        default: li { "many" }
        }
        title.map { text in small { text } }
        numbers.map { number in b { "\(number)" } }
      }.text
    }
    #expect(
      list([1, 2], "t", 1)
        == "<ul><li>t</li><li>odd 1</li><li>even 2</li><li>one</li><small>t</small>"
        + "<b>1</b><b>2</b></ul>")
    #expect(list([], nil, 0) == "<ul><li>none</li></ul>")
    #expect(list([], nil, 2) == "<ul><li>many</li></ul>")
    #expect(ul {}.text == "<ul></ul>")
  }

  @Test func timeIsInProportionToTheRows() {
    let growth = Growth(of: 1_000, times: 10) { count in
      let page = document(lang: "en") {
        pageTitle("rows")
      } content: {
        main {
          ul(.class("rows")) {
            for number in 0..<count {
              li {
                a(.href(Link("prompts").name("support/reply-\(number)"))) { "Support <\(number)>" }
                p { "You are a support agent" }
              }
            }
          }
        }
      }
      #expect(page.bytes.count > count * 60)
    }
    #expect(growth.isLinear, "\(growth)")
  }
}
