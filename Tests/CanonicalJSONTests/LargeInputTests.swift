import CanonicalJSON
import Testing

/// Inputs on which work that grows with the square of the size would take minutes.
@Suite struct LargeInputTests {
  @Test func manyKeys() throws {
    let count = 200_000
    let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let object = try #require(try JSONValue(parsing: "{\(members)}").object)
    #expect(object.count == count)
    #expect((0..<count).allSatisfy { object["k\($0)"]?.integer == $0 })
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: "{\(members),\n\"k0\":1}")
    }
    #expect(error?.position == TextPosition(line: 2, column: 1))
  }

  @Test func keysThatAreCanonicallyEquivalent() throws {
    // Each key is the same text to Swift's String, and a different one in bytes.
    let keys = (0..<4096).map { bits in
      (0..<12).map { bits >> $0 & 1 == 0 ? "\u{e9}" : "e\u{301}" }.joined()
    }
    let text = "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    #expect(try JSONValue(parsing: text).object?.count == 4096)
  }

  @Test func longTokens() throws {
    let million = 1_000_000
    let escapes = String(repeating: "\\n", count: million)
    #expect(try JSONValue(parsing: "\"\(escapes)\"").string?.utf8.count == million)
    let digits = String(repeating: "3", count: million)
    #expect(try JSONValue(parsing: "0.\(digits)").text() == "0.3333333333333333")
    #expect(throws: JSONError.self) { try JSONValue(parsing: digits) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "1e\(digits)") }
    #expect(try JSONValue(parsing: "1e-\(digits)") == 0)
    let zeros = String(repeating: "0,", count: million)
    #expect(try JSONValue(parsing: "[\(zeros)0]").array?.count == million + 1)
  }
}
