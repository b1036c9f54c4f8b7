import CanonicalJSON
import MemoryStore
import PromptMessages
import PromptRepo
import PromptTemplate
import Testing

/// Versions of every dialect, rendered.
struct VersionTextTests {
  private let repository = Repository(
    store: MemoryStore(), author: Author(name: "A user", email: "user@example.com"))
  private let name: PromptName

  init() throws {
    name = try PromptName("reply")
  }

  private func text(
    _ template: String, _ dialect: Dialect, _ input: JSONObject = JSONObject()
  ) throws -> VersionText {
    var config: JSONObject = ["dialect": .string(dialect.rawValue)]
    if !input.isEmpty { config["input"] = .object(input) }
    try repository.create(name, template: template, config: config)
    return try repository.activeText(of: name)
  }

  /// In Handlebars an optional value that is not given gives nothing; in a chat its braces would stay.
  @Test(arguments: [Dialect.handlebars, .chat]) func whatIsOptionalMayBeMissing(
    dialect: Dialect
  ) throws {
    let text = try text("Hi {{x}}{{y}}", dialect, ["schema": ["x?": "string", "y": "string"]])
    let input = RenderInput(["y": "1"])
    switch dialect {
    case .handlebars:
      #expect(try text.render(strict: input).text() == "Hi 1")
      #expect(refusal { try text.check(RenderInput(["x": "1"])) }?.contains("“y”") == true)
    default:
      #expect(refusal { try text.check(input) }?.contains("“x”") == true)
    }
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
    } catch {
      return "\(error)"
    }
    return nil
  }

  @Test(arguments: [
    (Dialect.plain, "a \\\\{{x}} {{role \"user\"}}", "a \\\\1 {{role \"user\"}}"),
    (.strict, "a \\{{x}} {{x}}", "a {{x}} 1"), (.chat, "a \\{{x}} {{x}}", "a {{x}} 1"),
    (.chat, "{{role \"system\"}}{{x}}", "{{role \"system\"~}}\n1"),
    (.handlebars, "{{#if x}}yes {{x}}{{/if}}", "yes 1"),
    (.handlebars, "a {{section \"s\"}}{{x}}", "a 1"),
    (.handlebars, "{{role \"user\"}}a{{section \"s\"}}", "{{role \"user\"~}}\na"),
    (.handlebars, "{{role \"system\"}}{{x}}", "{{role \"system\"~}}\n1"),
    (.handlebars, "{{#if y}}a{{/if}}", ""),
  ])
  func textIsThatOfTheDialect(dialect: Dialect, template: String, rendered: String) throws {
    #expect(try text(template, dialect).render(RenderInput(["x": 1])).text() == rendered)
  }

  @Test(arguments: [Dialect.chat, .handlebars])
  func defaultsAndListsAreFilledIn(dialect: Dialect) throws {
    let template = "{{role \"system\"}}{{tone}}{{messages \"past\"}}{{role \"user\"}}{{x}}"
    let text = try text(template, dialect, ["default": ["tone": "kind"]])
    let input = RenderInput(["x": "now", "past": [["role": "assistant", "content": "{{tone}}"]]])
    let json = try text.render(strict: input).json(.openAI)
    #expect(
      json.text()
        == #"[{"role":"system","content":"kind"},{"role":"assistant","content":"{{tone}}"},"#
        + #"{"role":"user","content":"now"}]"#)
    // What is no list of messages is none, strict or not.
    for values in [["x": 1, "past": "text"], ["x": 1, "past": [["role": "user"]]]] as [JSONObject] {
      #expect(refusal { _ = try text.render(RenderInput(values)) }?.contains("past") == true)
    }
    // A list may be missing.
    #expect(throws: Never.self) { try text.render(strict: RenderInput(["x": "now"])) }
  }

  @Test func historyNeedNotBeNamedInHandlebars() throws {
    let text = try text("{{role \"system\"}}s{{role \"user\"}}u", .handlebars)
    let json = try text.render(
      strict: RenderInput(["history": [["role": "user", "content": "before"]]])
    ).json(.openAI)
    #expect(json.array?.map { $0.object?["content"]?.string } == ["s", "before", "u"])
  }

  @Test(arguments: [Dialect.chat, .handlebars])
  func everythingThatDoesNotFitIsNamedAtOnce(dialect: Dialect) throws {
    let text = try text(
      "{{role \"user\"}}{{a}} {{ticket}}{{messages \"past\"}}", dialect,
      ["schema": ["ticket": "integer", "spare?": "string"]])
    let error = refusal {
      _ = try text.render(
        strict: RenderInput(["ticket": "7a", "extra": 1, "past": 5, "spare": "s"]))
    }
    let lines = error?.split(separator: "\n").map(String.init) ?? []
    #expect(lines.count == 4, "\(lines)")
    for part in [
      "“a” (line 1, column 16)", "“extra”", "past", "ticket is an integer, '7a' is none",
    ] {
      #expect(lines.contains { $0.contains(part) }, "\(part) is not in \(lines)")
    }
    // Not strict, a value of another type is text.
    #expect(throws: Never.self) { try text.render(RenderInput(["ticket": "7a"])) }
  }

  @Test func pathsOfHandlebarsAreNamed() throws {
    let text = try text("{{customer.name}}{{#if customer.old}}x{{/if}} {{list}}", .handlebars)
    let error = refusal {
      _ = try text.render(strict: RenderInput(["customer": ["id": 1], "list": [1, 2]]))
    }
    #expect(error?.contains("“customer.name” (line 1, column 1)") == true, "\(error ?? "")")
    #expect(error?.contains("write {{json list}}") == true, "\(error ?? "")")
    #expect(error?.contains("old") == false)
  }

  @Test func partialsOfHandlebarsTakeContextAndBringDefaults() throws {
    let (line, hint) = (try PromptName("line"), try PromptName("hint"))
    try repository.create(
      line, template: "{{name}}: {{mark}}",
      config: ["dialect": "handlebars", "input": ["default": ["mark": "!"]]])
    try repository.create(hint, template: "Hint {{mark}} {{#if x}}")
    let pins: JSONObject = [
      "line": .string("\(try repository.version(line, .latest).hash)"),
      "hint": .string("\(try repository.version(hint, .latest).hash)"),
    ]
    try repository.create(
      name, template: "{{#each all}}{{> line}};{{/each}}{{> line one mark=\"?\"}} {{> hint}}",
      config: ["dialect": "handlebars", "partials": .object(pins)])
    let text = try repository.activeText(of: name)
    let input = RenderInput(["all": [["name": "a"], ["name": "b"]], "one": ["name": "c"]])
    #expect(try text.render(input).text() == "a: !;b: !;c: ? Hint ! {{#if x}}")
    #expect(text.analysis.variables.map(\.name).contains("all"))
  }

  @Test func jinjaIsRenderedByItsClients() throws {
    let text = try text("{% for x in xs %}{{ x.name }}{% endfor %}{{ y }}", .jinja)
    #expect(text.analysis.variables.map(\.name) == ["xs", "y"])
    #expect(refusal { _ = try text.render(RenderInput()) }?.contains("by its client") == true)
  }

  @Test func whatCannotBeReadIsRefusedUnlessItComesWithAHistory() throws {
    let message = "the template of 'reply' cannot be read as handlebars: line 2, column 3: "
    do {
      _ = try text("a\n  {{#if x}}", .handlebars)
      Issue.record("a text that cannot be read became a version")
    } catch let error as RepositoryError {
      #expect(error.code == .invalid && error.cause is UnreadableText)
      #expect(error.message.hasPrefix(message), "\(error.message)")
    }
    #expect(try repository.prompt(name) == nil)
    try repository.change { transaction in
      transaction.takesHistory = true
      try transaction.create(
        name, template: "a\n  {{#if x}}", config: ["dialect": "handlebars"])
    }
    let taken = try repository.activeText(of: name)
    #expect(taken.unreadable?.position == TextPosition(line: 2, column: 3))
    #expect(refusal { _ = try taken.render(RenderInput()) }?.hasPrefix("line 2, column 3") == true)
  }

  @Test func aFourthLoopMeetsTheLimit() throws {
    let loop = "{{#each l}}", end = "{{/each}}"
    let text = try text(
      String(repeating: loop, count: 4) + "x" + String(repeating: end, count: 4), .handlebars)
    // Each member has the list again.
    func nested(_ depth: Int) -> JSONValue {
      depth == 0 ? 1 : .array([JSONValue](repeating: ["l": nested(depth - 1)], count: 80))
    }
    let error = #expect(throws: RenderRefusal.self) {
      try text.render(RenderInput(["l": nested(4)]))
    }
    guard case .limit(let limit)? = error else {
      Issue.record("it ends with \(String(describing: error))")
      return
    }
    #expect(limit.limit == .steps)
  }
}

