import Foundation
import TestSupport
import Testing

/// The example repository is sound, is made by its script, and stays as it is when it is read.
@Suite struct ExampleTests {
  private static let example = "\(RealPrompts.projectRoot)/.promptrepo-example"

  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func gitFindsNothingWrong() throws {
    try expectSound(ExampleTests.example)
  }

  @Test func itsScriptMakesTheSameFiles() throws {
    let made = folder.appending("made")
    let script = "\(RealPrompts.projectRoot)/Fixtures/example/make"
    let result = try run("sh", [script, PromptRepo.program, made])
    try #require(result.status == 0, "\(result.stderr)")
    let difference = try run("diff", ["-r", ExampleTests.example, made])
    #expect(difference.status == 0, "\(difference.stdout)")
  }

  @Test func readingWritesNothingIntoIt() throws {
    let copy = try copyExample()
    // For everyone but root this is also a store that cannot be written to.
    #expect(try run("chmod", ["-R", "a-w", copy]).status == 0)
    try readEverything(copy)
    #expect(try run("diff", ["-r", ExampleTests.example, copy]).status == 0)
    #expect(try run("chmod", ["-R", "u+w", copy]).status == 0)
  }

  @Test(arguments: ["false", "true"])
  func aCheckoutOfItIsWhole(autocrlf: String) throws {
    _ = try copyExample()
    try FileManager.default.copyItem(
      atPath: "\(RealPrompts.projectRoot)/.gitattributes",
      toPath: folder.appending(".gitattributes"))
    let script = """
      set -e
      git init -q . && git add -A && git commit -q -m x
      git -c core.autocrlf=\(autocrlf) clone -q . clone
      """
    let result = try run("bash", ["-c", script], cwd: folder.path, env: environment)
    try #require(result.status == 0, "\(result.stderr)")
    let clone = folder.appending("clone/.promptrepo-example")
    try expectSound(clone)
    try readEverything(clone)
    #expect(try run("diff", ["-r", ExampleTests.example, clone]).status == 0)
  }

  private var environment: [String: String] {
    [
      "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A user",
      "GIT_AUTHOR_EMAIL": "user@example.com", "GIT_COMMITTER_NAME": "A user",
      "GIT_COMMITTER_EMAIL": "user@example.com",
    ]
  }

  private func copyExample() throws -> String {
    let copy = folder.appending(".promptrepo-example")
    try FileManager.default.copyItem(atPath: ExampleTests.example, toPath: copy)
    return copy
  }

  /// Runs the commands that read, and requires that they find what the example is made to show.
  private func readEverything(_ path: String) throws {
    func read(_ arguments: String...) throws -> String {
      let result = try run(PromptRepo.program, ["-C", path] + arguments, env: environment)
      try #require(result.status == 0, "\(arguments): \(result.stderr)")
      return result.stdout
    }
    #expect(try read("list").split(separator: "\n").count == 6)
    #expect(try read("log", "support/reply").split(separator: "\n").count == 3)
    #expect(try read("log", "support/reply", "--pointers").contains("Nobody fills in the hours"))
    #expect(try read("diff", "support/reply@v2", "v3").contains("+ variable hours"))
    #expect(
      try read("show", "support/reply")
        == "Hey {{customer}}! We got your message about {{issue}} and are on it.")
    #expect(try read("grep", "issue").contains("support/reply@v3:1:"))
    #expect(try read("matrix").contains("v1*"))
    #expect(try read("reach", "support/tone").contains("support/chat"))
    #expect(
      try read("render", "support/chat", "--messages", "--var", "customer=you", "--var", "ticket=7")
        .contains("You answer you about ticket 7. Sound friendly, and never promise a refund."))
    #expect(try read("log", "support/reply", "--env", "production").contains("exclamation marks"))
    #expect(try read("audit", "--env", "production").split(separator: "\n").count == 5)
    #expect(try read("export").split(separator: "\n").count == 8)
  }
}
