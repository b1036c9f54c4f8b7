import CanonicalJSON
import PromptFiles
import PromptRepo
import Testing

@Suite struct HeaderReadingTests {
  private func config(_ header: String) throws -> JSONObject {
    try PromptFile(parsing: Array("---\n\(header)\n---\nx\n".utf8), path: "p").config
  }

  /// The examples of YAML 1.2.2, section 10.3.2, and the words of YAML 1.1 that it leaves out.
  @Test(arguments: [
    ("null", "null"), ("Null", "null"), ("NULL", "null"), ("~", "null"), ("", "null"),
    ("true", "true"), ("True", "true"), ("TRUE", "true"), ("false", "false"), ("FALSE", "false"),
    ("0", "0"), ("0o7", "7"), ("0x3A", "58"), ("-19", "-19"), ("+12", "12"), ("010", "10"),
    ("0e-400", "0"),
    ("0.", "0"), ("-0.0", "0"), (".5", "0.5"), ("+12e03", "12000"), ("-2E+05", "-200000"),
    ("1e3", "1000"), ("6.8523015e+5", "685230.15"), ("9007199254740991", "9007199254740991"),
    ("yes", "\"yes\""), ("No", "\"No\""), ("on", "\"on\""), ("off", "\"off\""), ("y", "\"y\""),
    ("nULL", "\"nULL\""), ("tRUE", "\"tRUE\""), ("0o8", "\"0o8\""), ("0x", "\"0x\""),
    ("0b1", "\"0b1\""), ("1_000", "\"1_000\""), ("1:30", "\"1:30\""), ("-", "[null]"),
    ("2001-12-14", "\"2001-12-14\""), ("1e", "\"1e\""), (".", "\".\""), ("1.2.3", "\"1.2.3\""),
    ("\"12\"", "\"12\""), ("'true'", "\"true\""), ("'it''s'", "\"it's\""),
    ("\"\\u00e9\\n\"", "\"é\\n\""), ("{a: 1, b: [x, 2]}", "{\"a\":1,\"b\":[\"x\",2]}"),
    ("|\n  a\n  b\n", "\"a\\nb\\n\""), (">-\n  a\n  b\n", "\"a b\""),
    ("0xFFFFFFFFFFFFF", "4503599627370495"),
  ]) func coreSchema(yaml: String, json: String) throws {
    let value = try config("key:\(yaml == "-" ? "\n-" : " \(yaml)")")["key"]
    #expect(value == (try JSONValue(parsing: json)))
  }

