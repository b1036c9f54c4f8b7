internal import CodeHistory
import Foundation
import GitStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

@Suite struct SourceTrailerTests {
  @Test func aCleanFileNamesHead() throws {
    let code = try CodeDesk()
    try code.cut("support/reply", "one\n")
    #expect(
      try code.source("support/reply")
        == VersionSource(commit: code.head, path: "prompts/support/reply.prompt"))
    // HEAD itself is named, not the commit that last touched the file.
    try code.save("other", "x\n")
    try code.desk.write("support/reply", "two\n")
    try code.git("commit", "-q", "-a", "-m", "two")
    try code.git("commit", "-q", "--allow-empty", "-m", "nothing")
    try code.desk.commit(["support/reply"])
    #expect(try code.source("support/reply")?.commit == code.head)
  }

  @Test func trailersStandBeforeTheOperation() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    let version = try code.desk.repository.version(try PromptName("a"), .latest)
    #expect(
      version.trailers.map(\.key.rawValue) == [
        "Prompt-Id", "Prompt-Version", "Version-Id", "Version-Hash", "Template-Hash",
        "Source-Commit", "Source-Path", "Operation",
      ])
  }

  @Test(arguments: ["untracked", "staged", "edited", "unborn", "ignored", "link"])
  func aFileThatHeadDoesNotHaveSoNamesNothing(how: String) throws {
    let code = try CodeDesk()
    if how != "unborn" { try code.save("b", "b\n") }
    switch how {
    case "staged":
      try code.desk.write("a", "one\n")
      try code.git("add", "-A")
    case "edited":
      try code.save("a", "zero\n")
      try code.desk.write("a", "one\n")
    case "ignored":
      try Data("prompts\n".utf8).write(
        to: URL(fileURLWithPath: code.desk.folder.appending(".gitignore")))
      try code.desk.write("a", "one\n")
    case "link":
      // HEAD has a link whose target reads like the file.
      try FileManager.default.createSymbolicLink(
        atPath: code.desk.path("a"), withDestinationPath: "one\n")
      try code.git("add", "-A")
      try code.git("commit", "-q", "-m", "link")
      try code.desk.remove("a")
      try code.desk.write("a", "one\n")
    default: try code.desk.write("a", "one\n")
    }
    try code.desk.commit(["a"])
    #expect(try code.source("a") == nil)
    #expect(try code.standing("a") == "unchanged v1 of v1")
  }

  @Test func headCountsAndNotTheIndex() throws {
    let code = try CodeDesk()
    try code.save("a", "one\n")
    try code.desk.write("a", "two\n")
    try code.git("add", "-A")
    try code.desk.write("a", "one\n")
    try code.desk.commit(["a"])
    #expect(try code.source("a")?.commit == code.head)
  }

  @Test func theExecutableBitPlaysNoPart() throws {
    let code = try CodeDesk()
    try code.save("a", "one\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: code.desk.path("a"))
    try code.desk.commit(["a"])
    #expect(try code.source("a")?.commit == code.head)
    try code.cut("a", "two\n")
    #expect(try code.git("ls-tree", "HEAD", "prompts/a.prompt").hasPrefix("100755"))
    #expect(try code.source("a")?.commit == code.head)
  }

  @Test(arguments: ["autocrlf", "attribute", "ident", "filter"])
  func filesAreComparedAsGitStoresThem(how: String) throws {
    let code = try CodeDesk()
    var attributes = ""
    var text = "one\r\ntwo\r\n"
    switch how {
    case "autocrlf": try code.git("config", "core.autocrlf", "true")
    case "attribute": attributes = "*.prompt text eol=crlf\n"
    case "ident":
      attributes = "*.prompt ident\n"
      text = "$Id: something $\n"
    default:
      attributes = "*.prompt filter=up\n"
      try code.git("config", "filter.up.clean", "tr a-z A-Z")
      text = "one\n"
    }
    try Data(attributes.utf8).write(
      to: URL(fileURLWithPath: code.desk.folder.appending(".gitattributes")))
    try code.save("a", text)
    #expect(try code.git("cat-file", "blob", "HEAD:prompts/a.prompt") + "\n" != text)
    #expect(try code.git("status", "--porcelain") == "")
    try code.desk.commit(["a"])
    // A filter that is a program is not run, so nothing is known of such a file.
    #expect(try code.source("a")?.commit == (how == "filter" ? nil : code.head))
  }

  @Test func blobsAreThoseThatGitWouldMake() throws {
    let code = try CodeDesk()
    try code.git("config", "core.autocrlf", "input")
    try code.git("config", "core.safecrlf", "true")
    for text in ["", "a", "a\r\nb\r\n", "a\r\nb\n", "a\rb", "\u{0}a\r\n", "é\r\n"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: code.desk.folder.appending("x.prompt")))
      try code.git("config", "core.safecrlf", "false")
      let expected = try code.git("hash-object", "--path", "x.prompt", "x.prompt")
      try code.git("config", "core.safecrlf", "true")
      let blob = try code.workTree.blobID(of: Array(text.utf8), at: "x.prompt")
      #expect(blob.hex == expected, "\(Array(text.utf8))")
    }
  }

  @Test func aDetachedHeadAndALinkedWorkTreeHaveTheirOwn() throws {
    let code = try CodeDesk()
    try code.cut("a", "one\n")
    let linked = try CodeDesk(besides: code, branch: "side")
    try linked.cut("a", "two\n")
    #expect(try linked.head != code.head)
    #expect(try linked.source("a")?.commit == linked.head)
    #expect(linked.desk.workspace.indexPath.contains("/worktrees/"))
    #expect(try code.standing("a") == "behind v1 of v2")
    try code.git("checkout", "-q", "--detach", "side")
    #expect(try code.standing("a") == "unchanged v2 of v2")
    try code.cut("a", "three\n")
    #expect(try code.source("a")?.commit == code.head)
  }

  @Test func withoutACodeRepositoryNothingIsNamed() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    #expect(try desk.repository.version(try PromptName("a"), .latest).source == nil)
    let index = try String(contentsOfFile: desk.workspace.indexPath, encoding: .utf8)
    #expect(index.split(separator: "\n")[1].split(separator: " ").count == 6)
  }
}
