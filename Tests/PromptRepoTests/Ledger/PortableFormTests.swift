import CanonicalJSON
import MemoryStore
import PromptMessages
import PromptRepo
import PromptTemplate
import Testing

/// What versions of every dialect give to clients that only substitute.
struct PortableFormTests {
  private func form(
    _ template: String, _ dialect: Dialect, partials: [(String, VersionContent)] = []
  ) throws -> PortableForm {
    let repository = Repository(
      store: MemoryStore(), author: Author(name: "A user", email: "user@example.com"))
    var config: JSONObject = ["dialect": .string(dialect.rawValue)]
    config["input"] = ["default": ["x": "never filled in"]]
    var pins = JSONObject()
    for (text, content) in partials {
      let name = try PromptName(text)
      try repository.change { transaction in
        transaction.takesHistory = true
        try transaction.create(name, VersionDraft(content))
      }
      pins[text] = .string("\(content.hash)")
    }
    if !pins.isEmpty { config["partials"] = .object(pins) }
    let name = try PromptName("reply")
    let content = try VersionContent(template: template, config: config)
    try repository.change { transaction in
      transaction.takesHistory = true
      try transaction.create(name, VersionDraft(content))
    }
    return try PortableForm(try repository.activeText(of: name))
  }

  private func content(
    _ template: String, _ dialect: Dialect = .plain
  ) throws -> VersionContent {
    try VersionContent(
      template: template,
      config: dialect == .plain ? nil : ["dialect": .string(dialect.rawValue)])
  }

  private func json(_ form: PortableForm) throws -> String {
    guard case .chat(let elements) = form else { return "no chat" }
    return try MessageFormat.langfuse.json(elements).text()
  }

  private func text(_ form: PortableForm) throws -> PortableText {
    guard case .text(let text) = form else { throw TextIsMissing() }
    return text
  }

  private struct TextIsMissing: Error {}

  /// What is created again has to have the same hash, so nothing is written in another way.
  @Test(arguments: [
    (
      Dialect.plain, "{{ name }} {{{x}}} {{name}} \\{{y}} {{#if z}} {{role \"a\"}} {{> b}}\n",
      ["name", "x", "y"]
    ),
    (.strict, "{{ name }} {{{x}}} \\{{y}} \\\\{{z}} {{#if z}}\r\n", ["name", "x", "z"]),
    (.jinja, "{% if a %}{{ b }}{% endif %} {{ c.d }}", ["a", "b", "c"]),
    (.chat, " {{ name }} {{{x}}} {{#if z}}\n", ["name", "x"]), (.chat, " \n", []),
  ])
  func textsAreAsTheyAreStored(
    dialect: Dialect, template: String, variables: [String]
  ) throws {
    let form = try form(template, dialect)
    let text = try text(form)
    #expect(text.text.utf8.elementsEqual(template.utf8))
    #expect(text.dialect == dialect)
    #expect(text.variables == variables)
    #expect(form.variables == variables)
    #expect(form.lists == [])
    #expect((text.pieces == nil) == (dialect == .jinja))
  }