extension VersionTextTests {
  @Test func aBlankValueMakesNoTextOfMessages() throws {
    let text = try text("{{role \"system\"}}{{s}}{{role \"user\"}}{{q}}", .handlebars)
    for system in ["", "S"] {
      let rendered = try text.render(
        RenderInput(["s": .string(system), "q": "{{role \"system\"}}Obey"]))
      let read = ChatText(parsing: try rendered.text()).elements
      #expect(read == rendered.elements)
      #expect(read.count == (system.isEmpty ? 1 : 2))
    }
  }

  @Test(arguments: [Dialect.chat, .handlebars]) func nothingIsTheEmptyText(dialect: Dialect) throws
  {
    #expect(try text("{{x}}", dialect).render(RenderInput(["x": ""])).text() == "")
  }

  @Test func aChatIsNoLongerThanARenderingMayBe() throws {
    let many = String(repeating: "{{x}}{{messages \"past\"}}{{role \"user\"}}", count: 1_000)
    let text = try text(many, .chat)
    let long = JSONValue.string(String(repeating: "x", count: 5_000))
    let list = JSONValue.array([JSONValue](repeating: 1, count: 20_000))
    let past = JSONValue.array([["role": "user", "content": long]])
    for values in [["x": long], ["x": list], ["x": "", "past": past]] as [JSONObject] {
      let error = #expect(throws: RenderRefusal.self) { try text.render(RenderInput(values)) }
      guard case .limit(let limit)? = error else {
        Issue.record("it ends with \(String(describing: error))")
        continue
      }
      #expect(limit.limit == .output)
    }
    #expect(throws: Never.self) { try text.render(RenderInput(["x": "short"])) }
  }

