import CanonicalJSON
internal import CodeHistory
import Foundation
import GitCommands
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Files of messages in ledgers where their texts have no dialect, as releases before it made them.
@Suite struct EarlierReadingTests {
  private func file(_ word: String) -> String {
    """
    model: m
    messages:
    - role: system
      content: Be \(word).
    - role: user
      content: |
        Hi {{name}}

    """
  }

  /// What a release before the dialect `chat` made of the file.
  private func earlier(_ word: String) throws -> VersionContent {
    try VersionContent(
      template: "{{role \"system\"}}\nBe \(word).\n{{role \"user\"}}\nHi {{name}}\n",
      config: ["model": "m"])
  }

  private func chat(_ word: String) throws -> VersionContent {
    try VersionContent(
      template: "{{role \"system\"~}}\nBe \(word).\n\n{{~role \"user\"~}}\nHi {{name}}\n",
      config: ["model": "m", "dialect": "chat"])
  }

  private func write(_ text: String, below folder: String) throws {
    let url = URL(fileURLWithPath: "\(folder)/lib/a.prompt.yml")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func hashes(_ desk: Desk) throws -> [VersionHash] {
    try desk.repository.versions(of: PromptName("a")).reversed().map(\.hash)
  }

  @Test func areImportedOnce() throws {
    let desk = try Desk()
    let name = try PromptName("a")
    let repository = desk.repository.by(Desk.author)
    try repository.create(name, VersionDraft(try earlier("kind")))
    func run(_ word: String) throws -> ImportReport {
      try write(file(word), below: desk.folder.path)
      var source = try FilesImport(folder: desk.folder.appending("lib"))
      return try LedgerImport(ImportRows(reading: &source))
        .run(in: desk.repository, by: Desk.author)
    }
    let same = try run("kind")
    #expect(same.versionCount == 0 && same.unchangedCount == 1 && same.rejected.isEmpty)
    #expect(try hashes(desk) == [earlier("kind").hash])
    #expect(try run("short").changed == [name])
    #expect(try run("short").versionCount == 0)
    #expect(try hashes(desk) == [earlier("kind").hash, chat("short").hash])
  }

  /// Several files of one name are told apart by what their prompts have.
  @Test func tellWhichFileAPromptIs() throws {
    let desk = try Desk()
    let name = try PromptName("a")
    try desk.repository.by(Desk.author).create(name, VersionDraft(try earlier("kind")))
    try write(file("kind"), below: desk.folder.path)
    try Data("Else".utf8).write(to: URL(fileURLWithPath: desk.folder.appending("lib/a.md")))
    var source = try FilesImport(folder: desk.folder.appending("lib"))
    let report = try LedgerImport(ImportRows(reading: &source))
      .run(in: desk.repository, by: Desk.author)
    #expect(report.created.count == 1 && report.unchangedCount == 1)
    #expect(try hashes(desk) == [earlier("kind").hash])
  }

  @Test func areAdoptedOnce() throws {
    let code = try CodeDesk()
    let words = ["kind", "short", "kind"]
    func save(_ word: String) throws {
      try write(file(word), below: code.desk.folder.path)
      try code.git("add", "-A", "lib")
      try code.git("commit", "-q", "-m", word)
    }
    for word in words { try save(word) }
    let name = try PromptName("a")
    let repository = code.desk.repository.by(Desk.author)
    let revisions = try #require(
      code.codeRepository.history(of: ["lib"], branch: nil).files.first?.revisions)
    try #require(revisions.count == 3)
    for (word, revision) in zip(words, revisions) {
      let draft = VersionDraft(
        try earlier(word), source: VersionSource(commit: revision.commit, path: revision.path))
      if word == "kind", try repository.prompt(name) == nil {
        try repository.create(name, draft)
      } else {
        try repository.addVersion(draft, to: name)
      }
    }
    func adopt() throws -> AdoptionReport {
      try Adoption(code.codeRepository.history(of: ["lib"], branch: nil))
        .run(in: code.desk.repository, by: Desk.author)
    }
    let before = try hashes(code.desk)
    #expect(try before == words.map { try earlier($0).hash })
    for _ in 1...2 {
      let report = try adopt()
      #expect(report.unchanged == [name] && report.versionCount == 0 && report.heldUp.isEmpty)
    }
    // Commits that were made anew are found by what they hold.
    try code.git("commit", "-q", "--amend", "-m", "anew")
    #expect(try adopt().versionCount == 0)
    // What changes no text makes no version, and what does is a chat.
    try write("# one more line\n" + file("kind"), below: code.desk.folder.path)
    try code.git("commit", "-q", "-a", "-m", "comment")
    #expect(try adopt().versionCount == 0)
    try save("last")
    #expect(try adopt().versionCount == 1)
    #expect(try hashes(code.desk) == before + [chat("last").hash])
    #expect(try adopt().versionCount == 0)
  }
}