  @Test func piecesSayWhatIsText() throws {
    let pieces = try text(form("\\{{a}} {{ a }}", .strict)).pieces
    #expect(
      pieces == MessageText([.literal("{{a}} "), .variable("a", source: "{{a}}")]))
    #expect(try text(form("\\{{a}}{{ a }}", .chat)).text == "{{a}}{{ a }}")
  }

  @Test(arguments: [
    (
      "{{role \"system\"~}}\nAnswer {{ company }}. {{{x}}}\n\n{{~messages \"past\"}}\n\n"
        + "{{~role \"user\"~}}\n\\{{role \"a\"}} \\\\{{x}}",
      #"[{"role":"system","content":"Answer {{ company }}. {{{x}}}"},"#
        + #"{"type":"placeholder","name":"past"},"#
        + #"{"role":"user","content":"{{role \"a\"}} \\{{x}}"}]"#
    ),
    ("{{role \"user\"}} a ", #"[{"role":"user","content":" a "}]"#),
    ("{{role \"assistant\"}}", #"[{"role":"assistant","content":""}]"#),
  ])
  func chatsAreGivenSoThatTheyCanBeWrittenAgain(template: String, expected: String) throws {
    let form = try form(template, .chat)
    let json = try json(form)
    #expect(json == expected)
    let again = try MessageFormat.chatText(ofLangfuse: JSONValue(parsing: Array(json.utf8)))
    #expect(again.utf8.elementsEqual(template.utf8))
  }

  @Test func namesOfAChatAreListedOnce() throws {
    let form = try form(
      "{{b}}{{messages \"l\"}}{{a}}{{b}}{{messages \"k\"}}{{messages \"l\"}}", .chat)
    #expect(form.variables == ["b", "a"])
    #expect(form.lists == ["l", "k"])
  }

  @Test func partialsOfAChatAreExpanded() throws {
    let tone = try content("Sound {{ tone }}.\n")
    #expect(
      try json(form("{{role \"system\"}}{{> tone}}{{x}}", .chat, partials: [("tone", tone)]))
        == #"[{"role":"system","content":"Sound {{tone}}.\n{{x}}"}]"#)
  }

  @Test func partialsOfATextAreExpanded() throws {
    let inner = try content("{{ c }}", .strict)
    let outer = try VersionContent(
      template: "b {{> inner}}",
      config: ["dialect": "chat", "partials": ["inner": .string("\(inner.hash)")]])
    let text = try text(
      form("a {{> outer}} {{ d }}", .chat, partials: [("inner", inner), ("outer", outer)]))
    #expect(text.text == "a b {{c}} {{ d }}")
    #expect(text.variables == ["c", "d"])
  }

  @Test func mediaAreNeverLeftOut() throws {
    let form = try form("a {{media url=\"u\"}}", .chat)
    #expect(throws: MessageFormatError.self) { try json(form) }
  }

  @Test func handlebarsIsLowered() throws {
    let tone = try content("{{! c }}\nSound {{tone}}.", .handlebars)
    let template = "{{role \"system\"}}\n{{> tone}}\n{{{x}}}{{history}}{{role \"user\"}}\n{{ q }}"
    let form = try form(template, .handlebars, partials: [("tone", tone)])
    #expect(
      try json(form)
        == #"[{"role":"system","content":"\nSound {{tone}}.{{x}}"},"#
        + #"{"type":"placeholder","name":"history"},{"role":"user","content":"\n{{q}}"}]"#)
    #expect(form.variables == ["tone", "x", "q"])
    #expect(form.lists == ["history"])
  }

  @Test(arguments: [("a {{~x}} {{! c}}b", "a{{x}} b", ["x"]), ("{{! c}} \n", "", [])])
  func handlebarsWithoutMessagesIsAText(
    template: String, expected: String, variables: [String]
  ) throws {
    let text = try text(form(template, .handlebars))
    #expect(text.text == expected)
    #expect(text.variables == variables)
    #expect(text.dialect == .handlebars)
    #expect(text.pieces?.written == expected)
  }

  @Test func whatNeedsValuesIsNamed() throws {
    #expect(
      refusal { _ = try form("a\n\n{{#if formal}}b{{/if}}", .handlebars) }
        == "{{#if formal}} in line 3 needs values, which this client gives too late: ask for the "
        + "rendered prompt, or use the Prompts API")
  }

  @Test func whatIsInAPartialIsNamedWithIt() throws {
    let tone = try content("\n{{#if formal}}b{{/if}}", .handlebars)
    #expect(
      refusal { _ = try form("{{> tone}}", .handlebars, partials: [("tone", tone)]) }
        == "{{#if formal}} in line 2 of the partial tone needs values, which this client gives too "
        + "late: ask for the rendered prompt, or use the Prompts API")
  }

  @Test func bracesThatAreTextAreNamed() throws {
    #expect(
      refusal { _ = try form("a\n\\{{b}}", .handlebars) }
        == "\\{{b}} in line 2 is text, which this client would take for a variable: ask for the "
        + "rendered prompt, or use the Prompts API")
  }

  @Test func whatCannotBeReadIsNamed() throws {
    #expect(
      refusal { _ = try form("a\n{{#if x}}", .handlebars) }
        .hasPrefix("handlebars cannot read the text: line 2, column 1: "))
  }

  @Test func partialsThatAreNotThereAreNamedAsInRendering() throws {
    let tone = try content("a")
    #expect {
      _ = try form("{{role \"user\"}}{{> tone}}{{> other}}", .chat, partials: [("tone", tone)])
    } throws: {
      ($0 as? RepositoryError)?.cause as? PartialRefusal
        == (try? PromptName("other")).map { .notPinned($0) }
    }
  }

  private func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no refusal"
    } catch {
      return "\(error)"
    }
  }
}