  /// What Python's `json.dumps` makes of keys that its YAML reader takes for other than texts.
  @Test(arguments: [
    ("1: poor\n5: good", #"{"1":"poor","5":"good"}"#), ("0: a\n-5: b", #"{"0":"a","-5":"b"}"#),
    ("true: a\nfalse: b\nnull: c", #"{"true":"a","false":"b","null":"c"}"#),
    ("1.5: a\n0.25: b", #"{"1.5":"a","0.25":"b"}"#),
    ("9223372036854775807: a", #"{"9223372036854775807":"a"}"#),
    ("{2: {3: x}}", #"{"2":{"3":"x"}}"#), ("'01': a\n\"0x1\": b", #"{"01":"a","0x1":"b"}"#),
    ("yes: a\n1_000: b\n1:30: c", #"{"yes":"a","1_000":"b","1:30":"c"}"#),
    ("2001-12-14: a", #"{"2001-12-14":"a"}"#),
  ]) func keysAreTheTextsThatJSONWrites(yaml: String, json: String) throws {
    let config = try config(yaml)
    #expect(JSONValue.object(config).text() == json)
    let bytes = try PromptFile.bytes(template: "x", config: config, path: "p")
    #expect(try PromptFile(parsing: bytes, path: "p").config == config)
  }

  @Test func keepsTheOrderOfTheFile() throws {
    let config = try config("z: 1\na: 2\nm: {y: 1, b: 2}\n<<: merge")
    #expect(JSONValue.object(config).text() == #"{"z":1,"a":2,"m":{"y":1,"b":2},"<<":"merge"}"#)
  }

  @Test func tellsRecordFromConfiguration() throws {
    let text = "---\ntitle: T\nmodel: m\nmetadata:\n  team: a\ndescription:\nname: x/y\n---\nbody\n"
    let file = try PromptFile(
      parsing: Array(text.utf8), path: "p", name: try PromptName("x/y"))
    #expect(file.config == ["model": "m"])
    guard case .set("T") = file.record.title, case .set(nil) = file.record.description,
      case .set(["team": "a"]) = file.record.metadata
    else {
      Issue.record("\(file.record)")
      return
    }
    let bare = try PromptFile(parsing: Array("---\nmodel: m\n---\nbody\n".utf8), path: "p")
    guard case .keep = bare.record.title, case .keep = bare.record.metadata else {
      Issue.record("\(bare.record)")
      return
    }
  }

  @Test func linesMayEndInCRLF() throws {
    let file = try PromptFile(parsing: Array("---\r\na: 1\r\n---\r\nx\r\ny\r\n".utf8), path: "p")
    #expect(file.config == ["a": 1])
    #expect(Array(file.template.utf8) == Array("x\r\ny".utf8))
  }

  @Test func emptyHeaders() throws {
    for header in ["", "# only a comment", "\n\n"] {
      #expect(try config(header).isEmpty)
    }
  }

  @Test(
    arguments: [
      ("---\nmodel: x\n", 1, nil, "no end"),
      ("---\n", 1, nil, "no end"),
      ("---", 1, nil, "no end"),
      ("---\n- a\n---\n", 2, 1, "not a mapping"),
      ("---\njust text\n---\n", 2, 1, "not a mapping"),
      ("---\na: 1\na: 2\n---\n", 3, 1, "occurs twice"),
      ("---\na:\n  b: 1\n  b: 2\n---\n", 4, 3, "occurs twice"),
      ("---\na: 1\n\"a\": 2\n---\n", 3, 1, "occurs twice"),
      ("---\n01: x\n---\n", 2, 1, "'01' is not a text"),
      ("---\n+1: x\n---\n", 2, 1, "'+1' is not a text"),
      ("---\n-0: x\n---\n", 2, 1, "'-0' is not a text"),
      ("---\n0x10: x\n---\n", 2, 1, "'0x10' is not a text"),
      ("---\n0o7: x\n---\n", 2, 1, "'0o7' is not a text"),
      ("---\n1.0: x\n---\n", 2, 1, "'1.0' is not a text"),
      ("---\na:\n  .5: x\n---\n", 3, 3, "'.5' is not a text"),
      ("---\nTrue: x\n---\n", 2, 1, "'True' is not a text"),
      ("---\n~: x\n---\n", 2, 1, "'~' is not a text"),
      ("---\n.inf: x\n---\n", 2, 1, "'.inf' is not a text"),
      ("---\n1: x\n\"1\": y\n---\n", 3, 1, "occurs twice"),
      ("---\n[a]: x\n---\n", 2, 1, "key is not a text"),
      ("---\n? {a: 1}\n: x\n---\n", 2, 3, "key is not a text"),
      ("---\nb: 1\na: &x 1\n---\n", 3, 4, "anchors"),
      ("---\na: *x\n---\n", 2, 4, "aliases"),
      ("---\na: !!str 1\n---\n", 2, 4, "tags"),
      ("---\na: ! 1\n---\n", 2, 4, "tags"),
      ("---\na: .inf\n---\n", 2, 4, "cannot be kept"),
      ("---\na: [1, -.INF]\n---\n", 2, 8, "cannot be kept"),
      ("---\na: .nan\n---\n", 2, 4, "cannot be kept"),
      ("---\na: 9007199254740992\n---\n", 2, 4, "cannot be kept"),
      ("---\na: 0x20000000000000\n---\n", 2, 4, "cannot be kept"),
      ("---\na: 99999999999999999999999\n---\n", 2, 4, "cannot be kept"),
      ("---\na: 1e400\n---\n", 2, 4, "cannot be kept"),
      ("---\na: -1.5e-400\n---\n", 2, 4, "cannot be kept"),
      ("---\né: [x\n---\n", 3, 1, "YAML"),
      ("---\na: b: c\n---\n", 2, 5, "YAML"),
      ("---\nü: \"é\" x\n---\n", 2, 8, "YAML"),
      ("---\na: 1\n--- # b\nb: 1\n---\n", 3, 1, "more than one"),
      ("---\nseed: 9223372036854775807\n---\n", 2, 7, "'9223372036854775807' is a number"),
      ("---\na: [-9007199254740992]\n---\n", 2, 5, "cannot be kept"),
      ("---\na: 0o777777777777777777777\n---\n", 2, 4, "cannot be kept"),
      ("---\na: \u{7}\n---\n", 2, 4, "does not allow"),
      ("---\na: \"\\0\"\n---\n", 2, 4, "NUL"),
      ("---\na: \"\\ud800\"\n---\n", 2, 7, "YAML"),
      ("---\n\ntitle: 2024\n---\n", 3, 8, "title has to be a text, not number"),
      ("---\ntitle: \"\"\n---\n", 2, 8, "title has 0 characters"),
      ("---\nmetadata: [a]\n---\n", 2, 11, "metadata has to be a mapping, not array"),
      ("---\nname: other\n---\n", 2, 7, "name"),
      ("a\nb\u{0}", 2, 2, "NUL"),
    ] as [(String, Int, Int?, String)])
  func refusesWithThePlace(text: String, line: Int, column: Int?, message: String) throws {
    #expect {
      try PromptFile(
        parsing: Array(text.utf8), path: "prompts/a.prompt", name: try PromptName("a"))
    } throws: { error in
      guard let error = error as? PromptFileError else { return false }
      #expect(error.line == line, "\(error)")
      #expect(error.column == column, "\(error)")
      #expect(error.message.contains(message), "\(error)")
      return error.path == "prompts/a.prompt"
    }
  }

  @Test func refusesBytesThatAreNotUTF8() throws {
    #expect { try PromptFile(parsing: Array("ab\ncé".utf8) + [0xff], path: "p") } throws: {
      let error = $0 as? PromptFileError
      return error?.line == 2 && error?.column == 3
    }
  }

  @Test(arguments: [
    "a: " + String(repeating: "[", count: 60_000),
    "a: " + String(repeating: "{", count: 60_000),
    "a: " + String(repeating: "[\n ", count: 20_000),
    "a:\n  " + String(repeating: "- ", count: 30_000),
    "? " + String(repeating: "? ", count: 30_000),
    "a: " + String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
  ]) func refusesWhatLiesTooDeep(header: String) throws {
    #expect { try config(header) } throws: { "\($0)".contains("more than 64 deep") }
  }

  @Test func readsWhatLiesJustNotTooDeep() throws {
    let header = "a: " + String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    #expect(try config(header)["a"]?.array?.count == 1)
  }

  @Test func refusesALongHeader() throws {
    let fits = "a: " + String(repeating: "x", count: 65_536 - 4)
    #expect(try config(fits)["a"]?.string?.utf8.count == 65_532)
    #expect { try config(fits + "x") } throws: { "\($0)".contains("more than 65536") }
  }
}
