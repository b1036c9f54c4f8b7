internal import CanonicalJSON
internal import DirectoryStore
internal import Handlebars
internal import MemoryStore
internal import Platform
internal import PromptRepo
internal import PromptTemplate

extension Work {
  /// A chat beside a text prompt of the same bytes.
  static let chat = Work(
    name: "chat", summary: "read and render a chat of 1 KB with 4 messages beside plain text"
  ) { bench in
    let count = bench.options.size(64, quick: 8)
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("chat"), layout: .prompts, durability: .none)
    let names = try (0..<count).map { index in
      (chat: try PromptName("chat/\(index)"), plain: try PromptName("plain/\(index)"))
    }
    try Repository(store: store).change(by: Fixture.author) {
      (transaction) throws(RepositoryError) in
      for (index, name) in names.enumerated() {
        let text = DialectFixture.chat(index)
        try transaction.create(
          name.chat, VersionDraft(VersionContent(template: text, config: DialectFixture.config)))
        try transaction.create(name.plain, VersionDraft(VersionContent(template: text)))
      }
    }
    let input = RenderInput(Fixture.values)
    func work(
      _ name: String, _ repository: @escaping () -> Repository?,
      _ prompts: [PromptName], prepare: @escaping () throws -> Void = {},
      _ render: @escaping (RenderedPrompt) throws -> Int
    ) -> Contender {
      Contender(name: name, repetitions: count, prepare: prepare) {
        for prompt in prompts {
          guard let text = try repository()?.activeText(of: prompt) else { continue }
          consume(try render(text.render(input)))
        }
      }
    }
    let messages = { (rendered: RenderedPrompt) in rendered.elements.count }
    let text = { (rendered: RenderedPrompt) throws in try rendered.text().utf8.count }
    let (chats, plains) = (names.map(\.chat), names.map(\.plain))
    let kept = Repository(store: store)
    try bench.measure(
      "chat", "messages, kept in memory", samples: 200,
      [
        work(Contender.ours, { kept }, chats, messages), work("plain", { kept }, plains, text),
        work("chat, as text", { kept }, chats, text),
      ], goals: [.ratio(to: "plain", atMost: 1.5)])
    var opened: Repository?
    let open = { opened = Repository(store: store) }
    try bench.measure(
      "chat", "messages, read from the disk", samples: 100,
      [
        work(Contender.ours, { opened }, chats, prepare: open, messages),
        work("plain", { opened }, plains, prepare: open, text),
      ], goals: [.ratio(to: "plain", atMost: 1.5)])
  }

  /// A text with partials beside the same text in one piece.
  static let partials = Work(
    name: "partials", summary: "render a version with 3 partials beside one without"
  ) { bench in
    let repository = Repository(store: MemoryStore())
    let name = { (text: String) throws(RepositoryError) in try PromptName(text) }
    let parts = DialectFixture.parts
    let whole = parts.map(\.text).joined(separator: "\n")
    try repository.change(by: Fixture.author) { (transaction) throws(RepositoryError) in
      var pins = JSONObject()
      for part in parts {
        let content = try VersionContent(template: part.text)
        try transaction.create(name(part.name), VersionDraft(content))
        pins[part.name] = .string("\(content.hash)")
      }
      let including = parts.map { "{{> \($0.name)}}" }.joined(separator: "\n")
      for (prompt, text) in [("including", including), ("whole", whole)] {
        let config: JSONObject = ["dialect": "chat", "partials": .object(pins)]
        try transaction.create(
          name(prompt),
          VersionDraft(VersionContent(template: DialectFixture.beginning + text, config: config)))
      }
    }
    let input = RenderInput(Fixture.values)
    let repetitions = bench.options.size(100, quick: 5)
    func work(_ side: String, _ prompt: String) throws -> Contender {
      let prompt = try name(prompt)
      return Contender(name: side, repetitions: repetitions) {
        for _ in 0..<repetitions {
          consume(try repository.activeText(of: prompt).render(input).elements.count)
        }
      }
    }
    try bench.measure(
      "partials", "3 partials in a chat of 1 KB", samples: 200,
      [try work(Contender.ours, "including"), try work("without partials", "whole")],
      goals: [.ratio(to: "without partials", atMost: 1.2)])
  }

  /// The search for those that include a prompt beside the list of all prompts.
  static let reach = Work(
    name: "reach", summary: "find who includes a prompt beside the list of all prompts"
  ) { bench in
    let count = bench.options.size(10_000, quick: 100)
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("reach"), layout: .prompts, durability: .none)
    let tone = try PromptName("tone")
    try Repository(store: store).change(by: Fixture.author) {
      (transaction) throws(RepositoryError) in
      let content = try VersionContent(template: "Sound {{tone}}.")
      try transaction.create(tone, VersionDraft(content))
      let including: JSONObject = [
        "dialect": "chat", "partials": [tone.rawValue: .string("\(content.hash)")],
      ]
      for index in 0..<count {
        // Every tenth one includes it.
        let includes = index.isMultiple(of: 10)
        let text = DialectFixture.chat(index) + (includes ? " {{> tone}}" : "")
        let config = includes ? including : DialectFixture.config
        try transaction.create(
          Fixture.name(index), VersionDraft(VersionContent(template: text, config: config)))
      }
    }
    var repository: Repository?
    let open = {
      repository = Repository(
        store: try DirectoryStore(opening: store.path, layout: .prompts))
    }
    try bench.measure(
      "reach", "who includes one of \(count) prompts", samples: 20,
      [
        Contender(
          name: Contender.ours, prepare: open,
          work: { consume(try repository?.includers(of: tone).count ?? 0) }),
        Contender(
          name: "list", prepare: open,
          work: { consume(try repository?.prompts().count ?? 0) }),
      ], goals: [.ratio(to: "list", atMost: 3)])
  }

  /// Handlebars beside dotprompt's own implementation in Python.
  static let handlebars = Work(
    name: "handlebars", summary: "compile and render Handlebars beside dotpromptz-handlebars"
  ) { bench in
    guard let python = bench.options.python else {
      bench.note("Left out: dotpromptz-handlebars; --python names a Python that has it")
      return
    }
    let template = DialectFixture.handlebars
    let values = DialectFixture.data
    let repetitions = bench.options.size(200, quick: 2)
    let data: JSONObject = [
      "template": .string(template), "values": .object(values), "count": .integer(repetitions),
    ]
    let peer = Side(name: "dotpromptz-handlebars") {
      let answer = try Git.run(
        program: python, ["-c", DialectFixture.program], input: JSONValue.object(data).utf8())
      guard let time = try JSONValue(parsing: answer).number?.double else {
        throw BenchError("\(python) gave no time")
      }
      return time
    }
    let ours = Side(name: Contender.ours) {
      let start = SystemClock.monotonicNanoseconds()
      for _ in 0..<repetitions {
        consume(try HandlebarsTemplate(parsing: template).render(RenderInput(values)).count)
      }
      return Double(SystemClock.monotonicNanoseconds() - start) / Double(repetitions)
    }
    do {
      let figures = try bench.inTurn(
        [ours, peer], samples: bench.options.samples ?? bench.options.size(20, quick: 2), warmUp: 1)
      bench.add(
        "handlebars", "1 KB with a loop and a condition",
        figures.compactMap { Series($0.name, $0.samples) },
        goals: [.ratio(to: "dotpromptz-handlebars", atMost: 0.05)])
    } catch {
      bench.note("Left out: dotpromptz-handlebars, which \(python) does not run: \(error)")
    }
  }

  /// Whole processes that render plain text, of this program and of the one before.
  static let renderCommand = Work(
    name: "render-command", summary: "promptrepo render of plain text beside the release before"
  ) { bench in
    guard let before = bench.options.before else {
      bench.note("Left out: the release before; --before names its program")
      return
    }
    let folder = bench.workspace.fresh("render")
    try FileSystem().makeDirectory(folder)
    let store = try DirectoryStore.create(at: "\(folder)/.promptrepo", layout: .prompts)
    try Fixture.fill(store, prompts: bench.options.size(1_000, quick: 20))
    let render = [
      "-C", folder, "render", "\(try Fixture.name(0))", "--var", "customer=Ada Lovelace", "--var",
      "product=analytical engine", "--var", "language=English", "--var", "tone=friendly",
    ]
    guard try bench.succeeds(render) else { return }
    let ours = try Git.run(program: bench.options.program, render)
    guard try Git.run(program: before, render) == ours else {
      throw BenchError("\(before) renders another text")
    }
    let sides = [(Contender.ours, bench.options.program), ("the release before", before)]
    try bench.measure(
      "render-command", "a text prompt of 1 KB", samples: 400,
      sides.map { name, program in
        Contender(name: name) { consume(try Git.run(program: program, render).count) }
      }, goals: [.ratio(to: "the release before", atMost: 1.02)])
  }
}

