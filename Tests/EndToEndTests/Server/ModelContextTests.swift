import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The protocol's published client against the real program.
@Suite struct ModelContextTests {
  private func judge(_ repo: PromptRepo) throws {
    var environment = repo.environment
    environment["PROMPTREPO"] = PromptRepo.program
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    let result = try TestSupport.run(
      PythonPackages.interpreter,
      ["\(RealPrompts.projectRoot)/Fixtures/judges/mcp_stdio.py"], cwd: repo.path,
      env: environment)
    try #require(
      result.status == 0 && result.stdout.hasSuffix("JUDGE OK\n"),
      "\(result.stdout)\(result.stderr)")
  }

  @Test func thePublishedClientFindsNothingWrong() throws {
    let repo = try PromptRepo()
    try judge(repo)
    try repo.expectCleanFsck()
  }

  @Test func thePublishedClientFindsNothingWrongInAGitRepository() throws {
    let repo = try PromptRepo.inWorkTree()
    try judge(repo)
    let result = try TestSupport.run("git", ["fsck", "--strict", "--no-dangling"], cwd: repo.path)
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
  }

  private static let list = #"{"jsonrpc":"2.0","id":1,"method":"prompts/list"}"#
  private static let get =
    #"{"jsonrpc":"2.0","id":2,"method":"prompts/get","params":{"name":"a"}}"#

  @Test func itEndsWithItsInput() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    #expect(try repo.ok("mcp") == "")
    // The last line needs no end.
    #expect(
      try repo.ok("mcp", "--quiet", stdin: Self.list)
        == #"{"jsonrpc":"2.0","id":1,"result":{"prompts":[{"name":"a"}]}}"# + "\n")
  }

  @Test func aClosedOutputEndsItQuietly() throws {
    let repo = try PromptRepo()
    let lines = String(repeating: Self.list + "\n", count: 20_000)
    try repo.write("lines", lines)
    let result = try repo.shell("promptrepo mcp < lines 2> errors | head -n 1 > first; cat errors")
    #expect(result.stdout.isEmpty, "\(result.stdout)")
    #expect(result.stderr.isEmpty)
    #expect(try repo.read("first").hasPrefix(#"{"jsonrpc":"2.0""#))
  }

  @Test func anUnknownEnvironmentIsRefusedAtOnce() throws {
    let repo = try PromptRepo()
    let message = try repo.refusal("mcp", "--env", "nowhere", stdin: Self.list)
    #expect(message.contains("there is no environment 'nowhere'"))
  }

  @Test func aLedgerThatIsGoneIsAnErrorAndMayComeBack() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    let conversation = try Conversation(repo)
    #expect(try conversation.ask(Self.get)["result"] != nil)
    let store = "\(repo.path)/.promptrepo"
    try FileManager.default.moveItem(atPath: store, toPath: "\(store).away")
    for line in [Self.get, Self.list] {
      let error = try conversation.ask(line)["error"]?.object
      #expect(error?["code"] == -32603, "\(String(describing: error))")
    }
    try FileManager.default.moveItem(atPath: "\(store).away", toPath: store)
    #expect(try conversation.ask(Self.list)["result"] != nil)
    // Another process's change counts at once.
    try repo.commit("a", "Hello")
    #expect(try JSONValue.object(conversation.ask(Self.get)).text().contains("Hello"))
    let (status, errors) = try conversation.end()
    #expect(status == 0)
    #expect(errors.contains("Warning: prompts/get: "))
  }
}

// What is in the ledger's place may be another store from one request to the next.
extension ModelContextTests {
  /// Expects that the prompt is given, as a text has it, and that the list has it.
  private func expectServed(
    _ conversation: Conversation, _ text: String, _ what: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let got = JSONValue.object(try conversation.ask(Self.get)).text()
    #expect(got.contains(text), "\(what): \(got)", sourceLocation: location)
    let list = JSONValue.object(try conversation.ask(Self.list)).text()
    #expect(list.contains(#""name":"a""#), "\(what): \(list)", sourceLocation: location)
  }

