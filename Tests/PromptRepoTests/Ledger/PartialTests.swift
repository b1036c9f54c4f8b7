import CanonicalJSON
import MemoryStore
import PromptRepo
import PromptTemplate
import Testing

struct PartialTests {
  private let repository = Repository(
    store: MemoryStore(), author: Author(name: "A user", email: "user@example.com"),
    now: { Timestamp(milliseconds: 1_700_000_000_000) })
  private let reply: PromptName
  private let tone: PromptName

  init() throws {
    reply = try PromptName("support/reply")
    tone = try PromptName("support/tone")
  }

  /// A header with pins, in this dialect.
  private func config(
    _ pins: [(PromptName, VersionHash)], _ dialect: Dialect = .chat, defaults: JSONObject? = nil
  ) -> JSONObject {
    var partials = JSONObject()
    for (name, hash) in pins { partials[name.rawValue] = .string("\(hash)") }
    var config: JSONObject = ["dialect": .string(dialect.rawValue), "partials": .object(partials)]
    if let defaults { config["input"] = ["default": .object(defaults)] }
    return config
  }

  private func latestHash(_ name: PromptName) throws -> VersionHash {
    try repository.version(name, .latest).hash
  }

  /// Takes a prompt as it comes with a history, whatever its text is.
  private func take(_ name: PromptName, _ template: String, _ config: JSONObject) throws {
    try repository.change { transaction in
      transaction.takesHistory = true
      let draft = VersionDraft(try VersionContent(template: template, config: config))
      if try transaction.prompt(name) == nil {
        try transaction.create(name, draft)
      } else {
        try transaction.addVersion(draft, to: name)
      }
    }
  }

  private func refusal(of body: () throws -> Void) -> (PartialRefusal?, String) {
    do {
      try body()
    } catch let error as RepositoryError {
      return (error.cause as? PartialRefusal, error.message)
    } catch {
      return (nil, "\(error)")
    }
    return (nil, "no error")
  }

