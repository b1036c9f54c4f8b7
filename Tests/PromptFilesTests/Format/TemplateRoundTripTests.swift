import CanonicalJSON
import PromptFiles
import PromptRepo
import Testing

@Suite struct TemplateRoundTripTests {
  static let nasty: [String] = [
    "a", "a\n", "a\n\n", "a\n\n\n", "a\r", "a\r\r", "a\r\n", "a\r\r\n", "a\n\r", "a\r\n\r\n",
    "\n", "\r", "\r\n", "\n\r", "\r\r", "---", "---\n", "---\r\n", "---\nmodel: x\n---\nbody",
    "--- ", "----", "---\r", "---\rx", "-", "--", "\u{feff}a", "\u{feff}", " ", "\ta", "é",
    "e\u{301}", "👩‍👩‍👧", "\u{2028}", "{{x}}\r\n{{y}}", "a: b\n---\n", "\u{7f}\u{1}",
  ]

  @Test(arguments: nasty) func comesBackByteForByte(template: String) throws {
    for config: JSONObject in [[:], ["model": "m"]] {
      let bytes = try PromptFile.bytes(template: template, config: config, path: "p")
      let file = try PromptFile(parsing: bytes, path: "p")
      #expect(Array(file.template.utf8) == Array(template.utf8))
      #expect(file.config == config)
    }
  }

  @Test func everyShortSequenceOfLineEndsComesBack() throws {
    let parts = ["a", "\n", "\r", "---", "\u{feff}", " "]
    var templates = [""]
    for _ in 1...5 {
      templates = templates.flatMap { start in parts.map { start + $0 } }
      for template in templates {
        let bytes = try PromptFile.bytes(template: template, path: "p")
        let back = try PromptFile(parsing: bytes, path: "p").template
        #expect(Array(back.utf8) == Array(template.utf8))
      }
    }
  }

  /// What editors do to the last line end of a file: add one if there is none, or take it away.
  @Test(arguments: nasty) func lastLineEndIsNotContent(template: String) throws {
    let content = try VersionContent(template: template)
    let bytes = try PromptFile.bytes(template: template, path: "p")
    var variants = [Array(bytes.dropLast())]
    if bytes.suffix(2).elementsEqual("\r\n".utf8) { variants = [Array(bytes.dropLast(2))] }
    for variant in variants where variant.last != 0x0a {
      variants.append(variant + [0x0a])
      variants.append(variant + [0x0d, 0x0a])
    }
    for variant in variants {
      let file = try PromptFile(parsing: variant, path: "p")
      #expect(try file.hashes().contains(content.hash), "\(variant)")
    }
  }

  @Test func readsTheTerminatorsThatTheFormatNames() throws {
    func template(_ text: String) throws -> [UInt8] {
      Array(try PromptFile(parsing: Array(text.utf8), path: "p").template.utf8)
    }
    #expect(try template("a") == Array("a".utf8))
    #expect(try template("a\n") == Array("a".utf8))
    #expect(try template("a\r\n") == Array("a".utf8))
    #expect(try template("a\n\n") == Array("a\n".utf8))
    #expect(try template("a\r\r\n") == Array("a\r".utf8))
    #expect(try template("a\r\nb\r\n") == Array("a\r\nb".utf8))
  }

  @Test func writesAHeaderOnlyWhereOneIsNeeded() throws {
    func text(_ template: String, _ config: JSONObject = [:], title: String? = nil) throws -> String
    {
      String(
        decoding: try PromptFile.bytes(
          template: template, config: config, title: title, path: "p"), as: UTF8.self)
    }
    #expect(try text("Hello") == "Hello\n")
    #expect(try text("---\nHello") == "---\n---\n---\nHello\n")
    #expect(try text("Hello", ["temperature": 1]) == "---\ntemperature: 1\n---\nHello\n")
    #expect(try text("Hello", title: "Über uns") == "---\ntitle: Über uns\n---\nHello\n")
  }

  @Test func countsTheTemplatesLine() throws {
    let file = try PromptFile(parsing: Array("---\na: 1\nb: 2\n---\nx\n".utf8), path: "p")
    #expect(file.templateLine == 5)
    #expect(try PromptFile(parsing: Array("x".utf8), path: "p").templateLine == 1)
  }

  @Test func emptyTemplateIsRefused() throws {
    let file = try PromptFile(parsing: Array("---\na: 1\n---\n".utf8), path: "p.prompt")
    #expect { try file.content() } throws: { error in
      let error = error as? PromptFileError
      return error?.line == 4 && error?.message.contains("empty") == true
    }
  }
}
