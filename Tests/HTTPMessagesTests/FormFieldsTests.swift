import CanonicalJSON
import HTTPMessages
import TestSupport
import Testing

/// The bodies of forms, against the vectors of the URL standard and Python's urllib.
@Suite struct FormFieldsTests {
  private func pairs(_ text: String) throws -> [[String]] {
    try FormFields(Array(text.utf8)).fields.map { [$0.name, $0.value] }
  }

  /// From web-platform-tests, url/urlencoded-parser.any.js; those that a strict reader refuses are in
  /// another test.
  @Test(
    arguments: [
      ("test", [["test", ""]]), ("\u{FEFF}test=\u{FEFF}", [["\u{FEFF}test", "\u{FEFF}"]]),
      ("%EF%BB%BFtest=%EF%BB%BF", [["\u{FEFF}test", "\u{FEFF}"]]),
      ("†&†=x", [["†", ""], ["†", "x"]]), ("%C2", nil), ("%C2x", nil),
      ("_charset_=windows-1252&test=%C2x", nil), ("", []), ("a", [["a", ""]]),
      ("a=b", [["a", "b"]]), ("a=", [["a", ""]]), ("=b", [["", "b"]]), ("&", []),
      ("&a", [["a", ""]]), ("a&", [["a", ""]]), ("a&a", [["a", ""], ["a", ""]]),
      ("a&b&c", [["a", ""], ["b", ""], ["c", ""]]),
      ("a=b&c=d", [["a", "b"], ["c", "d"]]), ("a=b&c=d&", [["a", "b"], ["c", "d"]]),
      ("&&&a=b&&&&c=d&", [["a", "b"], ["c", "d"]]),
      ("a=a&a=b&a=c", [["a", "a"], ["a", "b"], ["a", "c"]]),
      ("a==a", [["a", "=a"]]), ("a=a+b+c+d", [["a", "a b c d"]]), ("%=a", nil), ("%a=a", nil),
      ("%a_=a", nil), ("%61=a", [["a", "a"]]), ("%61+%4d%4D=", [["a MM", ""]]),
      ("id=0&value=%", nil), ("b=%2sf%2a", nil), ("b=%2%2af%2a", nil), ("b=%%2a", nil),
    ] as [(String, [[String]]?)])
  func theVectorsOfTheStandard(_ text: String, _ expected: [[String]]?) throws {
    guard let expected else {
      #expect(throws: FormFieldsError.encoding) { try pairs(text) }
      return
    }
    #expect(try pairs(text) == expected)
  }

  @Test func whatUrllibEncodesIsReadAgain() throws {
    let values: [[String]] = [
      ["text", "Hi {{name}}\r\n\r\n=&;+%\t"], ["", ""], ["é", "😀 \u{202E}"], ["a", "1"],
      ["a", "2"],
      ["quote", "\"'<>`"], ["line", "\r\n"],
    ]
    let encoded = try PythonPackages.run(
      """
      from urllib.parse import urlencode
      answer = urlencode([tuple(pair) for pair in data])
      """, on: .array(values.map { .array($0.map { .string($0) }) }))
    let form = try FormFields(Array((encoded.string ?? "").utf8))
    #expect(form.fields.map { [$0.name, $0.value] } == values)
    #expect(form["a"] == "1" && form.values("a") == ["1", "2"])
    #expect(form["e\u{301}"] == nil && form["é"] == "😀 \u{202E}" && form.values("b").isEmpty)
  }

  @Test(arguments: ["a=%00", "a=\0", "a=%FF", "a=%ED%A0%80", "%C0%AF=a"])
  func whatNoBrowserSendsIsRefused(_ text: String) {
    #expect(throws: FormFieldsError.encoding) { try pairs(text) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: FormFieldsError.encoding) { try FormFields([0x61, 0x3d, 0xff]) }
  }

  @Test func aThousandFieldsAndNoMore() throws {
    let most = (0..<FormFields.limit).map { "n\($0)=1" }.joined(separator: "&")
    #expect(try pairs(most).count == 1_000)
    #expect(throws: FormFieldsError.tooMany) { try pairs(most + "&more") }
    #expect(try pairs(most + "&&&").count == 1_000)
  }
}
