import CanonicalJSON
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// How a pin is written into a header that somebody wrote.
@Suite struct PinEditingTests {
  private static let old = String(repeating: "ab", count: 32)
  private static let new = String(repeating: "c0", count: 32)

  private func pinned(_ text: String, _ name: String = "a/b", number: Int? = 4) throws -> String {
    let bytes = try PromptFile.bytes(
      Array(text.utf8), pinning: PromptName(name), to: VersionHash(Self.new), number: number,
      path: "p")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A case with `OLD` and `NEW` for hashes.
  private func expect(
    _ before: String, _ after: String, _ name: String = "a/b", number: Int? = 4,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    func filled(_ text: String) -> String {
      text.replacing("OLD", with: "sha256:\(Self.old)").replacing("NEW", with: "sha256:\(Self.new)")
    }
    for isCRLF in [false, true] {
      func ended(_ text: String) -> String {
        isCRLF ? filled(text).replacing("\n", with: "\r\n") : filled(text)
      }
      let result = try pinned(ended(before), name, number: number)
      #expect(result.utf8.elementsEqual(ended(after).utf8), "\(result)", sourceLocation: location)
      // Once more changes nothing.
      #expect(
        try pinned(result, name, number: number).utf8.elementsEqual(result.utf8),
        sourceLocation: location)
    }
  }

  @Test func aPinThatIsThereChanges() throws {
    try expect(
      "---\n# c\ndialect:   chat  # d\npartials: # p\n  x: OLD # v1\n  a/b:   OLD   #  v3\n  y: OLD\nz: 1\n---\nT {{> a/b}}\n",
      "---\n# c\ndialect:   chat  # d\npartials: # p\n  x: OLD # v1\n  a/b:   NEW   #  v4\n  y: OLD\nz: 1\n---\nT {{> a/b}}\n"
    )
    try expect(
      "---\npartials:\n    'a/b': \"OLD\" # v12, the kind one\n---\nx",
      "---\npartials:\n    'a/b': \"NEW\" # v4, the kind one\n---\nx")
    try expect(
      "---\npartials:\n  a/b: OLD\n---\nx\n", "---\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect(
      "---\npartials:\n  a/b: 'OLD' # tone\n---\nx\n",
      "---\npartials:\n  a/b: 'NEW' # tone\n---\nx\n")
    try expect(
      "---\npartials:\n  a/b: # v2\n  c: OLD\n---\nx\n",
      "---\npartials:\n  a/b: NEW # v4\n  c: OLD\n---\nx\n")
    try expect(
      "---\npartials:\n  a/b: >-\n    OLD\n  c: OLD\n---\nx\n",
      "---\npartials:\n  a/b: NEW # v4\n  c: OLD\n---\nx\n")
  }

  @Test func withoutANumberNoneIsClaimed() throws {
    try expect(
      "---\npartials:\n  a/b: OLD # v3\n---\nx\n", "---\npartials:\n  a/b: NEW\n---\nx\n",
      number: nil)
    try expect(
      "---\npartials:\n  a/b: OLD # v3, kind\n  c: OLD # v3\n---\nx\n",
      "---\npartials:\n  a/b: NEW # kind\n  c: OLD # v3\n---\nx\n", number: nil)
    try expect(
      "---\npartials:\n  a/b: OLD # very\n---\nx\n", "---\npartials:\n  a/b: NEW # very\n---\nx\n",
      number: nil)
    try expect("x\n", "---\npartials:\n  a/b: NEW\n---\nx\n", number: nil)
  }

  @Test func aMappingThatIsThereGetsAMember() throws {
    try expect(
      "---\npartials:\n    c: OLD # v3\n    # of c\nz: 1\n---\nx\n",
      "---\npartials:\n    c: OLD # v3\n    a/b: NEW # v4\n    # of c\nz: 1\n---\nx\n")
    try expect("---\npartials:\n---\nx\n", "---\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect(
      "---\npartials: ~ # none yet\nz: 1\n---\nx\n",
      "---\npartials: # none yet\n  a/b: NEW # v4\nz: 1\n---\nx\n")
    try expect(
      "---\npartials:\n  a/b: OLD\n---\nx\n",
      "---\npartials:\n  a/b: OLD\n  \"5\": NEW # v4\n---\nx\n", "5")
  }

  @Test func bracesStay() throws {
    try expect(
      "---\npartials: {} # none\nz: 1\n---\nx\n",
      "---\npartials: {a/b: \"NEW\"} # none\nz: 1\n---\nx\n")
    try expect(
      "---\npartials: {c: OLD, } # v3\n---\nx\n",
      "---\npartials: {c: OLD, a/b: \"NEW\", } # v3\n---\nx\n")
    try expect(
      "---\npartials: {\"a/b\": \"OLD\", c: OLD} # v3\n---\nx\n",
      "---\npartials: {\"a/b\": \"NEW\", c: OLD} # v3\n---\nx\n")
    try expect(
      "---\npartials: { a/b: OLD } # v3\n---\nx\n", "---\npartials: { a/b: NEW } # v4\n---\nx\n")
    try expect(
      "---\n{model: m, stop: [a, b]}\n---\nx\n",
      "---\n{model: m, stop: [a, b], partials: {a/b: \"NEW\"}}\n---\nx\n")
    try expect(
      "---\n{\"partials\": {\"c\": \"OLD\"}, z: 1}\n---\nx\n",
      "---\n{\"partials\": {\"c\": \"OLD\", a/b: \"NEW\"}, z: 1}\n---\nx\n")
    try expect("---\n{}\n---\nx\n", "---\n{partials: {a/b: \"NEW\"}}\n---\nx\n")
  }

