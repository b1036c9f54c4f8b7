import CanonicalJSON
import PromptFiles
import TestSupport
import Testing

/// What is written is read alike by another YAML library, one of YAML 1.1 at that.
@Suite struct OtherReaderTests {
  /// Reads lines of pairs [YAML, JSON] and prints the YAML of those that differ.
  private static let program = """
    import json, sys, yaml
    for line in sys.stdin.buffer.read().splitlines():
        text, want = json.loads(line)
        try:
            got = yaml.safe_load(text)
        except yaml.YAMLError as error:
            got = str(error)
        want = json.loads(want)
        if got != want or list(got) != list(want): print(repr(text))
    """

  @Test(.enabled("PyYAML is installed") { hasPyYAML() })
  func pyYAMLReadsTheSame() throws {
    var random = RepeatableNumbers(seed: 7)
    var input: [UInt8] = []
    func add(_ config: JSONObject) throws {
      let bytes = try PromptFile.bytes(template: "x", config: config, path: "p")
      let header = String(decoding: bytes.dropFirst(4).dropLast(6), as: UTF8.self)
      let pair: JSONValue = [.string(header), .string(JSONValue.object(config).text())]
      input += pair.utf8() + [0x0a]
    }
    for text in HeaderWritingTests.texts {
      try add(["value": .string(text), "list": [.string(text), ["in": .string(text)]]])
    }
    for _ in 0..<300 { try add(["value": random.value(depth: 0)]) }
    let result = try run("python3", ["-c", Self.program], stdin: input)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout == "")
  }
}

private func hasPyYAML() -> Bool {
  do {
    return try run("python3", ["-c", "import yaml"]).status == 0
  } catch {
    return false
  }
}
