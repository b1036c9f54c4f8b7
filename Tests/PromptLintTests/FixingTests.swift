import PromptFiles
import PromptLint
import PromptRepo
import TestSupport
import Testing

/// What `--fix` does to the bytes of a file.
@Suite struct FixingTests {
  private func fix(_ file: [UInt8], seen: Set<String> = []) throws -> FixedSource {
    let name = try PromptName("a")
    func read(_ bytes: [UInt8]) -> LintSource {
      LintSource(bytes, path: "prompts/a.prompt", name: name)
    }
    let linter = Linter(.everything)
    let fixed = linter.fixing(read(file), seen: seen, read: read)
    // Once is enough, and nothing is left that could be mended so.
    let again = linter.fixing(fixed.source, seen: seen, read: read)
    #expect(again.fixed.isEmpty && again.source.bytes == fixed.source.bytes)
    return fixed
  }

  private func fix(_ file: String, seen: Set<String> = []) throws -> String {
    String(decoding: try fix(Array(file.utf8), seen: seen).source.bytes, as: UTF8.self)
  }

  @Test func allIsMendedAtOnce() throws {
    let file =
      "---\n# lint: allow secret\nmodel: m\n---\nA\u{200B} \u{202E}cafe\u{301}\u{A0}x  \r\nb\n"
    #expect(try fix(file) == "---\nmodel: m\n---\nA café x\nb\n")
  }

  @Test func whatAReaderSeesStaysUnlessItsRuleIsNamed() throws {
    let file = "p\u{430}ypal {{user_name}} {{user_name}} {{userName}}\u{2028}x"
    #expect(try fix(file) == file)
    #expect(
      try fix(file, seen: ["look-alike"])
        == "paypal {{user_name}} {{user_name}} {{userName}}\u{2028}x")
    #expect(
      try fix(file, seen: ["look-alike", "variable-misspelt", "line-separator"])
        == "paypal {{user_name}} {{user_name}} {{user_name}}\nx")
  }

  @Test func markAndLineEndsStay() throws {
    #expect(
      try fix("\u{FEFF}---\r\nmodel: m\r\n---\r\nA\u{200B}b \r\nc\r\n")
        == "\u{FEFF}---\r\nmodel: m\r\n---\r\nAb\r\nc\r\n")
    #expect(try fix("no end\u{200B}") == "no end")
  }

  @Test func whatIsAllowedStays() throws {
    let file = "---\n# lint: allow invisible-character: art\n---\nA\u{200B}b"
    #expect(try fix(file) == file)
  }

  /// A file that can be read is not made one that cannot.
  @Test func aFileStaysReadable() throws {
    // Without the character the template would be empty.
    #expect(try fix("---\nmodel: m\n---\n\u{200B}") == "---\nmodel: m\n---\n\u{200B}")
    // In the header U+1FEF becomes a grave accent, with which no value of YAML may begin.
    let file = "---\ntitle: \u{1FEF}x\n---\na\u{200B}"
    #expect(try fix(file) == "---\ntitle: \u{1FEF}x\n---\na")
  }

  @Test func filesThatAreNoTextStay() throws {
    for bytes: [UInt8] in [[0xFF, 0xE2, 0x80, 0x8B], [0x61, 0, 0xE2, 0x80, 0x8B]] {
      #expect(try fix(bytes).source.bytes == bytes)
    }
  }

  /// Random texts of what the rules mend: afterwards nothing is left, and the visible rest is there.
  @Test func afterFixesFilesAreClean() throws {
    let pieces = [
      "word", " ", "\n", "\r\n", "\u{200B}", "\u{202E}", "e\u{301}", "\u{A0}", "{{a}}", "---\n",
      "# lint: allow secret\n", "title: x\n", "\u{E0041}", "\u{FE0F}", "é", "가", "\u{1161}",
      "👨\u{200D}",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<600 {
      let file = (0..<Int.random(in: 1...14, using: &random))
        .compactMap { _ in pieces.randomElement(using: &random) }.joined()
      let fixed = try fix(Array(file.utf8))
      let left = Linter(.everything).findings(in: fixed.source)
        .filter { $0.fix?.isSeen == false }
      let wasReadable = try !source(file).problems.contains { $0.kind == .unreadable }
      guard wasReadable else { continue }
      // What is left would break the file, each for itself.
      for fix in left.compactMap(\.fix) {
        var bytes = fixed.source.bytes
        bytes.replaceSubrange(fix.range, with: Array(fix.text.utf8))
        let after = LintSource(bytes, path: "prompts/a.prompt", name: try PromptName("a"))
        #expect(
          after.problems.contains { $0.kind == .unreadable }, "\(file.debugDescription): \(fix)")
      }
    }
  }
}
