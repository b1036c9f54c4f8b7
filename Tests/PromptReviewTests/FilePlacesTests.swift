import CanonicalJSON
import PromptFiles
import PromptLint
import PromptRepo
import PromptReview
import TestSupport
import Testing

/// Places of contents in files. PyYAML says where keys and values are.
@Suite struct FilePlacesTests {
  private static func places(_ text: String) throws -> FilePlaces {
    try FilePlaces(Array(text.utf8), path: "prompts/a.prompt", prompt: try PromptName("a"))
  }

  private static func text(_ place: FindingPlace) -> String {
    "\(place.line):\(place.column ?? 0)-\(place.endLine):\(place.endColumn ?? 0)"
  }

  @Test func settingsAreWhereTheirKeysAre() throws {
    let places = try Self.places(
      "---\nmodel: m\nconfig:\n  # how much it varies\n  temperature: 0.7\ninput:\n  schema:\n"
        + "    tone: string\n---\nHi\n")
    #expect(Self.text(places.place(ofSetting: ["config", "temperature"])) == "5:3-5:19")
    #expect(Self.text(places.place(ofSetting: ["config"])) == "3:1-5:19")
    // What is not there is where the nearest is that it would lie in.
    #expect(Self.text(places.place(ofSetting: ["input", "schema", "mood"])) == "7:3-8:17")
    #expect(Self.text(places.place(ofSetting: ["output", "format"])) == "1:0-1:0")
    #expect(Self.text(places.place(ofSetting: [])) == "1:0-1:0")
  }

  @Test(arguments: [
    ("Hi {{name}}\n", 1), ("---\nmodel: m\n---\nHi {{name}}\n", 4),
    ("\u{FEFF}---\r\nmodel: m\r\n---\r\nHi {{name}}\r\n", 4),
    ("# a licence\n\n---\nmodel: m\n---\nHi {{name}}", 6), ("---\n---\nHi {{name}}\n", 3),
  ])
  func theTemplateBeginsBehindTheHeader(text: String, line: Int) throws {
    let places = try Self.places(text)
    let start = TextPosition(line: 1, column: 4)
    let end = TextPosition(line: 1, column: 12)
    #expect(Self.text(places.place(of: .template(start, end: end))) == "\(line):4-\(line):12")
    #expect(places.place(of: .whole) == FindingPlace("prompts/a.prompt", prompt: "a"))
  }

  /// All paths of headers in every form of YAML that is read, as PyYAML's nodes have them.
  @Test(arguments: [
    "model: m\nconfig:\n  a: 1\n  b: [1, {c: 2}, three]\nlast: |\n  one\n  two\n\n",
    "{a: {b: 1, c: [x, y]}, d: {}, e: []}\n",
    "tools:\n  - name: one\n    inputSchema: {a: b}\n  - two\n  -\n    name: three\n",
    "ünï: {größe: \"a\\tb\", 'q''s': x}\nb: >-\n  folded\n  text\nc:\n",
    "a:\n- - 1\n  - 2\n- - 3\n",
    "x: plain that\n  goes on\ny: 'quoted that\n  goes on'\n# comment\nz: 1 # comment\n",
  ])
  func agreesWithAnotherReader(header: String) throws {
    let script = """
      import json, sys, yaml
      text = sys.stdin.buffer.read().decode()
      found = []
      def walk(node, path, start):
        if path: found.append([path, start.line, start.column])
        if isinstance(node, yaml.MappingNode):
          for key, value in node.value: walk(value, path + [key.value], key.start_mark)
        elif isinstance(node, yaml.SequenceNode):
          for number, item in enumerate(node.value): walk(item, path + [str(number)], item.start_mark)
      walk(yaml.compose(text), [], None)
      print(json.dumps(found))
      """
    let output = try run("/usr/bin/python3", ["-c", script], stdin: Array(header.utf8))
    try #require(output.status == 0, "\(output.stderr)")
    let found = try #require(try JSONValue(parsing: output.outputBytes).array)
    let places = try Self.places("---\n\(header)---\nHi\n")
    #expect(found.count > 2)
    for entry in found {
      let parts = try #require(entry.array)
      let path = try #require(parts[0].array).compactMap(\.string)
      let place = places.place(ofSetting: path)
      #expect(place.line == (parts[1].integer ?? -9) + 2, "\(path)")
      #expect(place.column == (parts[2].integer ?? -9) + 1, "\(path)")
      let isForward = (place.endLine, place.endColumn ?? 0) >= (place.line, place.column ?? 0)
      #expect(isForward, "\(path)")
    }
  }

  @Test func aFileThatCannotBeReadIsAnError() {
    #expect(throws: PromptFileError.self) { try Self.places("---\na: [\n---\nHi\n") }
    #expect(throws: PromptFileError.self) { try Self.places("---\na: 1\nHi\n") }
  }
}
