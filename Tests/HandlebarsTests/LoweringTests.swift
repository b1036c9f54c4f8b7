import CanonicalJSON
import Handlebars
import PromptTemplate
import TestSupport
import Testing

/// Templates for those who only put values into placeholders.
@Suite struct LoweringTests {
  /// Partials of each kind, by their names.
  static let partials: HandlebarsPartials = { name in
    switch name {
    case "plain":
      HandlebarsPartial(Template("Sound {{ tone }}: {{{name}}}.\nDo.\n"), identity: name)
    case "strict":
      HandlebarsPartial(Template("A \\{{b}} {{tone}}", dialect: .strict), identity: name)
    case "braces": HandlebarsPartial(Template("{{#if x}}"), identity: name)
    case "brace": HandlebarsPartial(Template("a{"), identity: name)
    case "fixed": HandlebarsPartial(Template("one\ntwo\n"), identity: name)
    case "media":
      HandlebarsPartial(
        .parts([.media(MessageMedia(url: .literal("u")))]), identity: name)
    case "chat":
      HandlebarsPartial(
        .messages([
          .message(
            ChatMessage(
              role: "user",
              parts: [.text(MessageText([.literal("Q "), .variable("q", source: "{{q}}")]))])),
          .list("past"),
          .message(message("model", "A")),
        ]), identity: name)
    case "handlebars": parsed("{{! c }}\nBe {{~tone~}} , {{> fixed}}{{name}}\n", name)
    case "needing": parsed("\n{{#if x}}y{{/if}}", name)
    case "loop": parsed("{{> loop}}", name)
    default: nil
    }
  }

  private static func parsed(_ text: String, _ name: String) -> HandlebarsPartial? {
    (try? template(text)).map {
      HandlebarsPartial(.handlebars($0), identity: name, partials: { partials($0) })
    }
  }

  private static func template(_ text: String) throws -> HandlebarsTemplate {
    try HandlebarsTemplate(parsing: text)
  }

  private func lowered(_ text: String) throws -> [ChatElement] {
    try Self.template(text).lowered(partials: Self.partials)
  }

  /// Roles with their texts, and lists.
  private func lines(_ elements: [ChatElement]) -> [String] {
    elements.map { element in
      switch element {
      case .list(let name): "[\(name)]"
      case .message(let message):
        "\(message.role): "
          + message.parts.map { part in
            if case .text(let text) = part { text.written } else { "\(part)" }
          }.joined(separator: "|")
      }
    }
  }

  @Test(arguments: [
    ("", []), (" \n ", []), ("a", ["user: a"]), ("{{x}}", ["user: {{x}}"]),
    (
      "{{ x }}|{{{x}}}|{{&x}}|{{[x]}}|{{./x}}|{{this.x}}|{{\"x\"}}",
      ["user: {{x}}|{{x}}|{{x}}|{{x}}|{{x}}|{{x}}|{{x}}"]
    ),
    ("a {{~x~}} b", ["user: a{{x}}b"]), ("a {{x~}} \n b", ["user: a {{x}}b"]),
    ("{{[a.b]}} {{a-b}} {{_1}}", ["user: {{a.b}} {{a-b}} {{_1}}"]),
    ("a\n  {{! note }}\nb", ["user: a\nb"]), ("a {{!-- }} --}} b", ["user: a  b"]),
    ("a {{~! c ~}} b", ["user: ab"]), ("{ {{x}} } {a}", ["user: { {{x}} } {a}"]),
    ("{{x}}{{! c}}}", ["user: {{x}}}"]), ("\\\\{{x}}", ["user: \\{{x}}"]), ("\\x", ["user: \\x"]),
    (
      "{{role \"system\"}}S {{x}}{{role \"user\"}} {{role \"model\"}}{{x}}",
      ["system: S {{x}}", "model: {{x}}"]
    ),
    ("{{~role 'user'~}}\n a \n{{~role \"x\"}}\n", ["user: a"]),
    (
      "a{{history}}b{{messages \"past\"}}c",
      ["user: a", "[history]", "model: b", "[past]", "user: c"]
    ),
    ("A {{> plain}}B", ["user: A Sound {{tone}}: {{name}}.\nDo.\nB"]),
    ("A\n{{> plain}}\nB", ["user: A\nSound {{tone}}: {{name}}.\nDo.\nB"]),
    ("A\n  {{> fixed}}\nB", ["user: A\n  one\n  two\nB"]),
    ("A {{> handlebars}}", ["user: A Be{{tone}}, one\ntwo\n{{name}}\n"]),
    (
      "{{role \"system\"}}A{{> chat}}B",
      ["system: A", "user: Q {{q}}", "[past]", "model: A", "user: B"]
    ),
  ])
  func whatDependsOnNoValue(_ text: String, _ expected: [String]) throws {
    #expect(lines(try lowered(text)) == expected)
  }

