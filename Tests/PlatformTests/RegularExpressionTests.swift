import Platform
import Testing

struct RegularExpressionTests {
  @Test(arguments: [
    ("b+", "abbcb", [1..<3, 4..<5]),
    ("^a", "aa\nab", [0..<1, 3..<4]),
    ("x*", "ay", [0..<0, 1..<1, 2..<2]),
    ("x*", "é", [0..<0, 2..<2]),
    ("^.$", "é\n世", [0..<2, 3..<6]),
    ("b", "a\0b", [2..<3]),
    ("z", "abc", []),
    ("", "", [0..<0]),
  ])
  func matchesAreFound(pattern: String, text: String, expected: [Range<Int>]) throws {
    #expect(try RegularExpression(pattern).matches(in: Array(text.utf8)) == expected)
  }

  @Test func caseIsIgnoredBeyondASCII() throws {
    let expression = try RegularExpression("ÉCOLE", ignoringCase: true)
    #expect(expression.firstMatch(in: Array("une école".utf8)) == 4..<10)
    #expect(expression.firstMatch(in: Array("une école".utf8), from: 5) == nil)
  }

  @Test(arguments: ["a(", "[", "a\0b"])
  func aBadPatternIsExplained(pattern: String) {
    let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
    #expect(error?.message.isEmpty == false)
  }
}