  @Test func aMappingIsAddedBehindTheLastKey() throws {
    try expect("x\n", "---\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect("---\n---\nx\n", "---\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect(
      "---\n# only this\n---\nx\n", "---\n# only this\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect(
      "---\ndialect: chat # d\n\n# end\n---\nx\n",
      "---\ndialect: chat # d\npartials:\n  a/b: NEW # v4\n\n# end\n---\nx\n")
    try expect(
      "---\na:\n- 1\n- b: 2\n---\nx\n",
      "---\na:\n- 1\n- b: 2\npartials:\n  a/b: NEW # v4\n---\nx\n")
    try expect(
      "# licence\n\n---\nmodel: |\n  m\n  n\n---\nx",
      "# licence\n\n---\nmodel: |\n  m\n  n\npartials:\n  a/b: NEW # v4\n---\nx")
  }

  @Test func whatIsNoMappingIsRefused() throws {
    for value in ["5", "[a]", "text"] {
      let error = #expect(throws: PromptFileError.self) {
        try pinned("---\npartials: \(value)\n---\nx\n")
      }
      #expect(error?.message.contains("'partials' is no mapping") == true)
    }
  }

  /// An outside reader finds the pin and nothing else changed, in one place of the file.
  @Test func randomHeadersReadTheSameElsewhere() throws {
    var random = RepeatableNumbers(seed: 20)
    var cases: [JSONValue] = []
    let keys = [
      "model: m # c", "title: 'T: x'  # v2", "stop: [a,   b] # list", "# alone", "", "  # deep",
      "\"k k\": |\n  one\n\n  two", "input:\n  schema:\n    x?: string, what\n  default: {x: 'é'}",
      "tools:\n- name: t\n  args: {a: [1, 2]}", "text: >\n  folded\n  text\n", "q: \"a\\\n  b\"",
      "n:", "metadata:\n    a: 1\n    b: {c: d} # e",
    ]
    let values = [
      "OLD", "OLD # v3", "'OLD'", "\"OLD\"  # v3 kind", "", "~ # x", ">-\n      OLD", "[1]",
    ]
    for _ in 0..<400 {
      var lines = keys.shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random)).map {
        $0
      }
      let names = ["a/b", "c", "'q'", "\"a.b\""].shuffled(using: &random)
        .prefix(Int.random(in: 0...4, using: &random))
      let members = names.map { "\($0): \(values.randomElement(using: &random) ?? "")" }
      let flow = names.map {
        "\($0): \(["OLD", "'OLD'", "\"OLD\"", "null"].randomElement(using: &random) ?? "")"
      }
      let partials: String? =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: nil
        case 1: "partials: {\(flow.joined(separator: " , "))} # f"
        default:
          "partials: # p\n" + members.map { "    \($0)\n    # of it" }.joined(separator: "\n")
        }
      if let partials {
        lines.insert(partials, at: Int.random(in: 0...lines.count, using: &random))
      }
      let isCRLF = Bool.random(using: &random)
      let header = lines.map { $0 + "\n" }.joined().replacing("OLD", with: "sha256:\(Self.old)")
      let text = "---\n\(header)---\nBody # v3 {{> a/b}}\n"
      let file = isCRLF ? text.replacing("\n", with: "\r\n") : text
      let name = ["a/b", "c", "q", "a.b", "new"].randomElement(using: &random) ?? "c"
      let number = Bool.random(using: &random) ? Int.random(in: 1...99, using: &random) : nil
      let result = try pinned(file, name, number: number)
      let (before, after) = (Array(file.utf8), Array(result.utf8))
      let prefix = zip(before, after).prefix { $0 == $1 }.count
      let suffix = zip(before[prefix...].reversed(), after[prefix...].reversed())
        .prefix { $0 == $1 }.count
      // The longest value of the generator with its comment.
      #expect(before.count - prefix - suffix <= 90, "\(file)\n\(result)")
      cases.append([
        "before": .string(file), "after": .string(result), "name": .string(name),
      ])
    }
    let answer = try PythonPackages.run(
      """
      import yaml
      def header(text):
          text = text.replace("\\r\\n", "\\n")
          return yaml.safe_load(text.split("---\\n")[1]) or {}
      answer = []
      for case in data:
          before, after = header(case["before"]), header(case["after"])
          pins = before.get("partials") or {}
          pins[case["name"]] = "sha256:\(Self.new)"
          before["partials"] = pins
          if before != after or list(before) != list(after) or list(pins) != list(after["partials"]):
              answer.append(case)
      """, on: .array(cases))
    #expect(answer == [])
  }
}
