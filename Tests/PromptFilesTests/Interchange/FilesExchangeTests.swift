import CanonicalJSON
import Foundation
import MemoryStore
import Platform
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
      try here.repository.by(Desk.author).create(
        try PromptName("p/x\(index)"),
        VersionDraft(try VersionContent(template: template, config: config)),
        title: "Títle \(index): #1", metadata: ["n": .integer(index)])
    }
    let there = try Desk()
    let export = try FilesExport(folder: there.workspace.root + "/prompts")
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

  /// A folder of files, and imports of it into one ledger.
  private struct Library {
    let folder: TemporaryDirectory
    let repository = Repository(store: MemoryStore())

    init(_ files: [String: String]) throws {
      folder = try TemporaryDirectory()
      for (path, text) in files { try write(path, text) }
    }

    func write(_ path: String, _ text: String) throws {
      let url = URL(fileURLWithPath: folder.appending(path))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }

    func remove(_ path: String) throws {
      try FileManager.default.removeItem(atPath: folder.appending(path))
    }

    @discardableResult
    func run(prefix: String = "") throws -> ImportReport {
      var source = try FilesImport(folder: folder.path)
      let (rows, errors) = source.readAll()
      return try LedgerImport(ImportRows(rows, unreadable: errors), prefix: prefix)
        .run(in: repository, by: Desk.author)
    }

    /// The live texts, by name.
    func texts() throws -> [String: String] {
      var texts: [String: String] = [:]
      for name in try repository.names() {
        let version = try #require(try repository.active(of: name))
        texts[name.rawValue] = try repository.content(of: version).template
      }
      return texts
    }
  }

  /// The superuser may read all, so the system's refusal is made by hand.
  @Test func aFolderThatCannotBeReadHoldsUpNothingElse() throws {
    let folder = try TemporaryDirectory()
    let files = FileSystem()
    for path in ["a", "closed/b", "open/c"] {
      try files.makeDirectories(folder.appending("closed"))
      try files.makeDirectories(folder.appending("open"))
      try files.writeFile(folder.appending("\(path).prompt"), Array("text\n".utf8))
    }
    let faults = FaultPlan([.init(.list, pathContaining: "/closed", .fail(.accessDenied))])
    var source = try FilesImport(folder: folder.path, files: FileSystem(faults: faults))
    let (rows, errors) = source.readAll()
    #expect(rows.map(\.name) == ["a", "open/c"])
    #expect(errors.map(\.reason).first?.hasPrefix("closed/: the folder cannot be read") == true)
    #expect(errors.count == 1)
  }

  @Test func foldersStayFoldersWhateverTheirCase() throws {
    let library = try Library([
      "support/README.md": "1", "Support/refund.MD": "2", "a/Plan It.txt": "3", "con/x.txt": "4",
    ])
    try library.run(prefix: "lib/")
    #expect(
      try library.texts() == [
        "lib/support/readme": "1", "lib/support/refund": "2", "lib/a/plan-it": "3",
        "lib/con_/x": "4",
      ])
    #expect(try library.run(prefix: "lib/").unchangedCount == 4)
  }

  /// Each file is the same prompt in every run, whatever other files come and go.
  @Test func filesOfOneNameAreToldApart() throws {
    let library = try Library([
      "a.md": "1", "faq/发货.md": "2", "faq/退款.md": "---\ntitle: T\n---\n3", "s/SKILL.md": "4",
      "faq/再见.md": "---\ntitle: T\n---\n33",
    ])
    try library.run()
    let first = try library.texts()
    #expect(first["a"] == "1" && first["s/skill"] == "4" && first.count == 5)
    #expect(
      Set(first.keys.filter { $0.hasPrefix("faq/prompt-") }.map { first[$0] }) == ["2", "3", "33"])
    for (path, text) in ["a.txt": "5", "A.md": "6", "s/skill.md": "7", "a-2.md": "8"] {
      try library.write(path, text)
    }
    #expect(try library.run().versionCount == 4)
    let second = try library.texts()
    #expect(first.allSatisfy { second[$0.key] == $0.value })
    #expect(second.count == 9 && Set(second.values).count == 9)
    #expect(try library.run().versionCount == 0)
    try library.remove("a.md")
    try library.remove("s/SKILL.md")
    for (path, text) in ["a.txt": "55", "A.md": "66", "s/skill.md": "77"] {
      try library.write(path, text)
    }
    #expect(try library.run().versionCount == 3)
    let third = try library.texts()
    for (name, text) in second {
      #expect(third[name] == (["5", "6", "7"].contains(text) ? text + text : text))
    }
  }

  @Test func whatIsNoPromptsFileIsCounted() throws {
    let library = try Library([
      "a.mdc": "", "b/c.mdc": "", "LICENSE": "", "d.Jinja2": "", ".hidden": "", "x.prompt.YML": "",
      "b/_footer.prompt": "", "_header.prompt": "",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: library.folder.appending("l.md"), withDestinationPath: "a.mdc")
    let skippedFiles = try FilesImport(folder: library.folder.path).skippedFiles
    #expect(skippedFiles.endings == [".mdc": 2, "": 1, ".Jinja2": 1])
    #expect(skippedFiles.irregular == ["l.md"])
    #expect(skippedFiles.partials == ["_header.prompt", "b/_footer.prompt"])
    #expect(skippedFiles.sentences[2].hasSuffix(": _header.prompt, b/_footer.prompt"))
    #expect(skippedFiles.sentences[0].contains("4 files of no known kind (2 .mdc, 1 without"))
  }
}
