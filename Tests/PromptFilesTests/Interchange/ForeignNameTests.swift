import CanonicalJSON
import Foundation
import PromptFiles
import TestSupport
import Testing

/// The key `name` in files from elsewhere, which is not lost.
@Suite struct ForeignNameTests {
  private func row(_ header: String, _ name: String = "pdf-tools/SKILL.md") throws -> ImportRow {
    let folder = try TemporaryDirectory()
    let url = URL(fileURLWithPath: folder.appending(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("---\n\(header)\n---\nHi\n".utf8).write(to: url)
    var source = try FilesImport(folder: folder.path)
    let (rows, errors) = source.readAll()
    #expect(errors == [])
    return try #require(rows.first)
  }

  @Test(arguments: ["pdf-tools/SKILL.md", "a.prompt", "a.prompt.md", "a.prompty", "x/a.md"])
  func isTheTitle(_ path: String) throws {
    let row = try row("name: pdf-tools\ndescription: D\nlicense: MIT", path)
    #expect(row.title == "pdf-tools" && row.description == "D")
    #expect(row.metadata == nil && row.config == ["license": "MIT"])
  }

  @Test func isMetadataBesideATitle() throws {
    let row = try row("name: pdf-tools\ntitle: PDF tools\nmetadata: {team: a}")
    #expect(row.title == "PDF tools" && row.metadata == ["name": "pdf-tools", "team": "a"])
    let other = try self.row("name: pdf-tools\ntitle: PDF tools", "a.prompty")
    #expect(other.title == "pdf-tools" && other.metadata == ["title": "PDF tools"])
  }

  @Test func doesNotTakeThePlaceOfOtherMetadata() throws {
    let row = try row("name: a\ntitle: T\nmetadata: {name: b, header_name: c}")
    #expect(row.metadata == ["header_header_name": "a", "name": "b", "header_name": "c"])
    #expect(try self.row("name: a\ntitle: T\nmetadata: {name: a}").metadata == ["name": "a"])
  }

  /// What can be no title is kept as it is.
  @Test func ofOtherKindsIsMetadata() throws {
    let long = String(repeating: "n", count: 256)
    for (yaml, value) in [
      ("5", 5), ("[a, b]", ["a", "b"]), ("\"\"", ""), (long, .string(long)), ("{a: 1}", ["a": 1]),
      ("true", true),
    ] as [(String, JSONValue)] {
      let row = try row("name: \(yaml)\nmodel: m1")
      #expect(row.title == nil && row.metadata == ["name": value])
      #expect(row.config == ["model": "m1"])
    }
    #expect(try row("name: 5\ntitle: T").title == "T")
    #expect(try row("name: null\nmodel: m1").metadata == nil)
    #expect(try row("name: N\ntitle: null").title == "N")
  }
}