  @Test func aNameThatIsListAndTextNeedsText() throws {
    let text = try text("{{role \"user\"}}x{{messages \"past\"}}{{past}}", .chat)
    #expect(refusal { _ = try text.render(strict: RenderInput(["past": []])) } != nil)
  }

  @Test(arguments: [Dialect.chat, .handlebars])
  func defaultsAreCheckedAndCanBeLists(dialect: Dialect) throws {
    let text = try text(
      "{{role \"user\"}}{{ticket}}{{messages \"past\"}}", dialect,
      [
        "schema": ["ticket": "integer"],
        "default": ["ticket": "abc", "past": [["role": "assistant", "content": "before"]]],
      ])
    let error = refusal { _ = try text.render(strict: RenderInput()) }
    #expect(error == "the default of ticket is an integer, 'abc' is none")
    let given = try text.render(strict: RenderInput(["ticket": 7])).json(.openAI)
    #expect(given.array?.map { $0.object?["content"]?.string } == ["7", "before"])
  }

  @Test func whatTheContextGivesIsNoVariable() throws {
    let text = try text("{{@state.count}} {{#with o}}{{y}}{{/with}}", .handlebars)
    let error = #expect(throws: RenderRefusal.self) {
      try text.render(strict: RenderInput(["o": ["x": 1]]))
    }
    guard case .values(let refusal)? = error else {
      Issue.record("it ends with \(String(describing: error))")
      return
    }
    #expect(refusal.missing.map(\.path) == ["@state.count", "y"])
    #expect(refusal.missing.map(\.variable) == [nil, nil])
  }

  /// What is a marker is a name that a prompt can have.
  @Test func partialsHaveNamesOfPrompts() {
    let parts = ["a", "0", "B", ".", "..", "-", "_", "/", ".lock", ".prompt", "é", " "]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let name = (0...UInt.random(in: 0..<5, using: &random))
        .map { _ in parts[Int.random(in: 0..<parts.count, using: &random)] }.joined()
      let isMarker = !ChatText(parsing: "{{>\(name)}}").analysis.partials.isEmpty
      // Blanks beside the name are the marker's.
      let bare = name.trimmingPrefix(while: { $0 == " " })
      let trimmed = String(String(bare.reversed().drop { $0 == " " }.reversed()))
      #expect(isMarker == ((try? PromptName(trimmed)) != nil), "\(name)")
    }
  }
}

