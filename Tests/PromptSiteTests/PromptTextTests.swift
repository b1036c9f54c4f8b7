import CanonicalJSON
import Markup
import PromptSite
import PromptTemplate
import TestSupport
import Testing
import VisibleText

/// A prompt's text on a page is what a model gets, with its variables and its hidden characters to be
/// seen.
@Suite struct PromptTextTests {
  private func page(@Content _ content: () -> HTML) -> String {
    document(lang: "en") {
      pageTitle("x")
    } content: {
      content()
    }.text
  }

  private func shown(
    _ template: String, _ dialect: Dialect, values: [String: String] = [:]
  ) throws -> ParsedElement {
    let parsed = try ParsedHTML(
      page { promptText(ShownText(template, dialect: dialect)) { values[$0] } })
    #expect(parsed.complaints == [])
    return try #require(parsed.root.all("body").first)
  }

  private func texts(_ body: ParsedElement) -> [String] { body.all(class: "text").map(\.text) }
  private func titles(_ body: ParsedElement) -> [String] { body.all("h3").map(\.text) }
  private func variables(_ body: ParsedElement) -> [String?] {
    body.all(class: "var").map { $0["data-var"] }
  }

  @Test func aTextWithoutMessagesIsOneBlock() throws {
    let template = "Hello {{ name }},\n  {{#if x}} {{a.b}} \\{{c}} <b>&amp;</b>\n"
    let plain = try shown(template, .plain)
    #expect(texts(plain) == ["Hello {{ name }},\n  {{#if x}} {{a.b}} \\{{c}} <b>&amp;</b>\n"])
    #expect(variables(plain) == ["name", "a.b", "c"])
    #expect(titles(plain) == [])
    #expect(plain.all(class: "text").map { $0["lang"] } == [""])
    // What a backslash hides is no variable, and the backslash is no text.
    let strict = try shown(template, .strict)
    #expect(texts(strict) == ["Hello {{ name }},\n  {{#if x}} {{a.b}} {{c}} <b>&amp;</b>\n"])
    #expect(variables(strict) == ["name", "a.b"])
  }

  @Test func aChatIsCutIntoItsMessages() throws {
    let body = try shown(
      """
      {{role "system"~}}
      Answer in {{language}}. {{> shared/tone}}

      {{~messages "history"}}
      {{~role "user" name="ada"~}}
      {{message}}
      {{~media url=picture contentType="image/png"~}}
      {{~role "narrator"}}
      """, .chat)
    #expect(titles(body) == ["System", "Messages of the caller", "Username ada", "narrator"])
    #expect(
      texts(body) == [
        "Answer in {{language}}. {{> shared/tone}}", "{{messages \"history\"}}",
        "{{message}}medium image/png {{picture}}", "",
      ])
    #expect(body.all("a").map { $0["href"] } == ["/prompts/shared/tone"])
    #expect(variables(body) == ["language", nil, "history", "message", "picture"])
    #expect(texts(try shown("A {{> x}} {{y}}", .chat)) == ["A {{> x}} {{y}}"])
    #expect(try titles(shown("{{media url=\"https://example.com/x.png\"}}", .chat)) == ["User"])
  }

  @Test func aTemplateOfHandlebarsIsCutWhereMessagesBegin() throws {
    let body = try shown(
      """
      {{! a remark }}
      {{role "system"}}
      {{#if formal}}Be formal.{{else}}Be warm.{{/if}}
      {{role "user"}}
      {{#each items}}{{this}} {{name}}{{/each}}
      """, .handlebars)
    #expect(titles(body) == ["System", "User"])
    #expect(
      texts(body) == [
        "{{! a remark }}\n", "{{#if formal}}Be formal.{{else}}Be warm.{{/if}}",
        "{{#each items}}{{this}} {{name}}{{/each}}",
      ])
    #expect(variables(body) == ["name"])
    #expect(
      texts(try shown("{% if x %}{{ name }}{% endif %}", .jinja))
        == ["{% if x %}{{ name }}{% endif %}"])
  }

  @Test func valuesStandWhereTheirVariablesDo() throws {
    let body = try shown("{{a}} {{ b }}", .plain, values: ["b": "<i>\u{200B}"])
    #expect(texts(body) == ["{{a}} <i>U+200B"])
    let value = try #require(body.all(class: "val").first)
    #expect(value["data-var"] == "b" && value["data-raw"] == "{{ b }}")
  }

  @Test func hiddenCharactersHaveTheirNames() throws {
    let body = try shown("a\u{202E}b\u{200B}\u{1B}\u{E0041}\u{85}c\rd", .plain)
    #expect(
      body.all(class: "ctl").map(\.text) == [
        "U+202E", "U+200B", "U+001B", "U+E0041", "U+0085", "U+000D",
      ])
    #expect(
      body.all(class: "ctl").map { $0["title"] } == [
        "right-to-left override", "zero width space", "escape", "tag latin capital letter a",
        "next line", "carriage return",
      ])
    // Line ends are line feeds on a page, and tabs stay.
    #expect(texts(try shown("a\r\n\tb\r", .plain)) == ["a\n\tb"])
  }

  /// On a page is what a terminal shows, and nothing of it is markup.
  @Test func hostileTextsAreShownAsInATerminal() throws {
    let all = (HostileMarkup.all + HostileTexts.all).filter { !$0.utf8.isEmpty }
    let pages = all.map { text in
      page {
        promptText(ShownText(text, dialect: .plain))
        p(.id("words")) { words(text) }
      }
    }
    for (text, parsed) in zip(all, try ParsedHTML.all(pages)) {
      let root = parsed.root
      // Hidden characters as a terminal has them.
      func terminal(_ element: ParsedElement) -> String {
        element.content.reduce(into: "") { whole, part in
          switch part {
          case .text(let text): whole += text
          case .comment: whole += "<!---->"
          case .element(let inner):
            whole += inner.classes.contains("ctl") ? "<\(inner.text)>" : terminal(inner)
          }
        }
      }
      let block = try #require(root.all(class: "text").first)
      let seen = String(
        String.UnicodeScalarView(text.visible.unicodeScalars.filter { $0 != "\r" }))
      // Two braces with blanks around a name are one placeholder, written in one way.
      if !text.contains("{{") {
        #expect(terminal(block).utf8.elementsEqual(seen.utf8), "\(text.debugDescription)")
        let line = try #require(root.find(id: "words"))
        let allowed: Set = ["bdi", "span"]
        #expect(line.all.dropFirst().allSatisfy { allowed.contains($0.name) })
        #expect(
          terminal(line).utf8.elementsEqual(text.visibleLine.utf8), "\(text.debugDescription)")
      }
      #expect(Set(block.all.map(\.name)).isSubset(of: ["div", "span"]))
    }
  }

  @Test func realPromptsAreAllThere() throws {
    let prompts = try RealPrompts.load()
    let pages = prompts.map { row in page { promptText(ShownText(row.template, dialect: .plain)) } }
    for (row, parsed) in zip(prompts, try ParsedHTML.all(pages)) {
      let text = parsed.root.all(class: "text").map(\.text).joined()
      let written = ShownText(row.template, dialect: .plain).elements.map { element in
        if case .text(let pieces) = element { pieces.map(\.written).joined() } else { "" }
      }.joined()
      let lines = String(String.UnicodeScalarView(written.unicodeScalars.filter { $0 != "\r" }))
      if !row.template.unicodeScalars.contains(where: { $0.value == 0x200B || $0.value == 0xAD }) {
        #expect(text.utf8.elementsEqual(lines.utf8), "\(row.title)")
      }
    }
  }
}
