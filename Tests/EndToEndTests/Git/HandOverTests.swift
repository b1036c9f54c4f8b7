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

  @Test func plainGitRepositoriesAreReadWithoutTheCompanion() throws {
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
      ["export"], ["diff", "p@1", "2"],
    ] {
      let result = try TestSupport.run(
        "\(folder)/promptrepo", command, cwd: repo.path, env: repo.environment)
      #expect(result.status == 0, "\(command): \(result.stderr)")
      #expect(try result.stdout == repo.run(command).stdout)
    }
    let refused = try alone("commit")
    repo.expectRefusal(refused)
    #expect(refused.stderr.contains("promptrepo-git"), "\(refused.stderr)")
    // Something out of the common is left to the companion, which is not there.
    try borrowObjects(repo)
    let left = try alone("show", "p")
    repo.expectRefusal(left)
    #expect(left.stderr.contains("promptrepo-git"), "\(left.stderr)")
    #expect(try repo.ok("show", "p") == "two")
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
    try borrowObjects(repo)
    #expect(
      try repo.ok("render", "p", "--vars", "-", stdin: #"{"x":"y"}"#)
        == "from standard input y")
  }

  /// Makes a repository use another one's objects, which only libgit2 handles.
  private func borrowObjects(_ repo: PromptRepo) throws {
    try repo.workTree("init", "-q", "--bare", "../lender.git")
    try repo.write(".git/objects/info/alternates", "\(repo.directory.path)/lender.git/objects\n")
  }
}
