import CanonicalJSON
import Foundation
import MemoryStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

@Suite struct FilesExchangeTests {
  /// First lines, last line ends and headers that a file could confuse.
  @Test func exportedFilesCommittedElsewhereHaveEqualHashes() throws {
    let extra: [(String, JSONObject)] = [
      ("---\nx", [:]), ("a\r\n", [:]), ("\u{feff}b", ["z": 1, "a": [1, ["k": "v\nw\n"]]]),
      ("e\u{301}\n\n\n", ["yes": "no"]), ("\r", [:]),
    ]
    let here = try Desk()
    for (index, (template, config)) in extra.enumerated() {
      try here.repository.create(
        try PromptName("p/x\(index)"),
        VersionDraft(try VersionContent(template: template, config: config)),
        title: "Títle \(index): #1", metadata: ["n": .integer(index)], by: Desk.author)
    }
    let there = try Desk()
    let export = FilesExport(folder: there.workspace.root + "/prompts")
    for prompt in try here.repository.prompts() {
      let version = try #require(prompt.latest)
      let content = try here.repository.content(of: version)
      for _ in 1...2 { try export.write(prompt.name, content, prompt.record) }
    }
    try there.commit()
    for prompt in try here.repository.prompts() {
      let other = try there.repository.existing(prompt.name)
      #expect(other.latest?.hash == prompt.latest?.hash)
      #expect(other.record.title == prompt.record.title)
      #expect(other.record.metadata == prompt.record.metadata)
    }
    #expect(try there.repository.names().count == extra.count)
  }

  @Test func exportOverwritesNothing() throws {
    let folder = try TemporaryDirectory()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.appending("a.prompt")))
    let record = PromptRecord(
      id: try PromptID("prompt_\(String(repeating: "0", count: 32))"),
      createdAt: Timestamp(milliseconds: 0))
    #expect {
      try FilesExport(folder: folder.path).write(
        try PromptName("a"), try VersionContent(template: "x"), record)
    } throws: { ($0 as? RepositoryError)?.code == .conflict }
  }

  @Test func importReadsPromptMarkdownAndText() throws {
    let folder = try TemporaryDirectory()
    let files = [
      "b.prompt": "---\ntitle: B\nmodel: m\nmetadata: {k: 1}\n---\nbody\n", "sub/a.md": "# A\n",
      "c.txt": "---\nall template\n", "bad.prompt": "---\na: 1\na: 2\n---\nx", "empty.txt": "\n",
      ".hidden.txt": "x", "image.png": "x", "Title Case.txt": "t",
    ]
    for (path, text) in files {
      let url = URL(fileURLWithPath: folder.appending(path))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    var source = try FilesImport(folder: folder.path)
    let (rows, errors) = source.readAll()
    #expect(rows.map(\.name) == ["Title Case", "b", "c", "sub/a"])
    #expect(rows.map(\.template) == ["t", "body", "---\nall template", "# A"])
    #expect(rows[1].title == "B" && rows[1].config == ["model": "m"])
    #expect(rows[1].metadata == ["k": 1])
    #expect(errors.map(\.line) == [3, 1])
    #expect(errors[0].reason.contains("bad.prompt") && errors[1].reason.contains("empty.txt"))
  }
}
