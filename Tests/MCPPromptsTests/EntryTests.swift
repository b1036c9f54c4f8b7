import CanonicalJSON
import MCPPrompts
import PromptMCP
import PromptRepo
import TestSupport
import Testing

/// What is listed, and how.
struct EntryTests {
  private let fixture = CatalogueFixture()

  @Test func whatIsLiveIsListedInOrder() throws {
    try fixture.write("b/c", "Hi")
    try fixture.write("b", "Hi", title: "B", description: "For b")
    try fixture.write("b-a", "Hi")
    try fixture.write("jinja", "{{ x }}", #"{"dialect":"jinja"}"#)
    try fixture.repository.archive(fixture.write("old", "Hi"))
    let draft = try fixture.write("draft", "Hi")
    let live = try fixture.environment("live")
    #expect(try fixture.catalogue().names() == ["b", "b-a", "b/c", "draft"])
    let inLive = fixture.catalogue(.init(environment: live))
    #expect(try inLive.names().isEmpty)
    try fixture.repository.deploy([DeploymentRequest(draft, .number(1))], to: live)
    #expect(try inLive.names() == ["draft"])
    #expect(try fixture.catalogue(.init(prefix: "b/")).names() == ["b/c"])
    #expect(try fixture.catalogue(.init(prefix: "b-")).names() == ["b-a"])
    let entry = try fixture.catalogue().entries(afresh: false)[0]
    #expect(entry == CatalogueEntry(name: "b", title: "B", description: "For b"))
  }

  @Test func argumentsFollowTheSchemaThenTheText() throws {
    try fixture.write(
      "a", "{{z}} {{y}} {{tone}} {{n}} {{d}} {{free}} {{messages \"history\"}}",
      """
      {"dialect":"chat","input":{"schema":{"n":"integer, how many","tone?(enum, how)":["kind","curt"],
      "unused":"string","d":"string"},"default":{"d":"two\\nlines"}}}
      """)
    try fixture.write("plain", "{{b}} {{a}}", #"{"input":{"schema":{"a":"integer, an a"}}}"#)
    let entries = try fixture.catalogue().entries(afresh: true)
    #expect(
      entries[0].arguments == [
        CatalogueArgument(name: "n", description: "how many (integer)", isRequired: true),
        CatalogueArgument(name: "tone", description: "how (one of: kind, curt)", isRequired: false),
        CatalogueArgument(name: "d", description: "default: two…", isRequired: false),
        CatalogueArgument(name: "z", isRequired: true),
        CatalogueArgument(name: "y", isRequired: true),
        CatalogueArgument(name: "free", isRequired: true),
      ])
    // In plain texts a header declares no types.
    #expect(
      entries[1].arguments == [
        CatalogueArgument(name: "a", description: "an a", isRequired: true),
        CatalogueArgument(name: "b", isRequired: true),
      ])
  }

