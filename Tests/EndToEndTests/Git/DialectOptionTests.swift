import CanonicalJSON
import TestSupport
import Testing

/// The option `--dialect` of `import` and `adopt`.
@Suite struct DialectOptionTests {
  private static let chat = "{{role \"system\"~}}\nBe kind.\n"
  private static let strict = "---\ndialect: strict\n---\nHi\n"

  private func repo() throws -> PromptRepo {
    var history = CodeHistory()
    return try repo(&history)
  }

  private func repo(_ history: inout CodeHistory) throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    history.commit(
      Array("all".utf8),
      [
        .write("lib/a.md", Array(Self.chat.utf8)), .write("lib/b.md", Array(Self.strict.utf8)),
        .write(
          "lib/c.prompt.yml",
          Array("messages: [{role: system, content: x}, {role: user, content: y}]\n".utf8)),
      ])
    try repo.make(&history)
    return repo
  }

  private func dialects(_ repo: PromptRepo) throws -> [String] {
    try ["a", "b", "c"].map { name in
      let config = try #require(try repo.json("show", name).first)["config"]
      return config?.object?["dialect"]?.string ?? "none"
    }
  }

  private func versionCount(_ repo: PromptRepo, _ command: String...) throws -> Int? {
    let report = try TestSupport.run(
      PromptRepo.program, command + ["--json"], cwd: repo.path, env: repo.environment)
    try #require(report.status == 0, "\(report.stderr)")
    return try JSONValue(parsing: report.outputBytes.dropLast()).object?["versions"]?.integer
  }

  @Test(arguments: ["adopt", "import"])
  func addsTheKeyWhereThereIsNone(command: String) throws {
    let repo = try repo()
    #expect(try versionCount(repo, command, "lib", "--dialect", "chat") == 3)
    #expect(try dialects(repo) == ["chat", "strict", "chat"])
    #expect(try versionCount(repo, command, "lib", "--dialect", "chat") == 0)
  }

  /// Plain is what a header without the key has.
  @Test(arguments: ["adopt", "import"])
  func addsNothingForPlain(command: String) throws {
    let repo = try repo()
    #expect(try versionCount(repo, command, "lib", "--dialect", "plain") == 3)
    #expect(try dialects(repo) == ["none", "strict", "chat"])
    #expect(try versionCount(repo, command, "lib") == 0)
  }

  @Test(arguments: ["adopt", "import"])
  func whatCameWithoutStaysAsItIs(command: String) throws {
    var history = CodeHistory()
    let repo = try repo(&history)
    #expect(try versionCount(repo, command, "lib") == 3)
    #expect(try versionCount(repo, command, "lib", "--dialect", "chat") == 0)
    #expect(try dialects(repo) == ["none", "strict", "chat"])
    history.commit(Array("edit".utf8), [.write("lib/a.md", Array("\(Self.chat)Be short.\n".utf8))])
    try repo.make(&history)
    #expect(try versionCount(repo, command, "lib", "--dialect", "chat") == 1)
    #expect(try dialects(repo) == ["chat", "strict", "chat"])
  }

  /// Adopted commits are known as such; what an import has without the key is another text.
  @Test func withoutItAfterwards() throws {
    let adopted = try repo()
    try adopted.ok("adopt", "lib", "--dialect", "chat")
    #expect(try versionCount(adopted, "adopt", "lib") == 0)
    #expect(try dialects(adopted) == ["chat", "strict", "chat"])
    let imported = try repo()
    try imported.ok("import", "lib", "--dialect", "chat")
    let result = try imported.run("import", "lib")
    #expect(
      result.stderr.contains(
        "a: the new version has no dialect, and the one before has chat: --dialect chat adds it"))
    #expect(try dialects(imported) == ["none", "strict", "chat"])
  }

  /// Else the next commit of the file would take the key away.
  @Test func aWorkingFileSaysItItself() throws {
    let repo = try PromptRepo.inWorkTree()
    var history = CodeHistory()
    history.commit(
      Array("all".utf8),
      [
        .write("prompts/a.prompt", Array("Hi\n".utf8)),
        .write("prompts/b.prompt", Array(Self.strict.utf8)),
      ])
    try repo.make(&history)
    let result = try repo.run("adopt", "prompts", "--dialect", "chat")
    #expect(result.status == 0 && result.stderr.contains("prompts/a.prompt: a working file has"))
    #expect(!result.stderr.contains("prompts/b.prompt"))
    try repo.ok("checkout")
    #expect(try repo.json("status").map { $0.text("state") } == ["unchanged", "unchanged"])
    #expect(try repo.json("show", "a").first?["config"]?.object?["dialect"] == nil)
  }

  @Test func rowsHaveItInTheirConfiguration() throws {
    let repo = try repo()
    try repo.write(
      "rows.jsonl",
      """
      {"name": "x", "template": "{{role \\"user\\"}}Hi"}
      {"name": "y", "template": "Hi", "config": {"dialect": "jinja", "model": "m"}}

      """)
    for count in [2, 0] {
      #expect(try versionCount(repo, "import", "rows.jsonl", "--dialect", "handlebars") == count)
    }
    #expect(try repo.json("show", "x").first?["config"] == ["dialect": "handlebars"])
    #expect(
      try repo.json("show", "y").first?["config"] == ["dialect": "jinja", "model": "m"])
    // What an export has is the version that it was.
    let other = try PromptRepo.inWorkTree()
    try other.write("all.jsonl", try repo.ok("export"))
    #expect(try versionCount(other, "import", "all.jsonl", "--dialect", "chat") == 2)
    #expect(try other.json("show", "x").first?["config"] == ["dialect": "handlebars"])
  }

  @Test func otherWordsAreRefused() throws {
    let repo = try repo()
    for command in ["adopt", "import"] {
      let result = try repo.run(command, "lib", "--dialect", "mustache")
      #expect(result.status == 64)
      #expect(
        result.stderr.contains("'strict', 'chat', 'handlebars' or 'jinja'"), "\(result.stderr)")
    }
  }
}
