import CanonicalJSON
import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

@Suite struct StatusTests {
  @Test func aFileGoesFromNewToUnchangedToChanged() throws {
    let desk = try Desk()
    try desk.write("support/reply", "Hello\n")
    #expect(try desk.state("support/reply") == .new)
    try desk.commit()
    #expect(try desk.state("support/reply") == .unchanged)
    try desk.write("support/reply", "Hello\nyou\n")
    #expect(try desk.state("support/reply") == .changed)
    try desk.commit()
    #expect(try desk.status("support/reply").latest == 2)
  }

  @Test func theLastLineEndIsNoChange() throws {
    let desk = try Desk()
    for template in ["x", "x\n", "x\r", "x\r\n", "x\n\n"] {
      let index = "n\(template.utf8.map { String($0) }.joined(separator: "-"))"
      let bytes = try PromptFile.bytes(template: template, path: "p")
      try desk.commit(index, String(decoding: bytes, as: UTF8.self))
      #expect(try Array(desk.latestTemplate(index).utf8) == Array(template.utf8))
      let stripped = bytes.dropLast(bytes.suffix(2).elementsEqual([0x0d, 0x0a]) ? 2 : 1)
      try desk.write(index, String(decoding: stripped, as: UTF8.self))
      #expect(try desk.state(index) == .unchanged, "\(index)")
    }
    #expect(try desk.workspace.planCommit(to: desk.repository).isNothing)
  }

  @Test func newerVersionsMakeAFileBehindOrAConflict() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.cutElsewhere("a", "two")
    #expect(try desk.state("a") == .behind)
    #expect(try desk.status("a").base == 1)
    #expect(try desk.workspace.planCommit(to: desk.repository).isNothing)
    try desk.write("a", "mine\n")
    #expect(try desk.state("a") == .conflict(.bothChanged))
    #expect { try desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect(try desk.status("a").latest == 2)
    // The same edit on both sides is none.
    try desk.write("a", "two\n")
    #expect(try desk.state("a") == .unchanged)
    try desk.commit()
    try desk.write("a", "three\n")
    #expect(try desk.state("a") == .changed)
  }

  @Test func whatIsActivePlaysNoPart() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("a", "two\n")
    try desk.repository.by(Desk.author).rollback(try PromptName("a"))
    #expect(try desk.state("a") == .unchanged)
    #expect(try desk.workspace.planCommit(to: desk.repository).isNothing)
    #expect(try desk.prompt("a").active?.version == 1)
  }

  @Test func anOldTextPutBackIsAChange() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("a", "two\n")
    try desk.write("a", "one\n")
    #expect(try desk.state("a") == .changed)
    try desk.commit()
    #expect(try desk.status("a").latest == 3)
  }

  @Test func withoutAnIndexEqualContentIsTheBase() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("a", "two\n")
    try desk.removeIndex()
    #expect(try desk.state("a") == .unchanged)
    try desk.write("a", "one\n")
    #expect(try desk.state("a") == .behind)
    try desk.write("a", "three\n")
    #expect(try desk.state("a") == .conflict(.noBase))
    #expect { try desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect { try desk.commit(["a"], CommitOptions(onto: .number(1))) } throws: {
      ($0 as? RepositoryError)?.code == .conflict
    }
    try desk.commit(["a"], CommitOptions(onto: .latest))
    #expect(try desk.status("a").latest == 3)
    #expect(try desk.state("a") == .unchanged)
  }

  @Test(arguments: ["cut", "flipped", "newer", "empty"])
  func aDamagedIndexCountsAsAbsent(how: String) throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    let url = URL(fileURLWithPath: desk.workspace.indexPath)
    var bytes = [UInt8](try Data(contentsOf: url))
    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("promptrepo-index 1\na prompt_"))
    switch how {
    case "cut": bytes.removeLast(20)
    case "flipped": bytes[30] ^= 1
    case "newer": bytes = Array("promptrepo-index 2\n".utf8)
    default: bytes = []
    }
    try Data(bytes).write(to: url)
    let status = try desk.workspace.status(in: desk.repository)
    #expect(status.warnings.count == 1)
    #expect(status.prompts.map(\.state) == [.unchanged])
    // A commit notes again what it finds to be the latest version.
    try desk.commit()
    #expect(try desk.workspace.status(in: desk.repository).warnings.isEmpty)
    try desk.commit("a", "two\n")
    #expect(try desk.status("a").latest == 2)
  }

  @Test func missingAndNeverCheckedOut() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.remove("a")
    #expect(try desk.state("a") == .missing)
    let other = try Desk(desk.repository)
    #expect(try other.state("a") == .notCheckedOut)
    #expect(try other.workspace.status(in: other.repository).isClean)
    #expect { try desk.state("none") } throws: { ($0 as? RepositoryError)?.code == .notFound }
  }

  @Test func aDeletedPromptIsNotBroughtBack() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    let old = try desk.prompt("a").record.id
    try desk.repository.by(Desk.author).delete(try PromptName("a"))
    #expect(try desk.state("a") == .conflict(.promptGone))
    #expect { try desk.commit() } throws: { ($0 as? RepositoryError)?.code == .conflict }
    try desk.commit(["a"])
    #expect(try desk.prompt("a").record.id != old)
    #expect(try desk.state("a") == .unchanged)
  }

  @Test func aNameUsedAgainHasNoBase() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.repository.by(Desk.author).delete(try PromptName("a"))
    try desk.repository.by(Desk.author).create(
      try PromptName("a"), VersionDraft(try VersionContent(template: "other")))
    #expect(try desk.state("a") == .conflict(.noBase))
  }

  @Test func badFilesAreReportedWithTheirPlace() throws {
    let desk = try Desk()
    try desk.write("bad", "---\na: 1\na: 2\n---\nx\n")
    try desk.write("Über", "x")
    try desk.write("folder/Big", "x")
    try desk.write(".hidden", "x")
    try desk.write("good", "x")
    let status = try desk.workspace.status(in: desk.repository)
    #expect(status.prompts.map(\.name.rawValue) == ["bad", "good"])
    guard case .invalid(let error) = status.prompts[0].state else {
      Issue.record("\(status.prompts[0].state)")
      return
    }
    #expect(error.path == "prompts/bad.prompt" && error.line == 3)
    #expect(
      status.unrecognisedFiles.map(\.path) == ["prompts/folder/Big.prompt", "prompts/Über.prompt"])
    #expect { try desk.commit(nil, CommitOptions(isAllOrNothing: true)) } throws: {
      ($0 as? RepositoryError)?.code == .invalid && "\($0)".contains("Big.prompt")
    }
    #expect(try desk.repository.names().isEmpty)
    try desk.commit(["good"])
    #expect(try desk.repository.names().map(\.rawValue) == ["good"])
  }

  @Test func nothingIsReadOrWrittenThroughLinks() throws {
    let desk = try Desk()
    let outside = desk.folder.appending("outside")
    try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: "\(outside)/x.prompt"))
    try desk.write("a", "x")
    try FileManager.default.createSymbolicLink(
      atPath: desk.folder.appending("prompts/out"), withDestinationPath: outside)
    try FileManager.default.createSymbolicLink(
      atPath: desk.path("link"), withDestinationPath: "\(outside)/x.prompt")
    let status = try desk.workspace.status(in: desk.repository)
    #expect(status.prompts.map(\.name.rawValue) == ["a", "link"])
    guard case .invalid = status.prompts[1].state else {
      Issue.record("\(status.prompts[1].state)")
      return
    }
    #expect { try desk.state("out/x") } throws: { ($0 as? RepositoryError)?.code == .invalid }
  }
}
