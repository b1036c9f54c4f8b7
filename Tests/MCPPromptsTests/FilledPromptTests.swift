import CanonicalJSON
import MCPPrompts
import PromptMCP
import PromptMessages
import PromptRepo
import PromptTemplate
import TestSupport
import Testing

/// Prompts with values filled in.
struct FilledPromptTests {
  private let fixture = CatalogueFixture()

  private static let config =
    #"{"dialect":"chat","input":{"schema":{"ticket":"integer","tone?(enum)":["kind","curt"],"#
    + #""people?(array)":"string"}}}"#

  @Test func rolesAndVersionsAreTold() throws {
    let name = try fixture.write(
      "a", "{{role \"system\"}}S {{x}}{{role \"user\"}}U{{role \"model\"}}M",
      #"{"dialect":"chat"}"#, description: "For a")
    let live = try fixture.environment("live")
    try fixture.repository.deploy([DeploymentRequest(name, .number(1))], to: live)
    try fixture.write("a", "Later")
    let filled = try fixture.catalogue(.init(environment: live)).prompt(
      "a", [CatalogueValue(name: "x", text: "{{y}}\n"), CatalogueValue(name: "more", text: "?")])
    #expect(filled.description == "For a")
    #expect(
      filled.messages == [
        [
          "role": "user",
          "content": [
            "type": "text", "text": "S {{y}}\n", "_meta": ["promptrepo/role": "system"],
          ],
        ],
        ["role": "user", "content": ["type": "text", "text": "U"]],
        ["role": "assistant", "content": ["type": "text", "text": "M"]],
      ])
    let hash = try fixture.repository.version(name, .number(1)).hash
    #expect(
      filled.meta == [
        "promptrepo/version": 1, "promptrepo/hash": .string("\(hash)"),
        "promptrepo/environment": "live",
      ])
    #expect(try fixture.catalogue().texts("a") == ["user: Later"])
  }

  @Test func allReasonsAreToldAtOnce() throws {
    try fixture.write("a", "{{b}} {{c}} {{ticket}} {{tone}} {{people}}", Self.config)
    #expect(
      fixture.catalogue().refusal("a", ["ticket": "7a", "tone": "rude"])
        == .refused(
          "a needs b, c; ticket is an integer, '7a' is none; "
            + "tone is one of 'kind', 'curt', null; 'rude' is none of them"))
    #expect(
      fixture.catalogue().refusal("a", ["b": "", "c": "", "ticket": "7", "people": "[1]"])
        == .refused("people[0] is a string, 1 is none"))
    // What is optional and not given is nothing.
    #expect(
      try fixture.catalogue().texts("a", ["b": "B", "c": "C", "ticket": "7"])
        == ["user: B C 7  "])
    #expect(
      try fixture.catalogue().texts(
        "a", ["b": "B", "c": "C", "ticket": "7", "people": #"["x"]"#, "tone": "kind"])
        == [#"user: B C 7 kind ["x"]"#])
  }

  @Test func plainTextsTakeTexts() throws {
    try fixture.write(
      "a", "{{x}} {{ not one }} {{#if}}", #"{"input":{"schema":{"x":"integer"},"default":{"x":1}}}"#
    )
    #expect(fixture.catalogue().refusal("a") == .refused("a needs x"))
    #expect(try fixture.catalogue().texts("a", ["x": "7a"]) == ["user: 7a {{ not one }} {{#if}}"])
  }

  @Test func handlebarsIsFilledInHere() throws {
    try fixture.write(
      "a", "{{#if formal}}Dear{{else}}Hi{{/if}} {{#each people}}{{name}} {{/each}}{{end}}",
      #"{"dialect":"handlebars","input":{"default":{"end":"."}}}"#)
    try fixture.write(
      "typed", "{{n}}",
      #"{"dialect":"handlebars","input":{"schema":{"n(object)":{"a":"integer"}}}}"#)
    let catalogue = fixture.catalogue()
    #expect(try catalogue.texts("a", ["people": ""]) == ["user: Hi ."])
    #expect(catalogue.refusal("typed") == .refused("typed needs n"))
    guard case .refused(let reasons)? = catalogue.refusal("typed", ["n": #"{"a":1}"#]) else {
      Issue.record("an object was written as text")
      return
    }
    #expect(reasons.contains("'n'"))
  }

  @Test func mediaAreLinks() throws {
    try fixture.write(
      "a", #"{{role "user"}}{{media url=u}}"#, #"{"dialect":"chat"}"#)
    let filled = try fixture.catalogue().prompt(
      "a", [CatalogueValue(name: "u", text: "https://example.com/a/b.png")])
    #expect(
      filled.messages == [
        [
          "role": "user",
          "content": [
            "type": "resource_link", "uri": "https://example.com/a/b.png", "name": "b.png",
          ],
        ]
      ])
  }

  /// The protocol has a link's address as a URI.
  @Test func anAddressThatIsNoURIIsNamed() throws {
    try fixture.write("a", #"{{role "user"}}{{media url=u}} {{x}}"#, #"{"dialect":"chat"}"#)
    let catalogue = fixture.catalogue()
    for uri in [
      "not a url", "", "https://a/b c.png", "https://", "http:///x", "//a/b", "a.png",
      "https://a/é",
      "https://a/%zz", "https://a/#b#c", "1http://a",
      // Brackets are for hosts.
      "https://a/b[1].png", "https://a/?b[]=c", "https://a/#[b]", "urn:a[b]", "https://[a]/",
      "https://[::1", "https://[::1]b/", "https://[1:2:3]/", "https://[1::2::3]/",
      "https://[::1%25eth0]/", "https://[:1:2:3:4:5:6:7]/", "https://[1:2:3:4:5:6:7::8]/",
      "https://[::256.0.0.1]/", "https://[vg.a]/", "https://::1/", "https://a:b/", "https://a@b@c/",
      "https://@/", "https://:1/",
    ] {
      guard case .refused(let reason)? = catalogue.refusal("a", ["u": uri, "x": "y"]) else {
        Issue.record("\(uri) was given")
        continue
      }
      #expect(reason.hasPrefix("u is the address of a medium"), "\(reason)")
    }
    for uri in [
      "https://a/b%20c.png?d=e#f", "HTTPS://[::1]:8080/x", "data:text/plain;base64,QQ==",
      "urn:isbn:0451450523", "file:///a/b", "https://[2001:db8::7]/", "https://[1:2:3:4:5:6:7:8]/",
      "https://[1:2:3:4:5:6:7::]/", "https://[::]/", "https://[::ffff:192.0.2.1]",
      "https://[v1.a:b]/",
      "https://a:b@c:8080/d", "https://a:/", "https://a?b/c?d", "mailto:a@b.example",
    ] {
      #expect(throws: Never.self) {
        try catalogue.prompt(
          "a", [CatalogueValue(name: "u", text: uri), CatalogueValue(name: "x", text: "y")])
      }
    }
    // What the text says by itself no client can put right.
    try fixture.write("b", #"{{role "user"}}{{media url="a b"}}{{x}}"#, #"{"dialect":"chat"}"#)
    guard case .failed(let reason)? = catalogue.refusal("b", ["x": "y"]) else {
      Issue.record("a wrong address was given, or the client is to blame")
      return
    }
    #expect(reason.contains("'a b'"))
  }

  @Test func whatIsWrittenAlikeIsProposedOnce() throws {
    try fixture.write(
      "a", "{{n}}",
      #"{"dialect":"chat","input":{"schema":{"n?(enum)":["a","7",7,null]},"default":{"n":"7"}}}"#)
    let catalogue = fixture.catalogue()
    #expect(try catalogue.completions(of: "n", in: "a", beginning: "") == ["a", "7"])
    let description = try catalogue.entries(afresh: true)[0].arguments[0].description
    #expect(description?.contains("one of: a, 7;") == true, "\(description ?? "")")
  }

  @Test func whatCannotBeHadIsSaid() throws {
    try fixture.write("jinja", "{{ x }}", #"{"dialect":"jinja"}"#)
    try fixture.repository.archive(fixture.write("old", "Hi"))
    try fixture.write("a", "Hi")
    let catalogue = fixture.catalogue()
    #expect(catalogue.refusal("none") == .refused("there is no prompt 'none'"))
    #expect(catalogue.refusal("NO NAME") == .refused("there is no prompt 'NO NAME'"))
    #expect(catalogue.refusal("old") == .refused("old is archived"))
    #expect(
      catalogue.refusal("jinja")
        == .refused("jinja is a template of Jinja, which is rendered by its client only"))
    let live = try fixture.environment("live")
    #expect(
      fixture.catalogue(.init(environment: live)).refusal("a")
        == .refused("a is not live in live"))
  }

  @Test func aPartialThatIsGoneIsOursToMend() throws {
    let house = try fixture.write("house", "We are {{company}}.")
    let hash = try fixture.repository.version(house, .active).hash
    try fixture.write(
      "a", "{{x}} {{>house}}", #"{"dialect":"chat","partials":{"house":"\#(hash)"}}"#)
    try fixture.repository.delete(house, forces: true)
    let catalogue = fixture.catalogue()
    #expect(try catalogue.entries(afresh: true).map(\.name) == ["a"])
    guard case .failed(let reason)? = catalogue.refusal("a", ["x": "1"]) else {
      Issue.record("a text without its partial was given")
      return
    }
    #expect(reason.contains("house"))
  }

  @Test func valuesAreProposed() throws {
    try fixture.write(
      "a", "{{tone}} {{sure}} {{x}} {{n}}",
      #"{"dialect":"chat","input":{"schema":{"tone?(enum)":["kind","curt",3],"sure":"boolean","#
        + #""x":"string","n?":"integer"},"default":{"x":"kiwi"}}}"#)
    let catalogue = fixture.catalogue()
    func proposals(_ argument: String, _ beginning: String = "") throws -> [String] {
      try catalogue.completions(of: argument, in: "a", beginning: beginning)
    }
    #expect(try proposals("tone") == ["kind", "curt", "3"])
    #expect(try proposals("tone", "k") == ["kind"])
    #expect(try proposals("sure", "f") == ["false"])
    #expect(try proposals("x") == ["kiwi"])
    #expect(try proposals("n").isEmpty)
    #expect(try proposals("none").isEmpty)
    #expect(throws: CatalogueError.refused("there is no prompt 'b'")) {
      try catalogue.completions(of: "x", in: "b", beginning: "")
    }
  }

  @Test func textsAreThoseThatRenderingGives() throws {
    try fixture.write("a", "{{x}}|{{role \"assistant\"}}{{x}}", #"{"dialect":"chat"}"#)
    let name = try PromptName("a")
    for text in HostileTexts.all where !text.utf8.contains(0) {
      let rendered = try fixture.repository.text(
        of: fixture.repository.version(name, .active), name
      ).render(.init(["x": .string(text)])).json(.mcp)
      let filled = try fixture.catalogue().prompt("a", [CatalogueValue(name: "x", text: text)])
      #expect(filled.messages == rendered.object?["messages"])
    }
  }
}
