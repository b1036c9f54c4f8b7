import CanonicalJSON
import PromptTemplate
import Testing

@Suite struct VariableTests {
  private func at(_ line: Int, _ column: Int) -> TextPosition {
    TextPosition(line: line, column: column)
  }

  @Test func namesOnceInOrderWithEveryPlace() {
    let text = "Hi {{b}}, é{{ a }}\u{1f600}{{b}}\r\n{{c}}\n\n\te\u{301}{{a}}{not}{{{b}}}"
    let variables = Template(text).variables
    #expect(variables.map(\.name) == ["b", "a", "c"])
    #expect(
      variables.map(\.occurrences) == [
        [at(1, 4), at(1, 20), at(4, 14)], [at(1, 12), at(4, 4)], [at(2, 1)],
      ])
  }

  @Test func noneInPlainText() {
    #expect(Template("{ {x} } {{1}}").variables.isEmpty)
    #expect(Template("").variables.isEmpty)
  }

  @Test func placesInTheStrictDialectAreThoseOfTheSource() {
    let variables = Template("\\{{a}} \\\\{{b}}", dialect: .strict).variables
    #expect(variables.map(\.name) == ["b"])
    #expect(variables.first?.occurrences == [at(1, 10)])
  }

  @Test func strictRenderingNamesAllThatIsWrong() {
    let template = Template("{{a}} {{b}}\n é{{c}} {{b}}")
    let error = #expect(throws: TemplateError.self) {
      try template.render(strict: ["z": 1, "a": "x", "é": 2])
    }
    #expect(error?.missing.map(\.name) == ["b", "c"])
    #expect(error?.missing.map(\.occurrences) == [[at(1, 7), at(2, 9)], [at(2, 3)]])
    #expect(error?.extra == ["z", "é"])
    let message = error?.description ?? ""
    for part in [
      "“b” (line 1, column 7; line 2, column 9)", "“c” (line 2, column 3)", "“z”", "“é”",
    ] {
      #expect(message.contains(part))
    }
  }

  @Test func strictRenderingWithExactlyTheValuesAskedFor() throws {
    let template = Template("{{a}}{{ b }}{{a}}")
    #expect(try template.render(strict: ["b": .null, "a": 1]) == "11")
    let error = #expect(throws: TemplateError.self) {
      try template.render(strict: ["a": 1, "b": 2, "c": 3])
    }
    #expect(error?.missing == [])
    #expect(error?.extra == ["c"])
    #expect(try Template("text").render(strict: [:]) == "text")
  }

  @Test func asManyValuesAsNamesIsNotEnough() {
    let error = #expect(throws: TemplateError.self) {
      try Template("{{a}}{{b}}").check(["a": 1, "c": 1])
    }
    #expect(error?.missing.map(\.name) == ["b"])
    #expect(error?.extra == ["c"])
  }

  /// What other template languages and other scripts write, which is no variable here.
  @Test(arguments: [
    "{{имя}}", "{{名前}}", "{{$input}}", "{{> partial}}", "{{#if x}}", "{{/if}}", "{{x|upper}}",
    "{{x | upper}}", "{{}}", "{{ }}", "{{1}}", "{{user name}}", "{{x.[0]}}", "{{!-- note --}}",
    "{{^x}}", "{{&x}}", "{{@index}}", "{{../x}}", "{{role \"system\"}}", "{{~x~}}", "{{x:int}}",
    "{{\u{a0}x}}", "{{{{x}}}}", "{{\"a\": 1}}", "{{{#x}}}", "{{x!r}}",
  ])
  func strictRenderingRefusesBracesThatNothingFills(_ braces: String) {
    let template = Template("é {{x}}\n é\(braces) {{x}}")
    #expect(template.render(["x": "{{y}}"]).hasPrefix("é {{y}}\n é{{"))
    let error = #expect(throws: TemplateError.self) { try template.render(strict: ["x": "{{y}}"]) }
    #expect(error?.missing == [] && error?.extra == [])
    #expect(error?.strays.map(\.position) == [at(2, 3)])
    #expect(error?.strays.map(\.excerpt) == [braces])
    let message = error?.description ?? ""
    for part in [braces, "line 2, column 3", "ASCII letters", "dialect: strict"] {
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test func bracesThatAreNotClosedAreRefusedToo() {
    let error = #expect(throws: TemplateError.self) {
      try Template(
        "{{name}, {{x\n\(String(repeating: "é", count: 99)){{\(String(repeating: "é", count: 99))"
      )
      .render(strict: [:])
    }
    #expect(error?.strays.map(\.position) == [at(1, 1), at(1, 10), at(2, 100)])
    #expect(
      error?.strays.map(\.excerpt)
        == ["{{name}, {{x", "{{x", "{{\(String(repeating: "é", count: 30))…"])
  }

  /// JSON and code with single braces, braces from values, and closing braces without opening ones.
  @Test(arguments: [
    ("{\"a\":{\"b\":{\"c\":[{}]}}}", "{\"a\":{\"b\":{\"c\":[{}]}}}"), ("}} {{x}}", "}} {{y}}"),
    ("{{x}}}}", "{{y}}}}"), ("{{{x}}", "{{{y}}"), ("${x} { {", "${x} { {"), ("{{{x}}}", "{{y}}"),
  ])
  func strictRenderingKeepsWhatIsNoDoubleBrace(_ text: String, _ expected: String) throws {
    let values: JSONObject = text.contains("{{") ? ["x": "{{y}}"] : [:]
    #expect(try Template(text).render(strict: values) == expected)
  }

  @Test func theStrictDialectMakesBracesText() throws {
    let template = Template("\\{{#if x}} \\{{ {{x}} \\{{{{x}}", dialect: .strict)
    #expect(try template.render(strict: ["x": 1]) == "{{#if x}} {{ 1 {{1")
    let error = #expect(throws: TemplateError.self) {
      try Template("\\\\{{#if x}}", dialect: .strict).render(strict: [:])
    }
    #expect(error?.strays.map(\.position) == [at(1, 3)])
    #expect(error?.description.contains("dialect: strict") == false)
    #expect(error?.description.contains("\\{{") == true)
  }
}
