import CanonicalJSON
import PromptFiles
import PromptRepo
import TestSupport
import Testing

@Suite struct HeaderWritingTests {
  private func header(_ config: JSONObject) throws -> String {
    let bytes = try PromptFile.bytes(template: "x", config: config, path: "p")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("---\n") && text.hasSuffix("---\nx\n"))
    return String(text.dropFirst(4).dropLast(6))
  }

  @Test func isReadable() throws {
    let schema: JSONObject = [
      "type": "object", "required": ["a", "b"], "empty": [], "none": .object([:]),
      "list": [["x": 1, "y": ["z": true]], [1, 2]],
    ]
    let config: JSONObject = [
      "model": "gpt-5", "temperature": .number(JSONNumber(0.7) ?? JSONNumber(clamping: 0)),
      "schema": .object(schema), "system": "You are\n  kind.\n", "stop": "yes", "version": "1.0",
      "note": "a: b", "tab": "a\tb",
    ]
    #expect(
      try header(config) == """
        model: gpt-5
        temperature: 0.7
        schema:
          type: object
          required:
            - a
            - b
          empty: []
          none: {}
          list:
            - x: 1
              "y":
                z: true
            - - 1
              - 2
        system: |
          You are
            kind.
        stop: "yes"
        version: "1.0"
        note: "a: b"
        tab: "a\\tb"

        """)
  }

  static let texts: [String] = [
    "", " ", "a ", " a", "\n", "a\n", "a\n\n", "\na", "a\n b", " a\nb", "a\n\n\nb\n", "a\n  ",
    "\ta\nb", "a\n\tb", "a\r\nb", "a\rb", "#a", "a #b", "a#b", "a:", "a: b", ":a", "- a", "-", "?",
    "---", "...", "--- a", "a\n---\nb", "a\n...\n", "null", "~", "true", "yes", "y", "12", "0x1",
    "1e3", ".5", ".inf", "!a", "&a", "*a", "%a", "@a", "`a", "\"a\"", "'a'", "[a]", "{a}", "a, b",
    "a\u{85}b", "a\u{2028}b\nc", "\u{feff}a", "\u{fffe}", "\u{7f}", "\u{1b}[0m", "é", "e\u{301}",
    "漢字", "👩‍👩‍👧", "\u{a0}", "a\u{a0}", "<<", "=", "a\\b", "Hello {{name}}", "{{x}}", "|", ">",
    "a\u{1fffe}", "\u{10ffff}", "title", "K\u{212a}",
    String(repeating: "long ", count: 300), String(repeating: "k", count: 2_000),
  ]

  @Test(arguments: texts) func everyTextComesBackAsValueAndKey(text: String) throws {
    var config: JSONObject = [
      "v": .string(text), "list": [.string(text), [.string(text)]],
      "deep": ["in": ["side": .string(text)]],
    ]
    let key = text == "title" ? "other" : text
    config[key] = 1
    config["nested"] = [["x": 1], .object(JSONObject([JSONMember(key: text, value: .null)]))]
    let bytes = try PromptFile.bytes(template: "x", config: config, path: "p")
    #expect(try PromptFile(parsing: bytes, path: "p").config == config)
  }

  @Test(arguments: 0..<8) func randomValuesComeBack(seed: UInt64) throws {
    var random = RepeatableNumbers(seed: seed)
    for _ in 0..<150 {
      var config = JSONObject()
      for index in 0..<random.below(6) {
        config["k\(index)\(random.text())"] = random.value(depth: 0)
      }
      let metadata: JSONObject = ["m": random.value(depth: 0)]
      let bytes = try PromptFile.bytes(
        template: random.text() + "x", config: config, metadata: metadata, path: "p")
      let file = try PromptFile(parsing: bytes, path: "p")
      #expect(file.config == config)
      guard case .set(let back) = file.record.metadata else {
        Issue.record("no metadata")
        continue
      }
      #expect(back == metadata)
    }
  }

  @Test func numbersComeBack() throws {
    for number in [1e21, 1e-7, 1.5e300, 2.5e-308, 0.1, -1e100, 123456.789, 9007199254740991, -0.0] {
      let value = JSONNumber(number).map { JSONValue.number($0) } ?? .null
      let bytes = try PromptFile.bytes(template: "x", config: ["n": value], path: "p")
      #expect(try PromptFile(parsing: bytes, path: "p").config["n"]?.number?.double == number)
    }
  }

  @Test(arguments: ["title", "name", "metadata", "description"])
  func refusesKeysThatMeanTheRecord(key: String) throws {
    #expect {
      try PromptFile.bytes(
        template: "x", config: JSONObject([JSONMember(key: key, value: 1)]), path: "p")
    } throws: { "\($0)".contains("'\(key)'") }
  }

  @Test func refusesAHeaderThatCannotBeReadBack() throws {
    let long = String(repeating: "x", count: 70_000)
    #expect {
      try PromptFile.bytes(template: "x", config: ["a": .string(long)], path: "p")
    } throws: { "\($0)".contains("more than 65536") }
    var deep: JSONValue = []
    for _ in 0..<63 { deep = [deep] }
    #expect {
      try PromptFile.bytes(template: "x", config: ["a": deep], path: "p")
    } throws: { "\($0)".contains("deep") }
  }
}

extension RepeatableNumbers {
  mutating func text() -> String {
    let parts = [
      "a", "b c", "\n", " ", "\t", ":", ": ", "#", " #", "-", "- ", "'", "\"", "\\", "{", "]", ",",
      "\r", "é", "\u{2029}", "1", ".", "null", "|", "?", "!", "&", "*", "%", "\n\n", "  ",
    ]
    return (0..<below(7)).map { _ in parts[below(parts.count)] }.joined()
  }

  mutating func value(depth: Int) -> JSONValue {
    switch below(depth > 5 ? 6 : 9) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .integer(below(2_000_000) - 1_000_000)
    case 3: return JSONNumber(Double.random(in: -1...1, using: &self)).map { .number($0) } ?? .null
    case 4, 5: return .string(text())
    case 6: return .array((0..<below(4)).map { _ in value(depth: depth + 1) })
    default:
      var object = JSONObject()
      for _ in 0..<below(4) { object[text()] = value(depth: depth + 1) }
      return .object(object)
    }
  }
}
