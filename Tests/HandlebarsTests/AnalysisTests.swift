import CanonicalJSON
import Handlebars
import PromptTemplate
import Testing

/// What a template asks for, found without rendering it.
@Suite struct AnalysisTests {
  static func analysis(
    _ template: String, partials: HandlebarsPartials? = nil
  ) throws -> TemplateAnalysis {
    let template = try HandlebarsTemplate(parsing: template)
    return partials.map { template.analysis(partials: $0) } ?? template.analysis
  }

  /// The variables, each as its name, kind, whether it is read, and paths.
  static func variables(
    _ template: String, partials: HandlebarsPartials? = nil
  ) throws -> [String] {
    try analysis(template, partials: partials).variables.map { variable in
      "\(variable.name) \(variable.kind.rawValue)\(variable.isRead ? "" : "?") "
        + variable.paths.joined(separator: " ")
    }
  }

  @Test func placesAndKinds() throws {
    let analysis = try Self.analysis(
      """
      {{role "system"}}
      Sound {{tone}}. {{@state.count}}
      {{~#each items as |item|}}- {{name}} {{item.price}} {{../tone}}
      {{/each}}{{messages "history"}}{{role who name=user.name}}{{media url=picture}}
      {{> support/tone}}
      """)
    #expect(
      analysis.variables == [
        AnalyzedVariable(
          name: "tone", kind: .text, isRead: true, paths: ["tone"],
          places: [TextPosition(line: 2, column: 7), TextPosition(line: 3, column: 53)]),
        AnalyzedVariable(
          name: "@state", kind: .context, isRead: true, paths: ["@state.count"],
          places: [TextPosition(line: 2, column: 17)]),
        AnalyzedVariable(
          name: "items", kind: .data, isRead: true,
          paths: ["items", "items[].name", "items[].price"],
          places: [
            TextPosition(line: 3, column: 1), TextPosition(line: 3, column: 29),
            TextPosition(line: 3, column: 38),
          ]),
        AnalyzedVariable(
          name: "history", kind: .messages, isRead: false,
          places: [TextPosition(line: 4, column: 10)]),
        AnalyzedVariable(
          name: "who", kind: .text, isRead: true, paths: ["who"],
          places: [TextPosition(line: 4, column: 32)]),
        AnalyzedVariable(
          name: "user", kind: .data, isRead: true, paths: ["user.name"],
          places: [TextPosition(line: 4, column: 32)]),
        AnalyzedVariable(
          name: "picture", kind: .media, isRead: true, paths: ["picture"],
          places: [TextPosition(line: 4, column: 59)]),
      ])
    #expect(analysis.kind == .messages)
    #expect(analysis.roles == ["system"])
    #expect(
      analysis.partials == [
        PartialReference(name: "support/tone", places: [TextPosition(line: 5, column: 1)])
      ])
  }

  /// Templates with their variables.
  static let cases: [(String, [String])] = [
    ("{{a}}{{a.b}}", ["a data a a.b"]), ("{{json a}}", ["a data a"]), ("{{this}}{{@index}}", []),
    ("{{#if a}}{{a}}{{/if}}", ["a text? a"]), ("{{#if a.b}}{{a.c}}{{/if}}", ["a data? a.b a.c"]),
    ("{{#if a}}{{b}}{{else}}{{a}}{{/if}}", ["a text a", "b text b"]),
    ("{{#unless a}}{{else}}{{a}}{{/unless}}", ["a text? a"]),
    ("{{#if a}}x{{else if b}}y{{/if}}", ["a data? a", "b data? b"]),
    ("{{#ifEquals a \"x\"}}{{a}}{{/ifEquals}}", ["a text? a"]),
    ("{{#ifEquals a b}}{{a}}{{/ifEquals}}", ["a text a", "b data? b"]),
    ("{{#each a}}{{this}}{{b}}{{@root.c}}{{@key}}{{/each}}", ["a data a a[] a[].b", "c text c"]),
    ("{{#each a}}{{else}}-{{/each}}", ["a data? a"]),
    (
      "{{#each a}}{{#each b}}{{../c}}{{../../d}}{{../../../e}}{{/each}}{{/each}}",
      ["a data a a[].b a[].c", "d text d"]
    ),
    (
      "{{#with a}}{{b}}{{#with this}}{{c}}{{../d}}{{/with}}{{/with}}",
      ["a data a a.b a.c", "d text d"]
    ),
    ("{{#a}}{{b}}{{/a}}{{^a}}{{c}}{{/a}}", ["a data a a.b", "c text c"]),
    ("{{#each a as |x i|}}{{x.b}}{{i}}{{/each}}", ["a data a a[].b"]),
    ("{{#with a.b as |x|}}{{#with c}}{{x.d}}{{/with}}{{/with}}", ["a data a.b a.b.c a.b.d"]),
    (
      "{{lookup a \"b\"}}{{lookup c d}}{{lookup e 0}}",
      ["a data a.b", "c data c", "d text d", "e data e.0"]
    ),
    ("{{media url=a contentType=a}}{{a}}", ["a text a"]),
    ("{{section a}}{{[b c]}}", ["a text a", "b c text b c"]),
    ("{{> p}}", []), ("{{> p a b=c}}", ["a data a", "c data c"]),
    ("{{messages \"m\"}}{{history}}", ["m messages? ", "history messages? "]),
  ]

  @Test(arguments: cases.indices) func variables(_ index: Int) throws {
    let (template, expected) = Self.cases[index]
    #expect(try Self.variables(template) == expected, "\(template)")
  }

  @Test func variablesOfPartials() throws {
    func partial(_ text: String, defaults: JSONObject = [:]) throws -> HandlebarsPartial {
      HandlebarsPartial(
        .handlebars(try HandlebarsTemplate(parsing: text)), identity: text, defaults: defaults,
        partials: { _ in HandlebarsPartial(Template("{{deep}}"), identity: "deep") })
    }
    let known: [String: HandlebarsPartial] = [
      "card": try partial("{{name}}{{#if tone}}{{tone}}{{/if}}{{@root.site}}{{../x}}{{@state.n}}"),
      "set": try partial("{{a}}{{b}}", defaults: ["a": 1]), "deep": try partial("{{> x}}"),
      "ask": try partial("{{x}}{{role \"user\"}}{{y}}{{history}}z"),
    ]
    func variables(_ text: String) throws -> [String] {
      try Self.variables(text, partials: { known[$0] })
    }
    let around = ["site text site", "@state context @state.n"]
    #expect(try variables("{{> card}}") == ["name text name", "tone text? tone"] + around)
    #expect(
      try variables("{{> card user}}") == ["user data user user.name user.tone"] + around)
    #expect(
      try variables("{{#each users}}{{> card tone=../how name=\"x\"}}{{/each}}")
        == ["users data users", "how text? how"] + around)
    #expect(try variables("{{> set}}{{> set b=c}}") == ["a text? a", "b text b", "c text c"])
    #expect(try variables("{{#with u}}{{> deep}}{{/with}}") == ["u data u u.deep"])
    #expect(try variables("{{> unknown a}}") == ["a data a"])
    let analysis = try Self.analysis(
      "{{role \"system\"}}S{{> ask}}{{> card}}", partials: { known[$0] })
    #expect(analysis.roles == ["system", "user", "model"])
    #expect(analysis.kind == .messages)
    #expect(
      try Self.analysis("x{{> ask}}", partials: { known[$0] }).roles == ["user", "user", "model"])
    #expect(try Self.analysis("{{> card}}", partials: { known[$0] }).kind == .text)
  }

  @Test func rolesThatNobodyWrote() throws {
    #expect(try Self.analysis("x{{role \"system\"}}y").roles == ["user", "system"])
    #expect(try Self.analysis(" {{role \"system\"}}").roles == ["system"])
    #expect(try Self.analysis("{{role r}}x{{history}}y").roles == ["model"])
    #expect(try Self.analysis("{{messages \"m\"}}y").roles == ["user"])
    #expect(try Self.analysis("x").roles == [])
  }

  /// A rendering misses nothing exactly where the analysis says that nothing is read.
  @Test(arguments: cases.indices) func readingAndRendering(_ index: Int) throws {
    let (text, _) = Self.cases[index]
    // What has a loop, a partial or another name inside is judged above.
    guard !text.contains("{{>"), !text.contains("../"), !text.contains("this") else { return }
    let template = try HandlebarsTemplate(parsing: text)
    let isMissing: Bool
    do {
      _ = try template.render(RenderInput(), strict: true)
      isMissing = false
    } catch {
      isMissing = true
    }
    let isRead = template.analysis.variables.contains { $0.isRead }
    // `{{#if a}}{{b}}{{/if}}` reads b only where a is there.
    if isMissing { #expect(isRead, "\(text)") }
    if !isRead { #expect(!isMissing, "\(text)") }
  }
}
