import CanonicalJSON
import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// What may stand before a header, and what only looks like one.
@Suite struct HeaderPlaceTests {
  static let mark = "\u{feff}"

  private func file(_ text: String) throws -> PromptFile {
    try PromptFile(parsing: Array(text.utf8), path: "prompts/p.prompt")
  }

  @Test(arguments: [
    "# Copyright\n# SPDX-License-Identifier: MIT\n\n---\n", "#\n---\n", "\n---\n", " \t\n\n---\n",
    "#a\r\n\r\n---\r\n", "\u{feff}---\n", "\u{feff}# a\n---\n", "--- \n", "---\t \r\n",
    "\u{feff}\n--- \n",
  ])
  func aHeaderIsFoundBehind(_ start: String) throws {
    let file = try file("\(start)model: m1\n--- \nHi {{who}}\n")
    #expect(file.hasHeader && file.config == ["model": "m1"])
    #expect(file.template == "Hi {{who}}")
    #expect(file.templateLine == start.utf8.count { $0 == 0x0a } + 3)
    #expect(file.unreadHeader == nil)
  }

  @Test(arguments: [
    "# Title\n\nText\n", "# Title\n---\nText: is not a key only\nof one line\n---\n",
    "# Title\n\n---\n\nText\n",
    "# Title\n---\n---\nText\n", "# Title\n---\n\n---\nText\n",
    "# Title\n---\n- a\n- b\n---\nText\n",
    "# Title\n---\n**Role:** x\n---\nText\n", "\u{feff}Hi\n", "\n\nHi\n", "\n---\nText\n---\n",
    "----\nHi\n----\n",
    "# Title\n---\nGoal: be nice\n", "Hi\n---\nmodel: m1\n---\n",
    " # no comment\n---\nmodel: m1\n---\n",
    "> ---\nmodel: m1\n---\n", "#", "# Title\n---", "\n", "```\n---\nmodel: m1\n---\n```\n",
  ])
  func textStaysText(_ text: String) throws {
    let file = try file(text)
    #expect(!file.hasHeader && file.config.isEmpty)
    let body = text.hasPrefix(Self.mark) ? String(text.unicodeScalars.dropFirst()) : text
    #expect(Array(file.template.utf8) == Array(body.utf8.dropLast(body.utf8.last == 0x0a ? 1 : 0)))
    #expect(file.unreadHeader == nil)
  }