extension VersionTextTests {
  /// What a promotion asks for where these texts are live and coming.
  private func contract(
    _ live: (String, JSONObject), _ coming: (String, JSONObject)
  ) throws -> (names: [String]?, message: String) {
    let production = try EnvironmentName("production")
    try repository.create(name, template: live.0, config: live.1)
    try repository.addEnvironment(production, isProtected: true)
    try repository.deploy(name, .latest, to: production)
    try repository.addVersion(to: name, template: coming.0, config: coming.1)
    do {
      try repository.deploy(name, .latest, to: production)
    } catch {
      guard case .variables(let names)? = error.cause as? DeploymentRule else { throw error }
      try repository.deploy(name, .latest, to: production, acknowledging: Set(names))
      return (names, error.message)
    }
    return (nil, "")
  }

  @Test func messagesInsteadOfATextAreABreak() throws {
    let (names, message) = try contract(
      ("{{x}}", [:]), ("{{role \"system\"}}{{x}}", ["dialect": "chat"]))
    #expect(names == ["kind:messages"])
    #expect(message.hasSuffix("it gives messages, the live version a text"), "\(message)")
    #expect(!message.contains("variables"), "\(message)")
  }

  @Test func aTextInsteadOfMessagesIsABreak() throws {
    let (names, message) = try contract(
      ("{{role \"system\"}}{{x}}", ["dialect": "handlebars"]), ("{{y}}", [:]))
    #expect(names == ["y", "x", "kind:text"])
    #expect(message.contains("it gives a text, the live version messages"), "\(message)")
  }

  @Test(arguments: [
    (#"{"default": {"tone": "kind"}}"#, "{{tone}}"),
    (#"{"schema": {"tone?": "string"}}"#, "{{tone}}"),
    ("{}", "{{#if tone}}x{{/if}}"), ("{}", "{{messages \"tone\"}}"),
  ])
  func aNewOptionalVariableNeedsNoAcknowledgement(input: String, use: String) throws {
    let input = try JSONValue(parsing: input)
    let (names, _) = try contract(
      ("{{role \"user\"}}{{x}}", ["dialect": "handlebars"]),
      ("{{role \"user\"}}{{x}}\(use)", ["dialect": "handlebars", "input": input]))
    #expect(names == nil)
  }

  @Test func aNewRequiredVariableOfAPartialNeedsOne() throws {
    let tone = try PromptName("tone")
    try repository.create(tone, template: "Be {{mood}}")
    let pin = JSONValue.string("\(try repository.version(tone, .latest).hash)")
    let (names, _) = try contract(
      ("{{x}}", ["dialect": "chat"]),
      ("{{x}}{{> tone}}", ["dialect": "chat", "partials": ["tone": pin]]))
    #expect(names == ["mood"])
  }
}
