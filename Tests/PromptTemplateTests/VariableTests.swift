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
        [at(1, 4), at(1, 20), at(4, 15)], [at(1, 12), at(4, 4)], [at(2, 1)],
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
}
