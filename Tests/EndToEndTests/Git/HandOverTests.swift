import Foundation
import TestSupport
import Testing

/// The program loads no libgit2; what needs it is done by the program beside it.
@Suite struct HandOverTests {
  @Test func theProgramItselfDoesNotLoadLibgit2() throws {
    func libraries(_ program: String) throws -> String {
      try TestSupport.run("ldd", [program]).stdout
    }
    #expect(try !libraries(PromptRepo.program).contains("libgit2"))
    #expect(try libraries("\(PromptRepo.program)-git").contains("libgit2"))
  }

  /// The companion's own function stands before the one that would parse all certificates of the
  /// system; a libgit2 that is built with another library has none to replace.
  @Test func libgit2ParsesNoCertificates() throws {
    let repo = try PromptRepo.inWorkTree()
    let program = "\(PromptRepo.program)-git"
    guard try TestSupport.run("ldd", [program]).stdout.contains("libmbedx509") else { return }
    var environment = repo.environment
    environment["LD_DEBUG"] = "bindings"
    let result = try TestSupport.run(program, ["status"], cwd: repo.path, env: environment)
    let bindings = result.stderr.split(separator: "\n").filter {
      $0.contains("mbedtls_x509_crt_parse_file'") && $0.contains("libgit2")
    }
    #expect(!bindings.isEmpty)
    for binding in bindings { #expect(binding.contains(" to \(program) [")) }
  }

  @Test func plainGitRepositoriesNeedNoCompanion() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.workTree("gc", "-q")
    try repo.commit("q", "three")
    // The program alone, in a folder of its own.
    let folder = try repo.elsewhere("alone")
    // By another process: one that runs a copy it still holds open for writing would be refused.
    _ = try TestSupport.run("cp", [PromptRepo.program, "\(folder)/promptrepo"])
    func alone(_ arguments: String...) throws -> RunResult {
      try TestSupport.run(
        "\(folder)/promptrepo", arguments, cwd: repo.path, env: repo.environment)
    }
    for command in [
      ["show", "p"], ["show", "p@1"], ["list"], ["log", "p"], ["render", "q"], ["grep", "o"],
      ["export"], ["diff", "p@1", "2"], ["status"], ["audit"],
    ] {
      let result = try TestSupport.run(
        "\(folder)/promptrepo", command, cwd: repo.path, env: repo.environment)
      #expect(result.status == 0, "\(command): \(result.stderr)")
      #expect(try result.stdout == repo.run(command).stdout)
    }
    try repo.write("prompts/p.prompt", "four")
    try repo.workTree("add", ".")
    try repo.workTree("commit", "-q", "-m", "four")
    let committed = try alone("commit", "-m", "by the program alone")
    #expect(committed.status == 0, "\(committed.stderr)")
    #expect(try repo.ok("show", "p") == "four")
    // The companion takes it from there, and finds the code commit that the version was cut from.
    let head = try repo.workTree("rev-parse", "HEAD")
    let version = try repo.workTree("log", "-1", "--format=%B", "refs/prompts/p/@versions")
    #expect(version.contains("Source-Commit: \(head)"))
    try repo.expectCleanRepository()
    // Objects of another repository are no matter; what git converts is left to the companion,
    // which is not there.
    try borrowObjects(repo)
    #expect(try alone("show", "p").stdout == "four")
    try convertLineEnds(repo)
    let left = try alone("show", "p")
    repo.expectRefusal(left)
    #expect(left.stderr.contains("promptrepo-git"), "\(left.stderr)")
    #expect(try repo.ok("show", "p") == "four")
  }

  /// Git reads attributes that are in its index and not in the work tree, too.
  @Test func attributesThatAreOnlyStagedCount() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "one")
    try repo.workTree("add", ".")
    try repo.workTree("rm", "-q", "-f", "prompts/.gitattributes")
    try repo.write(".gitattributes", "*.prompt text eol=crlf\n")
    try repo.workTree("add", ".gitattributes")
    try repo.write("prompts/p.prompt", "two\nlines")
    try repo.workTree("add", ".")
    try repo.workTree("commit", "-q", "-m", "two")
    try repo.workTree("rm", "-q", "--cached", "prompts/p.prompt")
    try repo.workTree("reset", "-q", "--hard")
    try FileManager.default.removeItem(atPath: "\(repo.path)/.gitattributes")
    try #require(try repo.read("prompts/p.prompt") == "two\r\nlines")
    try repo.ok("commit")
    let head = try repo.workTree("rev-parse", "HEAD")
    let version = try repo.workTree("log", "-1", "--format=%B", "refs/prompts/p/@versions")
    #expect(version.contains("Source-Commit: \(head)"))
  }

  @Test func aDamagedIndexIsRefused() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "one")
    try repo.write(".git/index", "garbage")
    try repo.write("prompts/p.prompt", "two")
    let refused = try repo.run("commit")
    repo.expectRefusal(refused)
    #expect(refused.stderr.contains("index"), "\(refused.stderr)")
  }

  @Test func whatTheTwoProgramsPrintIsTheSame() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "Hi {{x}}")
    for arguments in [
      ["show", "p"], ["log", "p", "--json"], ["list"], ["show", "missing"], ["--version"],
      ["help"], ["shw"], ["show"], ["render", "p", "--strict"],
    ] {
      let lean = try repo.run(arguments)
      let full = try TestSupport.run(
        "\(PromptRepo.program)-git", arguments, cwd: repo.path, env: repo.environment)
      #expect(lean.status == full.status, "\(arguments)")
      #expect(lean.stdout == full.stdout, "\(arguments)")
      #expect(lean.stderr == full.stderr, "\(arguments)")
    }
  }

  @Test func standardInputReachesTheCompanion() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.ok("new", "p", "-", stdin: "from standard input {{x}}")
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "from standard input {{x}}")
    try repo.ok(
      "import", "-", "--format", "jsonl", stdin: "{\"name\":\"q\",\"template\":\"row\"}\n")
    #expect(try repo.ok("show", "q") == "row")
    // Reading is handed over too.
    try convertLineEnds(repo)
    #expect(
      try repo.ok("render", "p", "--vars", "-", stdin: #"{"x":"y"}"#)
        == "from standard input y")
  }

  /// Makes git convert files, which only libgit2 knows how to.
  private func convertLineEnds(_ repo: PromptRepo) throws {
    try repo.workTree("config", "core.autocrlf", "input")
  }

  /// Makes a repository use another one's objects.
  private func borrowObjects(_ repo: PromptRepo) throws {
    try repo.workTree("init", "-q", "--bare", "../lender.git")
    try repo.write(".git/objects/info/alternates", "\(repo.directory.path)/lender.git/objects\n")
  }
}
