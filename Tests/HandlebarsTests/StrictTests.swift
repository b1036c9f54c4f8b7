import CanonicalJSON
import Handlebars
import PromptTemplate
import Testing

/// What a strict rendering refuses.
@Suite struct StrictTests {
  static func render(
    _ template: String, _ values: JSONObject = [:], partials: JSONObject = [:],
    defaults: JSONObject = [:]
  ) throws -> [ChatElement] {
    try HandlebarsTemplate(parsing: template).render(
      RenderInput(values), defaults: defaults, partials: handlebars(partials), strict: true)
  }

  @Test func everythingAtOnce() throws {
    let error = #expect(throws: HandlebarsRenderError.self) {
      try Self.render(
        """
        {{a}} {{user.name}} {{a}}
        {{#each items}}{{name}}{{x}}{{/each}}{{tags}}{{role r}}{{role s}}{{> p}}
        """,
        [
          "user": ["first": 1], "tags": ["x"], "r": ["x"], "s": "{",
          "items": [["name": "n"], ["x": 1], [:]],
        ], partials: ["p": "\n{{a}}{{json tags}}"])
    }
    guard case .input(let found) = error else { return #expect(Bool(false), "\(error as Any)") }
    #expect(found.missing.map(\.path) == ["a", "user.name", "x", "name"])
    #expect(
      found.missing[0].places.map(\.description) == [
        "line 1, column 1", "line 1, column 21", "p, line 2, column 1",
      ])
    #expect(found.notText.map(\.path) == ["tags"])
    #expect(found.notRoles.map(\.path) == ["r", "s"])
    #expect(
      error?.description == """
        no value for “a” (line 1, column 1; line 1, column 21; p, line 2, column 1): give it one
        no value for “user.name” (line 1, column 7): give it one
        no value for “x” (line 2, column 24): give it one
        no value for “name” (line 2, column 16): give it one
        an array or an object for “tags” (line 2, column 38): give a text, or write {{json tags}}
        no role from “r” (line 2, column 46): give one such as system, user or assistant
        no role from “s” (line 2, column 56): give one such as system, user or assistant
        """)
  }

  /// What a partial was given nothing for is missing where the partial is included, however deep it is
  /// passed on.
  @Test func whatAPartialIsGivenIsMissingWhereItIsIncluded() throws {
    let partials: JSONObject = ["p": "leaf {{x}} {{> q y=x}}", "q": "{{y}} {{z}}"]
    let error = #expect(throws: HandlebarsRenderError.self) {
      try Self.render("{{> p x=given z=1}} {{> q other}}", ["x": 1], partials: partials)
    }
    guard case .input(let found) = error else { return #expect(Bool(false), "\(error as Any)") }
    #expect(found.missing.map(\.path) == ["given", "other"])
    #expect(
      found.missing.map { $0.places.map(\.description) } == [
        ["line 1, column 1"], ["line 1, column 21"],
      ])
    _ = try Self.render("{{> p x=given z=1}}", ["given": "g"], partials: partials)
  }

  /// Templates that ask, but read nothing that is missing.
  @Test(arguments: [
    "{{#if a}}{{a}}{{/if}}", "{{#unless a}}x{{/unless}}", "{{#if a}}{{else if b.c}}{{/if}}",
    "{{#ifEquals a 1}}{{/ifEquals}}", "{{#each a}}{{x}}{{else}}-{{/each}}",
    "{{#with a}}{{x}}{{else}}-{{/with}}", "{{^a}}none{{/a}}", "{{#a}}{{else}}{{/a}}",
    "{{> p x=a}}", "{{> p a}}", "{{none}}", "{{json none}}", "{{messages \"list\"}}{{history}}",
    "{{#if (lookup a b)}}{{/if}}",
  ])
  func asking(_ template: String) throws {
    _ = try Self.render(template, ["none": .null], partials: ["p": "{{#if x}}{{x}}{{/if}}"])
  }

  /// Templates that read something missing.
  @Test(arguments: [
    "{{a}}", "{{#each a}}{{/each}}", "{{#with a}}{{/with}}", "{{#a}}{{/a}}", "{{json a}}",
    "{{lookup none a}}", "{{lookup object \"x\"}}", "{{media url=a}}", "{{section a}}",
    "{{role a}}", "{{role \"user\" name=a}}", "{{> p}}", "{{> p a=a}}", "{{> q a}}", "{{@state.x}}",
    "{{../object}}", "{{object.x.y}}",
  ])
  func reading(_ template: String) {
    #expect(throws: HandlebarsRenderError.self, "\(template)") {
      try Self.render(
        template, ["none": .null, "object": [:]], partials: ["p": "{{a}}", "q": "{{this}}"])
    }
  }

  @Test func defaultsAreValues() throws {
    #expect(try Self.render("{{a}}", defaults: ["a": "x"]) == [.message(message("user", "x"))])
  }
}