  @Test func partialsAskForTheirArgumentsToo() throws {
    let house = try fixture.write("house", "We are {{company}}.")
    let hash = try fixture.repository.version(house, .active).hash
    try fixture.write(
      "a", "{{x}} {{>house}}", #"{"dialect":"chat","partials":{"house":"\#(hash)"}}"#)
    #expect(
      try fixture.catalogue().entries(afresh: true)[0].arguments.map(\.name) == ["x", "company"])
    #expect(
      try fixture.catalogue().texts("a", ["x": "{{company}}", "company": "Acme"])
        == ["user: {{company}} We are Acme."])
  }

  @Test func aPartialThatComesBackBringsItsArguments() throws {
    let house = try fixture.write("house", "We are {{company}}.")
    let hash = try fixture.repository.version(house, .active).hash
    try fixture.write(
      "a", "{{x}} {{>house}}", #"{"dialect":"chat","partials":{"house":"\#(hash)"}}"#)
    try fixture.repository.delete(house, forces: true)
    let catalogue = fixture.catalogue()
    #expect(try catalogue.entries(afresh: true)[0].arguments.map(\.name) == ["x"])
    try fixture.write("house", "We are {{company}}.")
    #expect(try catalogue.hasChanged(afresh: false))
    #expect(try catalogue.entries(afresh: false)[0].arguments.map(\.name) == ["x", "company"])
  }

  @Test func flatNamesAreOneToOne() throws {
    for name in ["a/b.c", "a.b/c", "a/b/c", "plain"] { try fixture.write(name, "I am \(name)") }
    let catalogue = fixture.catalogue(.init(isFlat: true))
    #expect(try catalogue.names() == ["a..b.c", "a.b..c", "a.b.c", "plain"])
    #expect(try catalogue.texts("a.b..c") == ["user: I am a/b.c"])
    #expect(try catalogue.texts("a..b.c") == ["user: I am a.b/c"])
    for wrong in ["a/b.c", "a...b", ".a", "a.", "", "a....b"] {
      #expect(catalogue.refusal(wrong) == .refused("there is no prompt '\(wrong)'"))
    }
  }

  @Test func aDamagedPromptHidesNoOther() throws {
    for name in ["a", "b", "c"] { try fixture.write(name, "Hi") }
    let active = "refs/prompts/b/@active"
    let tip = try fixture.store.value(active)
    let damaged = try fixture.store.write(active, "Something else", from: tip)
    let catalogue = fixture.catalogue()
    #expect(try catalogue.names() == ["a", "c"])
    #expect(fixture.notes.count == 1)
    #expect(fixture.notes.first?.hasPrefix("b is not listed: ") == true)
    guard case .failed(let reason)? = catalogue.refusal("b") else {
      Issue.record("b was given")
      return
    }
    #expect(reason.contains(damaged.hex))
    #expect(try catalogue.texts("c") == ["user: Hi"])
  }

  @Test func theWatchTellsWhatIsShown() throws {
    try fixture.write("a", "Hi {{x}}")
    let catalogue = fixture.catalogue()
    #expect(try !catalogue.hasChanged(afresh: false))
    // Another text with the same arguments is no other list.
    try fixture.write("a", "Hello {{x}}")
    #expect(try !catalogue.hasChanged(afresh: false))
    try fixture.write("a", "Hello {{x}} {{y}}")
    try fixture.write("b", "Hi")
    #expect(try catalogue.hasChanged(afresh: false))
    #expect(try !catalogue.hasChanged(afresh: false))
    try fixture.repository.edit(PromptName("b")) { $0.title = "B" }
    #expect(try catalogue.hasChanged(afresh: false))
    try fixture.repository.archive(PromptName("b"))
    #expect(try catalogue.hasChanged(afresh: true))
    // What the client has listed since, it knows.
    try fixture.repository.unarchive(PromptName("b"))
    #expect(try catalogue.names() == ["a", "b"])
    #expect(try !catalogue.hasChanged(afresh: false))
    try fixture.repository.rename(PromptName("b"), to: PromptName("c"))
    #expect(try catalogue.hasChanged(afresh: false))
    #expect(try catalogue.entries(afresh: false).map(\.name) == ["a", "c"])
  }

  @Test func anEnvironmentMayGoAndComeBack() throws {
    let name = try fixture.write("a", "Hi")
    let live = try fixture.environment("live")
    try fixture.repository.deploy([DeploymentRequest(name, .number(1))], to: live)
    let catalogue = fixture.catalogue(.init(environment: live))
    #expect(try catalogue.names() == ["a"])
    try fixture.repository.change { transaction in
      try transaction.removeEnvironment(live, forces: true)
    }
    let gone = CatalogueError.failed("there is no environment 'live'")
    #expect(throws: gone) { try catalogue.entries(afresh: true) }
    #expect(throws: gone) { try catalogue.hasChanged(afresh: false) }
    #expect(catalogue.refusal("a") == gone)
    _ = try fixture.environment("live")
    // What was deployed there has stayed, so the list is what it was.
    #expect(try !catalogue.hasChanged(afresh: false))
    #expect(try catalogue.names() == ["a"])
  }
}