  @Test func theExactTextStandsInThePlace() throws {
    try repository.create(tone, template: "Sound {{tone}}: \\{{x}} {{{y}}}\n")
    let template = "{{role \"system\"~}}\nAnswer {{customer}}. {{> support/tone}}"
    try repository.create(reply, template: template, config: config([(tone, latestHash(tone))]))
    let text = try repository.activeText(of: reply)
    #expect(text.analysis.variables.map(\.name) == ["customer", "tone", "x", "y"])
    #expect(
      text.analysis.variables.map(\.partial) == [nil] + [String](repeating: tone.rawValue, count: 3)
    )
    let rendered = try text.render(
      strict: RenderInput(["customer": "you", "tone": "kind", "x": "{{role \"a\"}}", "y": "2"]))
    let system = ChatMessage(
      role: "system",
      parts: [.text(MessageText(literal: "Answer you. Sound kind: \\{{role \"a\"}} 2\n"))])
    #expect(rendered.elements == [.message(system)])
    #expect(try ChatText(parsing: rendered.text()).elements == rendered.elements)
    #expect(throws: RenderRefusal.self) {
      try text.render(strict: RenderInput(["customer": "you"]))
    }
  }

  @Test func aNewVersionOfThePartialChangesNothing() throws {
    try repository.create(tone, template: "kind")
    let pinned = try latestHash(tone)
    try repository.create(
      reply, template: "Be {{> support/tone}}", config: config([(tone, pinned)]))
    try repository.addVersion(to: tone, template: "terse")
    #expect(try repository.render(reply, [:]) == "Be kind")
    try repository.addVersion(
      to: reply, template: "Be {{> support/tone}}", config: config([(tone, latestHash(tone))]))
    #expect(try repository.render(reply, [:]) == "Be terse")
    #expect(try repository.render(reply, [:], version: .number(1)) == "Be kind")
  }

  @Test func anEarlierNameLeadsOn() throws {
    try repository.create(tone, template: "kind")
    let pins = try config([(tone, latestHash(tone))])
    try repository.create(reply, template: "Be {{> support/tone}}", config: pins)
    try repository.rename(tone, to: PromptName("a"))
    try repository.rename(PromptName("a"), to: PromptName("b"))
    // Another prompt of the name has no version of the hash.
    try repository.create(tone, template: "other")
    #expect(try repository.render(reply, [:]) == "Be kind")
  }

  @Test func whatIsGoneIsNamed() throws {
    try repository.create(tone, template: "kind")
    let hash = try latestHash(tone)
    try repository.create(reply, template: "Be {{> support/tone}}", config: config([(tone, hash)]))
    try repository.delete(tone, forces: true)
    let (cause, message) = refusal {
      _ = try Repository(store: repository.store).render(reply, [:])
    }
    #expect(cause == .gone(tone, hash))
    #expect(
      message
        == "support/reply v1 includes support/tone sha256:\(hash.short()), which was deleted by "
        + "A user on 2023-11-14T22:13:20.000Z")
    // Its content is there all the same.
    #expect(
      try repository.content(of: repository.version(reply, .active)).template.contains("tone"))
  }

  @Test func defaultsOfPartialsLieBelowTheVersionsOwn() throws {
    try repository.create(
      tone, template: "{{a}}{{b}}", config: config([], defaults: ["a": "tone", "b": "tone"]))
    try repository.create(
      reply, template: "{{> support/tone}}{{c}}",
      config: config([(tone, latestHash(tone))], defaults: ["b": "reply"]))
    #expect(try repository.render(reply, ["c": "given"]) == "tonereplygiven")
    let text = try repository.activeText(of: reply)
    #expect(throws: Never.self) { try text.check(RenderInput(["c": "given"])) }
  }

  @Test(arguments: [
    (Dialect.plain, "{{role \"a\"}}", true, true), (.strict, "x", true, true),
    (.chat, "{{> other}} x", true, true), (.chat, "{{role \"a\"}}x", false, true),
    (.chat, "{{messages \"h\"}}", false, true), (.chat, "{{media url=\"u\"}}", false, true),
    (.handlebars, "{{#if x}}y{{/if}}", false, true), (.handlebars, "{{#if x}}", false, false),
    (.jinja, "x", false, false),
  ])
  func includesWhatTheDialectCan(
    dialect: Dialect, template: String, inChat: Bool, inHandlebars: Bool
  ) throws {
    let other = try PromptName("other")
    try repository.create(other, template: "o")
    try take(tone, template, config([(other, latestHash(other))], dialect))
    for (includer, isPossible) in [(Dialect.chat, inChat), (.handlebars, inHandlebars)] {
      let config = try config([(tone, latestHash(tone))], includer)
      let refused = refusal {
        let name = try PromptName("written-\(includer.rawValue)")
        try repository.create(name, template: "{{> support/tone}}", config: config)
      }
      #expect(
        refused.0 == (isPossible ? nil : .unsuitable(tone, dialect, in: includer)), "\(refused.1)")
      try take(reply, "{{> support/tone}}", config)
      let taken = refusal { _ = try repository.text(of: reply, .latest) }
      #expect(
        taken.0 == (isPossible ? nil : .unsuitable(tone, dialect, in: includer)), "\(taken.1)")
    }
    // Nothing is a partial where the dialect has none.
    for dialect in [Dialect.plain, .strict, .jinja] {
      try repository.addVersion(
        to: reply, template: "{{> support/tone}}",
        config: config([(tone, latestHash(tone))], dialect))
      #expect(try repository.activeText(of: reply).partials.isEmpty)
    }
  }

  @Test(arguments: [
    JSONValue.object([:]), "x", .object(["support/tone": "v3"]), .object(["support/tone": 1]),
    .object(["support/tone": "1b33768c2652fbdaec6f50215bbbcaf3346d2432985e478cd0ad4284a8c21580"]),
    .object(["Support": "sha256:1b33768c2652fbdaec6f50215bbbcaf3346d2432985e478cd0ad4284a8c21580"]),
  ])
  func aPartialNeedsItsPin(pins: JSONValue) throws {
    let config: JSONObject = ["dialect": "chat", "partials": pins]
    let written = refusal {
      try repository.create(reply, template: "{{> support/tone}}", config: config)
    }
    #expect(written.0 == .notPinned(tone), "\(written.1)")
    #expect(try repository.prompt(reply) == nil)
    try take(reply, "{{> support/tone}}", config)
    let taken = refusal { _ = try repository.activeText(of: reply) }
    #expect(taken.0 == .notPinned(tone), "\(taken.1)")
  }

  @Test func depthCountAndSizeHaveLimits() throws {
    var below = tone
    try repository.create(tone, template: String(repeating: "x", count: 1 << 20))
    for depth in 1...17 {
      let name = try PromptName("depth/\(depth)")
      try take(name, "{{> \(below)}}", config([(below, latestHash(below))]))
      below = name
    }
    #expect(try repository.render(PromptName("depth/16"), [:]).utf8.count == 1 << 20)
    #expect(
      refusal { _ = try repository.activeText(of: PromptName("depth/17")) }.0 == .limit("depth"))

    let hash = try latestHash(tone)
    for (count, isPossible) in [(3, true), (4, false), (50_000, false)] {
      let name = try PromptName("size-\(count)")
      try take(
        name, String(repeating: "{{> support/tone}}", count: count), config([(tone, hash)]))
      let (cause, _) = refusal { _ = try repository.activeText(of: name) }
      #expect(cause == (isPossible ? nil : .limit("size")))
    }

    var pins: [(PromptName, VersionHash)] = []
    for number in 0..<65 {
      let name = try PromptName("many/\(number)")
      try repository.create(name, template: "\(number)")
      pins.append((name, try latestHash(name)))
    }
    for (count, isPossible) in [(64, true), (65, false)] {
      let template = pins.prefix(count).map { "{{> \($0.0)}}" }.joined()
      try take(PromptName("all-\(count)"), template, config(pins))
      let (cause, _) = refusal { _ = try repository.activeText(of: PromptName("all-\(count)")) }
      #expect(cause == (isPossible ? nil : .limit("count")))
    }
  }
}

