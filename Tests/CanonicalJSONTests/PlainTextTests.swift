import CanonicalJSON
import Testing

/// Texts are passed over eight bytes at a time; each byte has to be seen at each place.
struct PlainTextTests {
  @Test(arguments: 0..<20)
  func escapesAtEachPlace(place: Int) throws {
    let before = String(repeating: "a", count: place)
    for value: UInt8 in 1..<128 {
      let letter = String(Unicode.Scalar(value))
      for after in ["", "bbbbbbbbb\"", "é€😀"] {
        let text = before + letter + after
        let json = JSONValue.string(text).text()
        #expect(try JSONValue(parsing: json) == .string(text))
        let isEscaped = json.utf8.dropFirst(1 + place).first == UInt8(ascii: "\\")
        #expect(isEscaped == (value < 32 || letter == "\"" || letter == "\\"))
      }
    }
  }

  @Test(arguments: 0..<20)
  func refusesControlCharactersAtEachPlace(place: Int) throws {
    for value: UInt8 in 0..<32 {
      let before = "\"" + String(repeating: "a", count: place)
      let bytes = Array(before.utf8) + [value] + Array("bbbbbbbbb\"".utf8)
      #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }
  }
}
