import CanonicalJSON
import PromptInputs
import TestSupport
import Testing

/// Values of the command line, read by the declared type.
@Suite struct InputTextTests {
  static let inputs = DeclaredInputs(configuration: [
    "input": [
      "schema": [
        "ticket": "integer", "share?": "number", "formal": "boolean", "name": "string",
        "anything": "any", "tags(array)": "string", "who(object)": ["name": "string"],
        "tone(enum)": ["warm", "cool", 7, false, "8"], "one(enum)": ["x"], "nothing": "null",
      ]
    ]
  ])

  @Test(
    arguments: [
      ("ticket", "7", 7), ("ticket", "-7", -7), ("ticket", "7.0", 7), ("ticket", " 7 ", 7),
      ("share", "0.5", .number(JSONNumber(0.5) ?? JSONNumber(clamping: 0))),
      ("share", "null", .null),
      ("formal", "false", false), ("formal", "true", true), ("name", "7", "7"), ("name", "", ""),
      ("name", "null", "null"), ("anything", "7", "7"), ("unknown", "true", "true"),
      ("tags", #"["a"]"#, ["a"]), ("tags", "[1]", [1]), ("who", #"{"name": "x"}"#, ["name": "x"]),
      ("tone", "warm", "warm"), ("tone", "7", 7), ("tone", "false", false), ("tone", "8", "8"),
      ("nothing", "null", .null),
    ] as [(String, String, JSONValue)])
  func values(name: String, text: String, value: JSONValue) throws {
    #expect(try Self.inputs.value(of: text, for: name) == value)
  }

  @Test(
    arguments: [
      ("ticket", "7a", "ticket is an integer, '7a' is none"),
      ("ticket", "", "ticket is an integer, '' is none"),
      ("ticket", "7.5", "ticket is an integer, '7.5' is none"),
      ("ticket", "true", "ticket is an integer, 'true' is none"),
      ("share", "half", "share is a number or null, 'half' is none"),
      ("formal", "yes", "formal is a boolean, 'yes' is none: write true or false"),
      ("formal", "\"true\"", "formal is a boolean, '\"true\"' is none: write true or false"),
      ("tags", "a", #"tags is an array, 'a' is none: write JSON such as ["a"]"#),
      ("who", "[]", #"who is an object, '[]' is none: write JSON such as {"a": 1}"#),
      ("tone", "hot", "tone is one of 'warm', 'cool', 7, false, '8'; 'hot' is none of them"),
      ("tone", "9", "tone is one of 'warm', 'cool', 7, false, '8'; '9' is none of them"),
      ("one", "y", "one is 'x', not 'y'"),
      ("one", "“日本” …", "one is 'x', not '“日本” …'"),
      ("one", "a\nb\u{200b}", #"one is 'x', not "a\nb\u200b""#),
      (
        "one", String(repeating: "é", count: 31),
        "one is 'x', not '\(String(repeating: "é", count: 30))…'"
      ),
      ("name2", "", nil),
    ] as [(String, String, String?)])
  func faults(name: String, text: String, message: String?) {
    do {
      _ = try Self.inputs.value(of: text, for: name)
      #expect(message == nil)
    } catch {
      #expect(error.description == message)
    }
  }

  /// The reader of JSON says why a number or a list that is nearly right is none.
  @Test(arguments: [
    ("ticket", "9007199254740993", "9007199254740991"), ("ticket", "007", "a needless zero"),
    ("share", "1e999", "line 1, column 1"), ("tags", "['a']", "line 1, column 2"),
    ("who", "{name: 1}", "line 1, column 2"),
  ])
  func nearlyRight(name: String, text: String, part: String) {
    let error = #expect(throws: InputTextError.self) {
      try Self.inputs.value(of: text, for: name)
    }
    #expect(error?.message.contains("'\(text)' is none: ") == true)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "none")")
  }

  /// Whatever is no text comes back from how JSON writes it.
  @Test func whatJSONWrites() throws {
    var random = RandomSchemas(seed: 12)
    for _ in 0..<2_000 {
      let value = random.value()
      let names = value.kind == "number" ? ["number"] : [value.kind]
      if value.string != nil { continue }
      let inputs = DeclaredInputs(configuration: [
        "input": ["schema": ["properties": ["v": ["type": .array(names.map { .string($0) })]]]]
      ])
      #expect(try inputs.value(of: value.text(), for: "v") == value)
      #expect(try inputs.value(of: value.text(.pretty), for: "v") == value)
    }
  }
}