  @Test func attributesOfRolesStay() throws {
    let elements = try lowered("{{role \"user\" name=\"Ann\" name='Bea'}}a")
    let message = ChatMessage(
      role: "user", attributes: [MessageAttribute(name: "name", value: "Bea")],
      parts: [.text(MessageText(literal: "a"))])
    #expect(elements == [.message(message)])
    #expect(
      elements
        == (try Self.template("{{role \"user\" name=\"Ann\" name='Bea'}}a").render(RenderInput())))
  }

  @Test(arguments: [
    ("a\n\n{{#if formal}}b{{/if}}", "{{#if formal}}", 3),
    ("{{#each l}}{{x}}{{/each}}", "{{#each l}}", 1), ("{{#x}}{{/x}}", "{{#x}}", 1),
    ("{{^x}}{{/x}}", "{{^x}}", 1),
    ("\n{{#unless true}}a{{else}}b{{/unless}}", "{{#unless true}}", 2),
    ("{{a.b}}", "{{a.b}}", 1), ("{{{a.b}}}", "{{{a.b}}}", 1), ("x {{~ ../a ~}}", "{{~ ../a ~}}", 1),
    ("{{this}}", "{{this}}", 1), ("{{.}}", "{{.}}", 1), ("{{@state.x}}", "{{@state.x}}", 1),
    ("{{é}}", "{{é}}", 1), ("{{[a b]}}", "{{[a b]}}", 1), ("{{1}}", "{{1}}", 1),
    ("{{json x}}", "{{json x}}", 1), ("{{json \"}}\"}}", "{{json \"}}\"}}", 1),
    ("{{lookup a \"b\"}}", "{{lookup a \"b\"}}", 1), ("{{role r}}", "{{role r}}", 1),
    ("{{role \"user\" name=n}}", "{{role \"user\" name=n}}", 1),
    ("{{media url=\"u\"}}", "{{media url=\"u\"}}", 1),
    ("{{section \"s\"}}", "{{section \"s\"}}", 1),
    ("{{> fixed x}}", "{{> fixed x}}", 1), ("{{> fixed this}}", "{{> fixed this}}", 1),
    ("{{> fixed a=\"b\"}}", "{{> fixed a=\"b\"}}", 1), ("{{> media}}", "{{> media}}", 1),
    ("a\n  {{> plain}}\nb", "{{> plain}}", 2), ("a\n\t{{> handlebars}}\n", "{{> handlebars}}", 2),
    // String literals name members, and give no text.
    ("{{\"{{x}}\"}}", "{{\"{{x}}\"}}", 1),
    (
      "{{#if aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}{{/if}}",
      "{{#if aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…", 1
    ),
    ("{{#if\nx}}{{/if}}", "{{#if…", 1),
  ])
  func whatDependsOnValuesIsNamed(_ text: String, _ tag: String, _ line: Int) throws {
    #expect { _ = try lowered(text) } throws: { error in
      guard case LoweringError.needsValues(let found) = error else { return false }
      return found.text == tag && found.place.position.line == line && found.place.partial == nil
    }
  }

  @Test(arguments: [
    ("a\n\\{{b}}", "\\{{b}}", 2), ("\\{{b c}} {{b}}", "\\{{b c}}", 1),
    ("\\{{don't}}", "\\{{don't}}", 1),
    ("\\{{{b}}}", "\\{{{b}}}", 1), ("\\{{", "\\{{", 1), ("\\{{a\nb", "\\{{a…", 1),
    ("a\n{ {{~x}}", "{{~x}}", 2), ("{ {{~! c ~}} {b}}", "{b}}", 1),
    ("a{{> brace}}{{x}}", "{{x}}", 1),
    ("{{> brace}}{x}", "{x}", 1), ("a\n\n{{> strict}}", "{{> strict}}", 3),
    ("{{> braces}}", "{{> braces}}", 1), ("{ {{~> brace}}{{> brace}}{{x}}", "{{x}}", 1),
  ])
  func textThatIsTakenForAPlaceholderIsNamed(_ text: String, _ tag: String, _ line: Int) throws {
    #expect { _ = try lowered(text) } throws: { error in
      guard case LoweringError.readsAsPlaceholder(let found) = error else { return false }
      return found.text == tag && found.place.position.line == line && found.place.partial == nil
    }
  }

  @Test func whatIsInAPartialIsNamedWithIt() throws {
    #expect { _ = try lowered("a {{> needing}}") } throws: { error in
      guard case LoweringError.needsValues(let tag) = error else { return false }
      return tag.text == "{{#if x}}" && tag.place.partial == "needing"
        && tag.place.position == TextPosition(line: 2, column: 1)
    }
  }

  @Test func thereAreLimits() throws {
    #expect(
      throws: LoweringError.failure(.limit(RenderLimitError(.depth, most: 16)))
    ) { try lowered("{{> loop}}") }
    var limits = RenderLimits.standard
    limits.outputBytes = 9
    let template = try Self.template("abcd{{x}}")
    #expect(throws: Never.self) { try template.lowered(limits: limits) }
    limits.outputBytes = 8
    #expect(throws: LoweringError.failure(.limit(RenderLimitError(.output, most: 8)))) {
      try template.lowered(limits: limits)
    }
    limits.steps = 1
    #expect(throws: LoweringError.failure(.limit(RenderLimitError(.steps, most: 1)))) {
      try template.lowered(limits: limits)
    }
    #expect { _ = try lowered("{{> none}}") } throws: {
      guard case LoweringError.failure(.failure(let reason, let place)) = $0 else { return false }
      return reason.contains("none") && place.position.line == 1
    }
  }

  /// Pieces of what can be lowered, whatever stands beside them.
  private static let safe = [
    "a", "b c", "\n", "\n\n", " ", " }", "é", "\\n", "{{name}}", "{{ tone }}", "{{{name}}}",
    "{{&q}}",
    "{{~name}}", "{{tone~}}", "{{~q~}}", "{{! c }}", "{{~! c ~}}", "\n  {{!-- c --}}\n",
    "\\\\{{name}}",
    "{{role \"system\"}}", "{{~role \"user\"~}}", "{{role \"model\"~}}\n", "{{history}}",
    "{{messages \"past\"}}", "x{{> plain}}", "x{{> fixed}}", "x {{~> handlebars}}", "x{{> chat}}",
    "x\n  {{> fixed}}\n",
  ]

  private static let others = [
    "{", "\\{{name}}", "\\", "  {{> plain}}\n", "\n {{> handlebars}}\n", "{{> strict}}",
    "{{> brace}}",
    "{{> braces}}", "{{#if name}}y{{/if}}", "{{a.b}}", "{{> plain tone=name}}", "{{> chat name}}",
    "{{json q}}", "\\{{", "}", "}}",
  ]

  /// What a client that only substitutes gives is what rendering gives.
  @Test func clientsGiveWhatRenderingGives() throws {
    let values: JSONObject = ["name": "Ada", "tone": "kind\n and brief", "q": "why?"]
    var random = Mutator(seed: 31)
    var counts = (lowered: 0, refused: 0)
    for round in 0..<(isExtra ? 200_000 : 8_000) {
      let isSafe = round.isMultiple(of: 2)
      let text = (0...random.random(9)).map { _ in
        let pieces = isSafe || random.random(5) > 0 ? Self.safe : Self.others
        return pieces[random.random(pieces.count)]
      }.joined()
      guard let template = try? Self.template(text) else {
        #expect(!isSafe, "\(text)")
        continue
      }
      let elements: [ChatElement]
      do throws(LoweringError) {
        elements = try template.lowered(partials: Self.partials)
      } catch {
        counts.refused += 1
        #expect(!isSafe, "\(text)\n\(error)")
        continue
      }
      counts.lowered += 1
      let rendered = try template.render(RenderInput(values), partials: Self.partials)
      let filled = lines(elements).map { Self.filled($0, values) }
      guard filled == lines(rendered) else {
        Issue.record(
          "\(text)\nis lowered to\n\(lines(elements))\nand rendered as\n\(lines(rendered))")
        return
      }
    }
    #expect(counts.lowered > 3_000 && counts.refused > 500, "\(counts)")
  }

  /// A text filled in as Langfuse's client does it: what stands between two braces and the next two
  /// closing ones is the name of a variable.
  private static func filled(_ text: String, _ values: JSONObject) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      let name = rest[open.upperBound..<close.lowerBound].trimmingPrefix(while: \.isWhitespace)
      result += rest[..<open.lowerBound]
      result += values[String(name)]?.string ?? String(rest[open.lowerBound..<close.upperBound])
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}
