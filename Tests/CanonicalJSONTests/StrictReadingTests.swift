import CanonicalJSON
import Testing

@Suite struct StrictReadingTests {
  @Test(arguments: [
    // What the grammar refuses.
    ("", 1, 1), ("  ", 1, 3), ("nul", 1, 1), ("nulll", 1, 5), ("True", 1, 1), ("+1", 1, 1),
    ("01", 1, 1), ("-01", 1, 2), ("1.", 1, 3), (".5", 1, 1), ("1e", 1, 3), ("1e+", 1, 4),
    ("-", 1, 2), ("0x10", 1, 2), ("NaN", 1, 1), ("-Infinity", 1, 2), ("[1,]", 1, 4),
    ("[1 2]", 1, 4), ("[1", 1, 3), ("]", 1, 1), ("{\"a\":1,}", 1, 8), ("{\"a\" 1}", 1, 6),
    ("{a:1}", 1, 2), ("{\"a\":}", 1, 6), ("{", 1, 2), ("{\"a\":1", 1, 7), ("'a'", 1, 1),
    ("\"a", 1, 3), ("\"a\nb\"", 1, 3), ("\"\u{1f}\"", 1, 2), ("\"\\x\"", 1, 2), ("\"\\", 1, 2),
    ("\"\\u12\"", 1, 2), ("\"\\u", 1, 2), ("// c\n1", 1, 1), ("1 2", 1, 3), ("{} x", 1, 4),
    ("\u{a0}1", 1, 1), ("1\u{0}", 1, 2),
    // Places: lines by LF, columns by code point.
    ("{\n  \"é\u{1f600}\": tru\n}", 2, 9), ("[1,\r\n 2,\r\n x]", 3, 2),
    ("[\"e\u{301}\", x]", 1, 8),
    // What is refused beyond the grammar.
    ("\u{feff}1", 1, 1), ("{\"a\":1,\n \"b\":2, \"a\":3}", 2, 9), ("{\"a\":1,\"\\u0061\":3}", 1, 8),
    ("\"x\\u0000\"", 1, 3), ("\"\\ud800\"", 1, 2), ("\"\\udc00\"", 1, 2),
    ("\"\\ud800\\ud800\"", 1, 2), ("\"\\ud83dx\"", 1, 2), ("\"\\ude00\\ud83d\"", 1, 2),
    ("\"\\ud83d\\n\"", 1, 2), ("\"\\ud83d\\u12\"", 1, 8), ("9007199254740992", 1, 1),
    ("[-9007199254740992]", 1, 2), ("9007199254740993.0", 1, 1), ("1e20", 1, 1),
    ("123456789012345678901234567890", 1, 1), ("1e309", 1, 1), ("-1e400", 1, 1),
  ])
  func refused(_ text: String, _ line: Int, _ column: Int) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.position == TextPosition(line: line, column: column))
  }

  @Test(
    arguments: [
      [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc3, 0x28], [0xe2, 0x28, 0xa1],
    ] as [[UInt8]])
  func invalidUTF8(_ bytes: [UInt8]) {
    let text = Array("{\n\"abcdefgh\u{20ac}\":\"".utf8) + bytes + Array("\"}".utf8)
    #expect(UTF8Validation.firstInvalidOffset(in: text) == 17)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.position == TextPosition(line: 2, column: 14))
    #expect(UTF8Validation.firstInvalidOffset(in: bytes) == 0)
  }

  @Test func everyCodePointIsValidUTF8() {
    let scalars = (0...0x10ffff as ClosedRange<UInt32>).compactMap { Unicode.Scalar($0) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    #expect(UTF8Validation.firstInvalidOffset(in: Array(String(text).utf8)) == nil)
  }

  @Test func lineOfALargerFile() {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[\nx", firstLine: 41) }
    #expect(error?.position == TextPosition(line: 42, column: 1))
    #expect(error?.description.hasPrefix("line 42, column 1: ") == true)
  }

  @Test(arguments: ["[", "{\"a\":"])
  func depth(_ opening: String) throws {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ count: Int) -> String {
      String(repeating: opening, count: count) + "0" + String(repeating: closing, count: count)
    }
    #expect(try JSONValue(parsing: nested(64)).text() == nested(64))
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(65)) }
    #expect(error?.position?.column == 64 * opening.utf8.count + 1)
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: String(repeating: opening, count: 1_000_000))
    }
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("0e5", "0"), ("1.0", "1"), ("1", "1"),
    ("10e-1", "1"), ("9007199254740991", "9007199254740991"),
    ("-9007199254740991", "-9007199254740991"), ("9007199254740991.0", "9007199254740991"),
    ("1e21", "1e+21"), ("1E+2", "100"), ("0.1", "0.1"), ("1e-7", "1e-7"), ("1e-6", "0.000001"),
    ("123.456", "123.456"), ("-1.5e-10", "-1.5e-10"), ("1e-400", "0"), ("5e-324", "5e-324"),
    ("0.30000000000000004", "0.30000000000000004"), (" \t\r\n1 \t\r\n", "1"),
    ("\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"/\\b\\f\\n\\r\\t\\\"\\\\\""),
    ("\"\\u001F\\u007f\\u2028\\ud83d\\ude00\"", "\"\\u001f\u{7f}\u{2028}\u{1f600}\""),
    ("[ ]", "[]"), ("{ }", "{}"), ("[null , true,false ]", "[null,true,false]"),
    ("{ \"b\" : 1 , \"a\" : { } }", "{\"b\":1,\"a\":{}}"), ("{\"\":0}", "{\"\":0}"),
  ])
  func accepted(_ text: String, _ canonical: String) throws {
    let value = try JSONValue(parsing: text)
    #expect(value.utf8() == Array(canonical.utf8))
    #expect(try JSONValue(parsing: value.utf8()) == value)
    #expect(try JSONValue(parsing: value.utf8(.pretty)) == value)
  }

  @Test func keysInBothFormsOfEAcuteAreTwoKeys() throws {
    let object = try #require(
      try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}").object)
    #expect(object["\u{e9}"] == 1)
    #expect(object["e\u{301}"] == 2)
  }
}