extension PartialTests {
  /// A partial that another way led to before is as deep as on its own way.
  @Test func depthIsThatOfTheLongestWay() throws {
    var below = tone
    try repository.create(tone, template: "x")
    for depth in 1...15 {
      let name = try PromptName("chain/\(depth)")
      try take(name, "{{> \(below)}}", config([(below, latestHash(below))]))
      below = name
    }
    let (middle, top) = (try PromptName("middle"), try PromptName("top"))
    try take(middle, "{{> \(below)}}", config([(below, latestHash(below))]))
    #expect(throws: Never.self) { try repository.text(of: middle, .latest) }
    // The chain is known by the time that the way through the middle is looked at.
    try take(
      top, "{{> \(below)}} {{> middle}}",
      config([(below, latestHash(below)), (middle, latestHash(middle))]))
    let refused = refusal { _ = try repository.text(of: top, .latest) }
    #expect(refused.0 == .limit("depth"), "\(refused.1)")
  }

  @Test func eachNameHasTheVersionThatItIsPinnedTo() throws {
    try repository.create(tone, template: "kind")
    let hash = try latestHash(tone)
    let gone = try PromptName("gone")
    for template in ["{{> support/tone}} {{> gone}}", "{{> gone}} {{> support/tone}}"] {
      let refused = refusal {
        try repository.create(
          reply, template: template, config: config([(tone, hash), (gone, hash)]))
      }
      #expect(refused.0 == .gone(gone, hash), "\(refused.1)")
    }
  }

  @Test func aPromptThatWasRenamedAndDeletedIsNamed() throws {
    try repository.create(tone, template: "kind")
    try repository.create(
      reply, template: "{{> support/tone}}", config: config([(tone, latestHash(tone))]))
    let voice = try PromptName("voice")
    try repository.rename(tone, to: voice)
    try repository.delete(voice, forces: true)
    let refused = refusal { _ = try Repository(store: repository.store).render(reply, [:]) }
    #expect(refused.1.contains("which was deleted by A user on"), "\(refused.1)")
  }

