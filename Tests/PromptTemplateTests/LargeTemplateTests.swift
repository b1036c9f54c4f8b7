import CanonicalJSON
import PromptTemplate
import Testing

/// Texts on which work that grows with the square of the size would take minutes.
@Suite struct LargeTemplateTests {
  static let size = 1 << 20

  static let hostile: [(unit: String, head: String)] = [
    ("{", ""), ("{{ a ", ""), ("{{a", ""), ("a", "{{"), (" ", "{{"), ("\t", "{{a"), (" ", "{{ a"),
    ("\\", ""), ("\\{", ""), ("\\\\{{", ""), ("}", "{{}"), ("{{}}", ""), ("{{ {", ""), ("{{a}", ""),
    ("\\", "{{"), (".", "{{a"),
  ]

  /// Every text in the plain dialect, those with backslashes in the strict one too.
  static let cases = hostile.indices.flatMap { index in
    [Dialect.plain, .strict]
      .filter { $0 == .plain || hostile[index].unit.contains("\\") }.map { (index, $0) }
  }

  @Test(arguments: cases)
  func textWithoutPlaceholders(_ index: Int, _ dialect: Dialect) {
    let (unit, head) = Self.hostile[index]
    let count = Self.size / unit.utf8.count
    let template = Template(head + String(repeating: unit, count: count), dialect: dialect)
    #expect(template.variables.isEmpty)
    let halved = dialect == .strict && unit == "\\\\{{"
    let expected = head + String(repeating: halved ? "\\{{" : unit, count: count)
    #expect(template.renderUTF8(["a": "x"]) == Array(expected.utf8))
  }

  @Test func oneNameManyTimes() {
    let count = Self.size / 5
    let template = Template(String(repeating: "{{a}}", count: count))
    #expect(template.variables.first?.occurrences.count == count)
    #expect(template.render(["a": "é"]) == String(repeating: "é", count: count))
  }

  @Test func manyNamesAndValues() throws {
    let count = Self.size / 16
    let template = Template((0..<count).map { "{{n\($0)}}" }.joined(separator: "\n"))
    let members = (0..<count).map { JSONMember(key: "n\($0)", value: .integer($0)) }
    let expected = (0..<count).map(String.init).joined(separator: "\n")
    #expect(try template.render(strict: JSONObject(members)) == expected)
    let error = #expect(throws: TemplateError.self) { try template.render(strict: [:]) }
    #expect(error?.missing.count == count)
    #expect(error?.missing.last?.occurrences == [TextPosition(line: count, column: 1)])
  }

  @Test(arguments: [1, 15, 16, 17, 18, 100]) func eachNameTwice(count: Int) {
    let line = (0..<count).map { "{{n\($0)}}" }.joined()
    let template = Template("\(line)\n\(line)")
    #expect(template.variables.map(\.name) == (0..<count).map { "n\($0)" })
    #expect(template.variables.allSatisfy { $0.occurrences.map(\.line) == [1, 2] })
  }

  @Test func aNameAsLongAsTheText() {
    let name = String(repeating: "n", count: Self.size)
    #expect(Template("{{\(name)}}").render([name: "x"]) == "x")
  }
}