  /// Expects that a server goes on with a ledger that is converted forth and back, twice, while it
  /// runs.
  private func expectFollowed(_ repo: PromptRepo, from first: String, into second: String) throws {
    try repo.commit("a", "Hi 0")
    let conversation = try Conversation(repo)
    try expectServed(conversation, "Hi 0", first)
    for turn in 1...2 {
      for kind in [second, first] {
        try repo.ok("convert", "--to", kind)
        try expectServed(conversation, "Hi", "\(kind) \(turn)")
        // What is committed from now on is in the new store.
        try repo.commit("a", "Hi \(turn) \(kind)")
        try expectServed(conversation, "Hi \(turn) \(kind)", "\(kind) \(turn)")
      }
    }
    let (status, errors) = try conversation.end()
    #expect(status == 0 && errors.isEmpty, "\(errors)")
  }

  @Test func aLedgerIsFollowedFromGitIntoItsOwnFolderAndBack() throws {
    let repo = try PromptRepo.inWorkTree()
    try expectFollowed(repo, from: "git", into: "directory")
  }

  @Test func aLedgerIsFollowedFromItsOwnFolderIntoGitAndBack() throws {
    let repo = try PromptRepo()
    let made = try TestSupport.run("git", ["init", "-q"], cwd: repo.path, env: repo.environment)
    try #require(made.status == 0)
    try expectFollowed(repo, from: "directory", into: "git")
  }

  @Test func whatIsLeftOfAConvertedLedgerIsNoEmptyList() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "Hi")
    let conversation = try Conversation(repo)
    try expectServed(conversation, "Hi", "git")
    try repo.ok("convert", "--to", "directory")
    try expectServed(conversation, "Hi", "directory")
    let store = "\(repo.path)/.promptrepo"
    try FileManager.default.moveItem(atPath: store, toPath: "\(repo.path)/away")
    for line in [Self.list, Self.get, Self.list] {
      let error = try conversation.ask(line)["error"]?.object
      #expect(error?["code"] == -32603, "\(String(describing: error))")
    }
    try FileManager.default.moveItem(atPath: "\(repo.path)/away", toPath: store)
    try expectServed(conversation, "Hi", "back")
    #expect(try conversation.end().errors.contains("Warning: prompts/list: "))
  }

  @Test(arguments: [false, true])
  func aFolderThatComesBackIsServedAsItIs(inGit: Bool) throws {
    // Settings of git in the folder go away with it.
    let repo = (inGit ? try PromptRepo.inWorkTree() : try PromptRepo()).with([
      "PROMPTREPO_AUTHOR_NAME": "Test Author", "PROMPTREPO_AUTHOR_EMAIL": "author@example.com",
    ])
    try repo.commit("a", "Hi")
    let conversation = try Conversation(repo)
    try expectServed(conversation, "Hi", "at first")
    let (here, away) = (repo.path, "\(repo.path).away")
    let files = FileManager.default
    try files.moveItem(atPath: here, toPath: away)
    try files.createDirectory(atPath: here, withIntermediateDirectories: false)
    #expect(try conversation.ask(Self.list)["error"]?.object?["code"] == -32603)
    try repo.ok("init")
    try repo.commit("b", "Another's")
    let list = JSONValue.object(try conversation.ask(Self.list)).text()
    #expect(!list.contains(#""name":"a""#) && list.contains(#""name":"b""#), "\(list)")
    try files.removeItem(atPath: here)
    try files.moveItem(atPath: away, toPath: here)
    try expectServed(conversation, "Hi", "back")
    _ = try conversation.end()
  }
}

/// A running `promptrepo mcp`, asked line by line.
private struct Conversation {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let error = Pipe()

  init(_ repo: PromptRepo) throws {
    process.executableURL = URL(fileURLWithPath: PromptRepo.program)
    process.arguments = ["mcp"]
    process.currentDirectoryURL = URL(fileURLWithPath: repo.path)
    process.environment = ProcessInfo.processInfo.environment.merging(repo.environment) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = error
    try process.run()
  }

  func ask(_ line: String) throws -> JSONObject {
    try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    var bytes: [UInt8] = []
    while bytes.last != 10 {
      let data = try #require(try output.fileHandleForReading.read(upToCount: 1))
      bytes += data
    }
    return try #require(try JSONValue(parsing: bytes).object)
  }

  /// Ends the input, and tells the exit status and what was logged.
  func end() throws -> (status: Int32, errors: String) {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    let errors = try error.fileHandleForReading.readToEnd() ?? Data()
    return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
  }
}
