import CanonicalJSON
import HTTPMessages
import TestSupport
import Testing

/// Random texts against Python's urllib.
@Suite struct UrllibTests {
  @Test func encoding() throws {
    let texts = (0..<3_000).map { _ in Self.text() }
    let expected = try PythonPackages.run(
      """
      from urllib.parse import quote
      answer = [quote(text, safe="") for text in data]
      """, on: .array(texts.map { .string($0) }))
    #expect(JSONValue.array(texts.map { .string(PercentEncoding.encode($0)) }) == expected)
    for text in texts {
      let decoded = PercentEncoding.decode(
        PercentEncoding.encode(text).utf8, plusIsSpace: .random())
      #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  /// urllib passes over what is not well encoded; that is told apart beforehand.
  @Test func decodingPathsAndQueries() throws {
    let texts = (0..<3_000).map { _ in Self.encodedText() }
    let expected = try PythonPackages.run(
      #"""
      import re
      from urllib.parse import parse_qsl, unquote_to_bytes
      def read(text, reader):
          if re.search("%(?![0-9A-Fa-f]{2})|%00", text): return None
          try: result = reader(text)
          except UnicodeDecodeError: return None
          return result
      def path(text):
          return [unquote_to_bytes(part).decode() for part in text.split("/")]
      def query(text):
          pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
          return [list(pair) for pair in pairs]
      answer = [[read(text, reader) for reader in (path, query)] for text in data]
      """#, on: .array(texts.map { .string($0) }))
    for (text, expected) in zip(texts, expected.array ?? []) {
      let path = (try? RequestTarget("/\(text)"))?.path
      let query = (try? RequestTarget("/?\(text)"))?.query
      let found: JSONValue = [
        path.map { .array($0.map { .string($0) }) } ?? .null,
        query.map { .array($0.map { [.string($0.name), .string($0.value)] }) } ?? .null,
      ]
      #expect(found == expected, "\(text)")
    }
    #expect(texts.count == expected.array?.count)
  }

  private static func text() -> String {
    let ranges: [ClosedRange<UInt32>] = [1...0x7f, 0x20...0x7e, 0x80...0xd7ff, 0xe000...0x10ffff]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...20) {
      let range = ranges.randomElement() ?? 0x20...0x7e
      if let scalar = Unicode.Scalar(.random(in: range)) { text.append(scalar) }
    }
    return String(text)
  }

  /// Mostly well encoded; without `?`, at which a target's path ends.
  private static func encodedText() -> String {
    let pieces = [
      "a", "Z", "9", "~", "+", "&", "=", "/", ";", ":", "é", "😀", "%2B", "%26", "%3d", "%2F", "%20",
      "%25", "%0D%0A", "%C3%A9", "%c3%a9", "%F0%9F%98%80", PercentEncoding.encode(text()),
    ]
    let broken = ["%", "%4", "%zz", "%00", "%C3", "%FF", "%ED%A0%80", "%+2"]
    let isBroken = Int.random(in: 0..<4) == 0
    return (0..<Int.random(in: 0...8)).map { _ in
      (isBroken && .random() ? broken : pieces).randomElement() ?? ""
    }.joined()
  }
}
