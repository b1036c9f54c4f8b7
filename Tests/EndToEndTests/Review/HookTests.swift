import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `hook install` and `hook remove` in real repositories, and commits that run the hook.
@Suite struct HookTests {
  private let repo: PromptRepo
  private let calls: String

  /// A repository, and a stand-in on the PATH that notes how it is called, and fails for a word.
  init() throws {
    let plain = try PromptRepo.inWorkTree(initialised: false)
    let folder = try plain.elsewhere("bin")
    calls = "\(plain.directory.path)/calls"
    let script = """
      #!/bin/sh
      {
        echo "$@"
        git diff --cached --name-only
        git show :prompts/a.prompt
      } >> '\(calls)' 2>&1
      ! git show :prompts/a.prompt 2>/dev/null | grep -q WRONG
      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: "\(folder)/promptrepo"))
    _ = try TestSupport.run("chmod", ["+x", "\(folder)/promptrepo"])
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    repo = plain.with(["PATH": "\(folder):\(path)"])
    try repo.write("prompts/a.prompt", "one\n")
    try repo.write("prompts/b.prompt", "one\n")
    try repo.gitCommit("Add prompts")
  }

  private func called() throws -> String {
    guard FileManager.default.fileExists(atPath: calls) else { return "" }
    defer { try? FileManager.default.removeItem(atPath: calls) }
    return try String(contentsOfFile: calls, encoding: .utf8)
  }

  private func commit(_ arguments: String..., in folder: String? = nil) throws -> RunResult {
    try TestSupport.run(
      "git", ["commit", "-qm", "x"] + arguments, cwd: folder ?? repo.path, env: repo.environment)
  }

  @Test func commitsRunTheHookOnWhatTheyCommit() throws {
    try repo.ok("hook", "install")
    // Staged otherwise than it lies there.
    try repo.write("prompts/a.prompt", "two\n")
    try repo.workTree("add", "prompts/a.prompt")
    try repo.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit().status == 0)
    #expect(try called() == "lint --staged\nprompts/a.prompt\ntwo\n")
    // -a takes what lies there.
    #expect(try commit("-a").status == 1)
    #expect(try called() == "lint --staged\nprompts/a.prompt\nWRONG\n")
    #expect(try repo.workTree("show", "HEAD:prompts/a.prompt") == "two")
    // One path of several has an index of its own.
    try repo.write("prompts/b.prompt", "three\n")
    try repo.workTree("add", "prompts/a.prompt", "prompts/b.prompt")
    #expect(try commit("prompts/b.prompt").status == 0)
    #expect(try called() == "lint --staged\nprompts/b.prompt\ntwo\n")
    #expect(try commit().status == 1)
    _ = try called()
    // In a folder below, and without checks on demand.
    try repo.write("prompts/a.prompt", "four\n")
    #expect(try commit("-a", in: "\(repo.path)/prompts").status == 0)
    #expect(try called() == "lint --staged\nprompts/a.prompt\nfour\n")
    try repo.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit("-a", "--no-verify").status == 0)
    #expect(try called().isEmpty)
  }

  /// With the program itself: what is staged counts, whatever lies there.
  @Test func whatIsStagedIsChecked() throws {
    let real = try repo.finding(PromptRepo.program)
    try real.ok("init")
    try real.ok("hook", "install")
    func commit(_ arguments: String...) throws -> RunResult {
      try TestSupport.run(
        "git", ["commit", "-qm", "x"] + arguments, cwd: real.path, env: real.environment)
    }
    let (good, bad) = ("Hello {{name}}.\n", "Hello {{name.\n")
    try real.write("prompts/a.prompt", bad)
    try real.workTree("add", "-A")
    try real.write("prompts/a.prompt", good)
    let refused = try commit()
    #expect(refused.status == 1)
    #expect(
      (refused.stdout + refused.stderr).contains("prompts/a.prompt:1:7: error: "),
      "\(refused.stdout)\(refused.stderr)")
    #expect((refused.stdout + refused.stderr).contains("[placeholder-unclosed]"))
    #expect(try commit("-a").status == 0)
    try real.write("prompts/a.prompt", good + "More.\n")
    try real.workTree("add", "-A")
    try real.write("prompts/a.prompt", bad)
    #expect(try commit().status == 0)
    #expect(try commit("-a").status == 1)
  }

  @Test func whereTheProgramIsMissingCommitsGoOn() throws {
    try repo.ok("hook", "install")
    try repo.write("prompts/a.prompt", "WRONG\n")
    let result = try TestSupport.run(
      "git", ["commit", "-qam", "x"], cwd: repo.path,
      env: repo.with(["PATH": "/usr/bin:/bin"]).environment)
    #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
  }

  @Test func installSaysWhatItWroteAndRemoveTakesItBack() throws {
    let config = try repo.read(".git/config")
    let installed = try repo.ok("hook", "install")
    let lines = installed.split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    #expect(lines[0] == "wrote .git/hooks/pre-commit: `promptrepo lint --staged`")
    #expect(lines[1].hasPrefix("wrote merge.promptrepo.driver: "))
    #expect(
      lines[2] == #"wrote diff.promptrepo.wordRegex: \{\{[^}]*\}\}|[[:alnum:]_]+|[^[:space:]]"#)
    #expect(lines[3] == "wrote diff.promptrepo.xfuncname: ^(#+ .*|---)$")
    #expect(lines[4] == "wrote .gitattributes: *.prompt merge=promptrepo diff=promptrepo")
    // Git reads back what was said.
    for line in lines[1...3] {
      let parts = line.dropFirst(6).split(separator: ":", maxSplits: 1)
      #expect(try repo.workTree("config", "--local", String(parts[0])) == parts[1].dropFirst())
    }
    #expect(
      try repo.workTree(
        "check-attr", "merge", "diff", "--", "prompts/x/y.prompt", "z.prompt", "a.md")
          == """
          prompts/x/y.prompt: merge: promptrepo
          prompts/x/y.prompt: diff: promptrepo
          z.prompt: merge: promptrepo
          z.prompt: diff: promptrepo
          a.md: merge: unspecified
          a.md: diff: unspecified
          """)
    let state = try repo.shell("cat .git/config .gitattributes .git/hooks/pre-commit").stdout
    #expect(try repo.ok("hook", "install") == "It is installed already\n")
    #expect(try repo.shell("cat .git/config .gitattributes .git/hooks/pre-commit").stdout == state)
    #expect(try repo.shell("test -x .git/hooks/pre-commit").status == 0)
    let removed = try repo.ok("hook", "remove").split(separator: "\n").map(String.init)
    #expect(
      removed == lines.map { $0.replacingOccurrences(of: "wrote ", with: "removed ") })
    #expect(!repo.exists(".git/hooks/pre-commit") && !repo.exists(".gitattributes"))
    #expect(try repo.read(".git/config") == config)
    #expect(try repo.ok("hook", "remove") == "There is nothing to remove\n")
  }

  @Test func whatIsNotOursStays() throws {
    let other = "#!/bin/sh\nexit 0\n"
    try repo.write(".git/hooks/pre-commit", other)
    try repo.write(".gitattributes", "*.md text\r\n*.prompt -diff")
    try repo.workTree("config", "diff.promptrepo.wordRegex", "x")
    let installed = try repo.ok("hook", "install")
    #expect(installed.contains("left .git/hooks/pre-commit: it is another hook\n"))
    #expect(installed.contains("left diff.promptrepo.wordRegex: it has another value\n"))
    #expect(installed.contains("left .gitattributes: *.prompt has diff=unset already\n"))
    #expect(try repo.read(".git/hooks/pre-commit") == other)
    #expect(try repo.bytes(".gitattributes") == Array("*.md text\r\n*.prompt -diff".utf8))
    // The line that it names works in the other hook.
    let line = try #require(
      installed.components(separatedBy: "add this line to it:\n  ").last?.split(separator: "\n")
        .first)
    try repo.write(".git/hooks/pre-commit", "#!/bin/sh\n\(line)\nexit 0\n")
    _ = try repo.shell("chmod +x .git/hooks/pre-commit")
    try repo.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit("-a").status == 1)
    #expect(try called().hasPrefix("lint --staged\n"))
    let without = try TestSupport.run(
      "git", ["commit", "-qam", "x"], cwd: repo.path,
      env: repo.with(["PATH": "/usr/bin:/bin"]).environment)
    #expect(without.status == 0)
    let removed = try repo.ok("hook", "remove")
    #expect(removed.contains("left .git/hooks/pre-commit: "))
    #expect(removed.contains("left diff.promptrepo.wordRegex: it has another value\n"))
    #expect(try repo.workTree("config", "diff.promptrepo.wordRegex") == "x")
    #expect(try repo.read(".git/hooks/pre-commit").contains(line))
    // An edited hook of ours is another hook.
    try repo.remove(".git/hooks/pre-commit")
    try repo.ok("hook", "install")
    try repo.write(".git/hooks/pre-commit", repo.read(".git/hooks/pre-commit") + "# mine\n")
    try repo.ok("hook", "remove")
    #expect(repo.exists(".git/hooks/pre-commit"))
  }

  @Test(arguments: ["*.md text", "*.md text\n", "*.md text\r\n", "\n", "# none\n\n"])
  func otherAttributesStay(_ text: String) throws {
    try repo.write(".gitattributes", text)
    try repo.ok("hook", "install")
    let end = text.hasSuffix("\r\n") ? "\r\n" : "\n"
    let whole = text.utf8.last == 10 ? text : text + end
    #expect(
      try repo.bytes(".gitattributes")
        == Array((whole + "*.prompt merge=promptrepo diff=promptrepo" + end).utf8))
    try repo.ok("hook", "remove")
    #expect(try repo.bytes(".gitattributes") == Array(whole.utf8))
  }

  @Test func hooksAreWhereGitLooksForThem() throws {
    // A folder of the repository's own.
    try repo.workTree("config", "core.hooksPath", "tools/hooks")
    #expect(
      try repo.ok("hook", "install").hasPrefix("wrote tools/hooks/pre-commit: "))
    try repo.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit("-a").status == 1)
    try repo.ok("hook", "remove")
    #expect(!repo.exists("tools/hooks/pre-commit"))
    // One for all repositories of the user is not written to.
    try repo.workTree("config", "--unset", "core.hooksPath")
    let shared = try repo.elsewhere("shared-hooks")
    try repo.workTree("config", "--global", "core.hooksPath", shared)
    let global = try repo.ok("hook", "install")
    #expect(global.contains("core.hooksPath of your global settings is for all repositories"))
    #expect(global.contains("add this line to it:"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: shared).isEmpty)
  }

  @Test func linkedWorkTreesShareTheHook() throws {
    try repo.workTree("worktree", "add", "-q", "../linked", "-b", "linked")
    let linked = try repo.beside("linked")
    let path = try #require(try linked.json("hook", "install").first).text("path")
    #expect(path == "\(repo.path)/.git/hooks/pre-commit")
    #expect(linked.exists(".gitattributes") && !repo.exists(".gitattributes"))
    try linked.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit("-a", in: linked.path).status == 1)
    try repo.write("prompts/a.prompt", "WRONG\n")
    #expect(try commit("-a").status == 1)
    try repo.ok("hook", "remove")
    #expect(!repo.exists(".git/hooks/pre-commit"))
    #expect(linked.exists(".gitattributes"))
  }

  @Test func aFolderBelowIsAsGoodAsTheTop() throws {
    let result = try repo.run("-C", "prompts", "hook", "install")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(repo.exists(".gitattributes") && repo.exists(".git/hooks/pre-commit"))
  }

  /// A ledger in a directory, in a git work tree, has prompt files that git knows.
  @Test func aDirectoryStoreInAWorkTreeIsFine() throws {
    try repo.ok("init", "--store", "directory")
    try repo.ok("hook", "install")
    #expect(repo.exists(".git/hooks/pre-commit"))
  }

  @Test func withoutAWorkTreeItIsRefused() throws {
    let plain = try PromptRepo(initialised: true)
    #expect(
      try plain.refusal("hook", "install").contains("there is no git repository in"))
    #expect(try plain.refusal("hook", "remove").contains("`git init` makes a new one"))
    try repo.workTree("init", "-q", "--bare", "../bare.git")
    let bare = try repo.beside("bare.git")
    #expect(try bare.refusal("hook", "install").contains("is a bare repository"))
    #expect(!bare.exists("hooks/pre-commit"))
  }
}