  @Test func oneOperationMayAddBoth() throws {
    let content = try VersionContent(template: "kind")
    try repository.change { transaction in
      // The includer first: all of the operation counts.
      try transaction.create(
        reply, template: "{{> support/tone}}", config: config([(tone, content.hash)]))
      try transaction.create(tone, VersionDraft(content))
    }
    #expect(try repository.render(reply, [:]) == "kind")
  }

  @Test func whatIsIncludedIsNotDeleted() throws {
    try repository.create(tone, template: "kind")
    try repository.create(
      reply, template: "{{> support/tone}}", config: config([(tone, latestHash(tone))]))
    func refused(_ body: () throws -> Void) -> String? {
      do {
        try body()
      } catch let error as RepositoryError {
        return error.message
      } catch {}
      return nil
    }
    #expect(
      refused { try repository.delete(tone) }
        == "prompt 'support/tone' is included by 'support/reply'")
    // Archived, it is still there.
    _ = try repository.undo(tone)
    #expect(try repository.prompt(tone)?.record.isArchived == true)
    #expect(try repository.render(reply, [:]) == "kind")
    try repository.addVersion(to: reply, template: "none")
    try repository.delete(tone)
    #expect(try repository.prompt(tone) == nil)
  }

  /// What nobody could be served goes live on no way.
  @Test func aVersionWhosePartialIsGoneDoesNotGoLive() throws {
    try repository.create(tone, template: "kind")
    let hash = try latestHash(tone)
    try repository.create(reply, template: "{{> support/tone}}", config: config([(tone, hash)]))
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    for name in [staging, production] { try repository.addEnvironment(name) }
    try repository.deploy(reply, .latest, to: staging)
    try repository.addVersion(to: reply, template: "none")
    try repository.deploy(reply, .latest, to: staging)
    try repository.delete(tone)
    let before = try repository.store.references(under: "refs/")
    let ways: [() throws -> Void] = [
      { try repository.activate(reply, .number(1)) },
      { try repository.rollback(reply) },
      { try repository.rollback(reply, to: .number(1)) },
      { try repository.rollback(reply, .environment(staging)) },
      { try repository.deploy(reply, .number(1), to: staging) },
      { try repository.deploy(reply, .number(1), to: production) },
    ]
    for (index, way) in ways.enumerated() {
      let refused = refusal(of: way)
      #expect(refused.0 == .gone(tone, hash), "\(index): \(refused.1)")
    }
    #expect(try repository.store.references(under: "refs/") == before)
    // A prompt of that name with that content is what is included.
    try repository.create(tone, template: "kind")
    try repository.rollback(reply)
    #expect(try repository.render(reply, [:]) == "kind")
    try repository.deploy(reply, .number(1), to: production)
  }

  /// What a live version includes is kept, through whatever it includes it.
  @Test func whatIsIncludedThroughAnotherVersionIsNotDeleted() throws {
    let (middle, top) = (try PromptName("middle"), try PromptName("top"))
    try repository.create(tone, template: "kind")
    let first = try latestHash(tone)
    try repository.create(
      middle, template: "m {{> support/tone}}", config: config([(tone, first)]))
    try repository.create(
      top, template: "t {{> middle}}", config: config([(middle, latestHash(middle))]))
    let production = try EnvironmentName("production")
    try repository.addEnvironment(production)
    try repository.deploy(top, .latest, to: production)
    try repository.addVersion(to: middle, template: "alone")
    #expect(try repository.render(top, [:]) == "t m kind")
    let found = try repository.includers(of: tone)
    #expect(found.map(\.name) == [top])
    #expect(found.first?.latest?.through == middle && found.first?.latest?.included == 1)
    #expect(found.first?.live.map(\.version.through) == [middle, middle])
    #expect(refusal { try repository.delete(tone) }.1.contains("is included by 'top'"))
    try repository.addVersion(to: tone, template: "terse")
    #expect(try repository.includers(of: tone, having: first).map(\.name) == [top])
    #expect(try repository.includers(of: tone, having: latestHash(tone)).isEmpty)
    try repository.addVersion(
      to: top, template: "t {{> middle}}", config: config([(middle, latestHash(middle))]))
    try repository.deploy(top, .latest, to: production)
    try repository.delete(tone)
    #expect(try repository.render(top, [:]) == "t alone")
  }

  /// A name that another prompt has now is that prompt's, where its hash is.
  @Test func aNameThatIsUsedAgainIsWhoseHashItIs() throws {
    let voice = try PromptName("voice")
    try repository.create(tone, template: "old")
    let old = try latestHash(tone)
    try repository.create(reply, template: "{{> support/tone}}", config: config([(tone, old)]))
    try repository.rename(tone, to: voice)
    try repository.create(tone, template: "new")
    let other = try PromptName("other")
    try repository.create(
      other, template: "{{> support/tone}}", config: config([(tone, latestHash(tone))]))
    #expect(try repository.includers(of: voice).map(\.name) == [reply])
    #expect(try repository.includers(of: tone).map(\.name) == [other])
    #expect(try repository.includers(of: voice).first?.latest?.behind == 0)
    #expect(try repository.render(reply, [:]) == "old" && repository.render(other, [:]) == "new")
  }

  /// A ledger that a version was brought to may not know of the renaming: the hash says what is
  /// included.
  @Test func aPinUnderAnUnknownNameIsFoundByItsHash() throws {
    let content = try VersionContent(template: "kind")
    let voice = try PromptName("voice")
    try take(reply, "{{> support/tone}}", config([(tone, content.hash)]))
    let gone = refusal { _ = try repository.render(reply, [:]) }
    #expect(gone.0 == .gone(tone, content.hash))
    #expect(gone.1.contains("and there is no prompt of that name"), "\(gone.1)")
    try repository.create(voice, VersionDraft(content))
    #expect(try repository.render(reply, [:]) == "kind")
    #expect(try repository.includers(of: voice).map(\.name) == [reply])
    #expect(refusal { try repository.delete(voice) }.1.contains("is included by"))
    // What is written now says the name that the prompt has.
    let written = refusal {
      try repository.addVersion(
        to: reply, template: "New: {{> support/tone}}", config: config([(tone, content.hash)]))
    }
    #expect(written.1.hasSuffix("; v1 of 'voice' is that text: include it under this name"))
    try repository.delete(voice, forces: true)
    #expect(refusal { _ = try repository.render(reply, [:]) }.0 == .gone(tone, content.hash))
  }

  @Test func aNameThatNoPromptCanHaveIsNamed() throws {
    let refused = refusal {
      try repository.create(reply, template: "{{> Bad}}", config: config([], .handlebars))
    }
    #expect(refused.0 == .unnamable("Bad"), "\(refused.1)")
    #expect(refused.1.hasPrefix("support/reply v1 includes 'Bad', which no prompt can be named"))
  }

  @Test func whoIncludesAPromptIsFound() throws {
    try repository.create(tone, template: "kind")
    let first = try latestHash(tone)
    try repository.create(reply, template: "{{> support/tone}}", config: config([(tone, first)]))
    let (plain, pinned) = (try PromptName("plain"), try PromptName("pinned"))
    try repository.create(plain, template: "{{> support/tone}}")
    try repository.create(pinned, template: "no partial", config: config([(tone, first)]))
    try repository.addVersion(to: tone, template: "terse")
    let production = try EnvironmentName("production")
    try repository.addEnvironment(production)
    try repository.deploy(reply, .latest, to: production)
    try repository.addVersion(
      to: reply, template: "{{> support/tone}}", config: config([(tone, latestHash(tone))]))
    try repository.addVersion(to: reply, template: "none")
    try repository.activate(reply, .number(2), reason: "back")
    let tone = try PromptName("desk/tone")
    try repository.rename(self.tone, to: tone)
    let found = try repository.includers(of: tone)
    #expect(found.map(\.name) == [reply])
    #expect(found.first?.latest == nil)
    #expect(found.first?.live.map(\.pointer) == [.active, .environment(production)])
    #expect(found.first?.live.map(\.version.number) == [2, 1])
    #expect(found.first?.live.map(\.version.included) == [2, 1])
    #expect(found.first?.live.map(\.version.behind) == [0, 1])
    #expect(try repository.includers(of: reply).isEmpty)
    #expect(throws: RepositoryError.self) { try repository.includers(of: PromptName("gone")) }
  }
}