/// What the work on dialects is done with.
private enum DialectFixture {
  static let config: JSONObject = ["dialect": "chat"]

  /// What a chat begins with.
  static let beginning = "{{role \"system\"~}}\nYou help {{customer}} with {{product}}.\n"

  /// A chat of four messages with the text of the other work, of about 1 KB.
  static func chat(_ index: Int) -> String {
    let text = Fixture.text(prompt: index, edition: 1)
    let roles = ["system", "user", "assistant", "user"]
    var parts: [String] = []
    var rest = Substring(text)
    for place in roles.indices {
      let part = rest.prefix(place == 3 ? rest.count : text.count / roles.count)
      rest = rest.dropFirst(part.count)
      let marker = place == 0 ? "{{role" : "{{~role"
      parts.append("\(marker) \"\(roles[place])\"~}}\n\(part)")
    }
    return parts.joined(separator: "\n\n")
  }

  /// Three texts that are included.
  static let parts = (0..<3).map { index in
    (
      name: "part-\(index)",
      text: String(Fixture.text(prompt: index, edition: 1).prefix(330)) + " {{language}} {{tone}}"
    )
  }

  /// A template of 1 KB with a loop and a condition.
  static let handlebars =
    "You help {{customer}} with {{product}}.\n{{#if urgent}}Be quick.\n{{else}}Take your time.\n"
    + "{{/if}}{{#each orders}}- {{number}}: {{title}}, {{status}}\n{{/each}}"
    + Fixture.text(prompt: 0, edition: 1).suffix(850)

  static let data: JSONObject = {
    let orders = (0..<10).map { index -> JSONValue in
      [
        "number": .integer(index), "title": .string("analytical engine \(index)"),
        "status": "sent",
      ]
    }
    var data = Fixture.values
    data["urgent"] = true
    data["orders"] = .array(orders)
    return data
  }()

  /// Compiles and renders a template again and again, and prints how many nanoseconds each took.
  static let program = """
    import json, sys, time
    from dotpromptz_handlebars import Handlebars
    data = json.load(sys.stdin)
    engine = Handlebars(escape_fn="no_escape")
    def run(): engine.compile(data["template"])(data["values"])
    run()
    start = time.perf_counter_ns()
    for _ in range(data["count"]): run()
    print(json.dumps((time.perf_counter_ns() - start) / data["count"]))
    """
}