  /// What begins as a header of a prompt and is broken is no text either.
  @Test(arguments: [
    ("# c\n\n---\nmodel: [\n---\nHi\n", 5, "YAML"),
    ("# c\n---\nmodel: m\nmodel: n\n---\nHi\n", 4, "twice"),
    ("# c\n\n---\nmodel: m1\nHi {{who}}\n", 3, "no end"),
    ("\n---\nname: x: y\n---\nHi\n", 3, "YAML"),
    ("\u{feff}---\nmodel: m1\n", 1, "no end"),
    ("\u{feff}# c\n---\nmodel: \u{7}\n---\n", 3, "allow"),
    ("---\rmodel: m1\r---\rHi\r", 1, "CR alone"), ("---\rmodel: m1\r---\rHi\r\n", 1, "CR alone"),
  ])
  func aBrokenHeaderIsRefusedWithItsLine(_ text: String, _ line: Int, _ message: String) throws {
    let error = #expect(throws: PromptFileError.self) { try file(text) }
    #expect(
      error?.line == line && error?.message.contains(message) == true,
      "\(String(describing: error))")
  }

  @Test(arguments: [
    ("----\nmodel: m1\n----\nHi\n", 1), ("+++\nmodel = \"m1\"\n+++\nHi\n", 1),
    (" ---\nmodel: m1\n---\nHi\n", 1), ("---yaml\nmodel: m1\n---\nHi\n", 1),
    ("--- # header\nmodel: m1\n---\nHi\n", 1), ("———\nmodel: m1\n———\nHi\n", 1),
    ("<!-- Copyright -->\n---\nmodel: m1\n---\nHi\n", 2),
    ("<!--\nMIT\n-->\n\n---\nmodel: m1\n---\nHi\n", 5),
    ("// Copyright\n---\nmodel: m1\n---\nHi\n", 2), ("/* MIT\n */\n---\nmodel: m1\n---\nHi\n", 3),
    ("```yaml\nmodel: m1\n```\nHi\n", 1), ("# c\n---\nk: [\n---\nHi\n", 2),
    ("\u{feff}----\nmodel: m1\n----\nHi\n", 1), ("----\nmodel: m1\nHi\n", 1),
    ("{{! MIT }}\n---\nmodel: m1\n---\nHi\n", 2),
    ("{{!--\nMIT\n--}}\n---\nmodel: m1\n---\nHi\n", 4),
    ("{# MIT #}\n---\nmodel: m1\n---\nHi\n", 2), ("; MIT\n-- MIT\n---\nmodel: m1\n---\nHi\n", 3),
    ("%YAML 1.2\n---\nmodel: m1\n---\nHi\n", 2),
    ("\u{feff}\u{feff}---\nmodel: m1\n---\nHi\n", 1),
    ("\u{200b}---\nmodel: m1\n---\nHi\n", 1), ("\u{a0}---\nmodel: m1\n---\nHi\n", 1),
    ("+++\n[model]\nname = \"m1\"\n+++\nHi\n", 1),
  ])
  func whatLooksLikeAHeaderIsSaid(_ text: String, _ line: Int) throws {
    let file = try file(text)
    #expect(!file.hasHeader && file.unreadHeader?.line == line)
    let said = file.unreadHeader?.description ?? ""
    #expect(said.hasPrefix("prompts/p.prompt:\(line): what looks like a header is read as text"))
    // An empty header before it says that it is meant.
    let meant = try self.file("---\n---\n\(text)")
    #expect(meant.unreadHeader == nil && meant.hasHeader)
    let desk = try Desk()
    #expect(try desk.commit("p", text).warnings == [said])
    #expect(try desk.status("p").warnings == [said])
  }

  /// dotprompt's own rule is the judge: where it sees a header with a mapping, there is one with the
  /// same keys.
  @Test func randomFilesAsDotpromptReadsThem() throws {
    let end = #"(?:\r\n|\r|\n)"#
    let rule = try NSRegularExpression(
      pattern: #"^(?:(?:#[^\n]*|[ \t]*)\n)*---\s*\#(end)([\s\S]*?)\#(end)---\s*\#(end)([\s\S]*)$"#)
    let pieces = [
      "---\n", "---\n", "--- \n", "---\r\n", "# c\n", "#\n", "\n", " \n", "k: v\n", "a: 1\r\n",
      "text\n",
      "- x\n", "--\n", "----\n", " ---\n",
    ]
    var random = RepeatableNumbers(seed: 30)
    var found = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...7, using: &random)
      let text =
        (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "Hi\n"
      let whole = NSRange(location: 0, length: text.utf16.count)
      let match = rule.firstMatch(in: text, range: whole)
      let yaml = match.map { (text as NSString).substring(with: $0.range(at: 1)) }
      let lines = (yaml ?? "").utf8.split(separator: 0x0a).map {
        String(decoding: $0, as: UTF8.self)
      }
      let keys = lines.filter { $0.hasPrefix("k:") || $0.hasPrefix("a:") }
      let isMapping =
        !keys.isEmpty && Set(keys.map { $0.prefix(1) }).count == keys.count
        && lines.allSatisfy { line in
          keys.contains(line) || line.hasPrefix("#") || line.allSatisfy(\.isWhitespace)
        }
      guard isMapping, let match else { continue }
      found += 1
      let file = try file(text)
      #expect(file.hasHeader && file.config.count == keys.count, "\(text.debugDescription)")
      // dotprompt takes blank lines behind the header away.
      let body = (text as NSString).substring(with: match.range(at: 2)).dropLast()
      #expect(
        file.template.drop(while: \.isWhitespace) == body.drop(while: \.isWhitespace),
        "\(text.debugDescription)")
    }
    #expect(found > 200)
  }

  /// In Markdown `#` is a heading, unless what follows can be nothing but a header.
  @Test func headingsOfMarkdown() throws {
    func row(_ name: String, _ text: String) throws -> ImportRow {
      let folder = try TemporaryDirectory()
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.appending(name)))
      var source = try FilesImport(folder: folder.path)
      return try #require(source.readAll().rows.first)
    }
    let rule = "# Title\n---\nNote: be careful\n---\nText"
    for name in ["a.md", "a.prompty", "a.txt"] { #expect(try row(name, rule).template == rule) }
    for name in ["a.prompt", "a.prompt.md"] {
      #expect(try row(name, rule).config == ["Note": "be careful"])
    }
    let header = "# Title\n---\nmodel: m1\n---\nText"
    for name in ["a.md", "a.prompty", "a.prompt", "a.prompt.md"] {
      #expect(try row(name, header).config == ["model": "m1"])
      #expect(try row(name, "\u{feff}\(header)").template == "Text")
    }
    #expect(try row("a.txt", "\u{feff}\(header)").template == header)
    let messages = "\u{feff}messages: [{role: user, content: Hi}]\n"
    #expect(try row("a.prompt.yml", messages).template == "Hi")
  }
}
