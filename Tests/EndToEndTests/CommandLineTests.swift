import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Where the repository is, which version is meant, and which part of a list.
@Suite struct CommandLineTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    for number in 1...3 { try repo.commit("p", "text \(number)", "-m", "message \(number)") }
  }

  /// A file that has no version yet is not taken for a prompt that nobody has heard of.
  @Test(arguments: [["render", "q"], ["log", "q"], ["rollback", "q"], ["archive", "q"]])
  func aFileWithoutAVersionIsCommittedFirst(_ arguments: [String]) throws {
    #expect(try repo.refusal("show", "q").contains("`promptrepo list`"))
    try repo.ok("new", "q", "--template", "text")
    let result = try repo.run(arguments)
    #expect(result.status == 1)
    #expect(result.stderr.contains("Its file is there: `promptrepo commit q` creates"))
  }

  /// On a terminal the typed name is the consent; the file is all there is of such a prompt.
  @Test(arguments: [("q", 0), ("p", 1)])
  func aFileWithoutAVersionIsDeletedByItsName(_ typed: String, _ status: Int32) throws {
    try repo.ok("new", "q", "--template", "text")
    let terminal = """
      import os, pty, sys
      child, terminal = pty.fork()
      if child == 0: os.execv(sys.argv[1], sys.argv[1:])
      os.write(terminal, b"\(typed)\\n")
      try:
        while os.read(terminal, 4096): pass
      except OSError: pass
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """
    let result = try TestSupport.run(
      "python3", ["-c", terminal, PromptRepo.program, "delete", "q"], cwd: repo.path,
      env: repo.environment)
    #expect(result.status == status)
    let isThere = FileManager.default.fileExists(atPath: "\(repo.path)/prompts/q.prompt")
    #expect(isThere == (status != 0))
  }

  /// What is typed after a release that stays can do something for the prompt that stays.
  @Test func aReleaseThatStaysIsExplained() throws {
    try repo.ok("env", "add", "qa")
    try repo.ok("release", "create", "first")
    try repo.ok("release", "deploy", "first", "--env", "qa")
    let first = try repo.refusal("release", "rollback", "--env", "qa", status: 2)
    #expect(first.contains("`promptrepo deploy NAME@SPEC --env qa` brings another version"))
    try repo.ok("deploy", "p@v1", "--env", "qa")
    let moved = try repo.refusal("release", "rollback", "--env", "qa", status: 2)
    #expect(moved.contains("`promptrepo rollback NAME --env qa` takes back one prompt"))
    try repo.ok("rollback", "p", "--env", "qa")
  }

  @Test func elsewhereTheRepositoryIsToBeNamed() throws {
    let away = try PromptRepo(initialised: false)
    let message = try away.refusal("log", "p")
    #expect(message.contains("name it with -C; `promptrepo init` makes a new one here"))
  }

  @Test func theRepositoryIsFoundFromAnyFolderBelow() throws {
    try FileManager.default.createDirectory(
      atPath: "\(repo.path)/a/b", withIntermediateDirectories: true)
    for folder in ["\(repo.path)/a/b", "\(repo.path)/prompts", repo.path] {
      let result = try TestSupport.run(
        PromptRepo.program, ["show", "p"], cwd: folder, env: repo.environment)
      #expect(result.stdout == "text 3")
    }
    let away = try PromptRepo(initialised: false)
    for arguments in [["-C", repo.path, "show", "p"], ["show", "-C", "\(repo.path)/a", "p"]] {
      #expect(try away.run(arguments).stdout == "text 3")
    }
    #expect(try away.refusal("-C", "/nowhere", "list").contains("/nowhere"))
    // Paths of the command line are of the folder that -C names.
    try repo.write("rows.jsonl", #"{"name":"q","template":"q"}"#)
    try away.ok("-C", repo.path, "import", "rows.jsonl")
    #expect(try repo.ok("show", "q") == "q")
  }

  @Test func whatIsNotUTF8IsNotStoredAsOtherText() throws {
    let result = try TestSupport.run(
      "sh", ["-c", "exec \"$0\" new q --template \"$(printf 'caf\\351')\"", PromptRepo.program],
      cwd: repo.path, env: repo.environment)
    #expect(result.status == 1)
    #expect(result.stderr.contains("Error: argument 4 is not UTF-8"))
    #expect(try repo.ok("list", "q") == "")
  }

  /// A word that is not UTF-8 fits no candidate, and is no reason to write into a shell's prompt.
  @Test(arguments: [("p", "p\n"), ("\\351", ""), ("p\\351", "")])
  func aWordThatIsNotUTF8IsCompletedAsAnyOther(_ typed: String, _ words: String) throws {
    let result = try TestSupport.run(
      "sh", ["-c", "exec \"$0\" ---complete show \"$(printf '\(typed)')\"", PromptRepo.program],
      cwd: repo.path, env: repo.environment)
    #expect(result.status == 0)
    #expect(result.stderr == "")
    #expect(result.stdout.hasPrefix("words\tname[@spec]\t\n"))
    #expect(result.stdout.hasSuffix("\t\n\(words)"))
  }

  @Test(arguments: ["import", "adopt", "init"])
  func anEmptyPathIsNotThisFolder(command: String) throws {
    let result = try repo.run([command, ""])
    #expect(result.status == 64)
    #expect(result.stderr.contains("is empty: name a path"))
  }

  @Test func aSpecNamesAVersionInEachOfItsForms() throws {
    let log = try repo.json("log", "p")
    let hash = log[1].text("hash")
    let commit = log[1].text("commit")
    let specs = [
      "2", "v2", "~1", hash, String(hash.dropFirst(7).prefix(8)), String(hash.prefix(20)), commit,
      String(commit.prefix(7)),
    ]
    for spec in specs { #expect(try repo.ok("show", "p@\(spec)") == "text 2", "\(spec)") }
    for spec in ["3", "latest", "active"] {
      #expect(try repo.ok("show", "p@\(spec)") == "text 3", "\(spec)")
    }
    for spec in ["4", "0", "v9", "~3", "~99", "deadbeef", "ffffffff", "vv1"] {
      let result = try repo.run("show", "p@\(spec)")
      #expect(result.status == 1 || result.status == 64, "\(spec)")
      #expect(result.stderr.hasPrefix("Error: "), "\(spec)")
    }
    for spec in ["", "x y", "sha256:zz", "~", "~0", "-1", "V1"] {
      #expect(try repo.run("show", "p@\(spec)").status == 64, "\(spec)")
    }
    // Equal content means its highest number.
    try repo.commit("p", "text 2")
    #expect(try repo.json("show", "p@\(hash)").first?.number("version") == 4)
  }

  @Test func logShowsAsManyAsAskedFor() throws {
    #expect(try repo.json("log", "p", "-n", "2").map { $0.number("version") } == [3, 2])
    #expect(try repo.json("log", "p", "-n", "9").count == 3)
    #expect(try repo.json("log", "p", "--pointers", "-n", "1").map { $0.number("version") } == [3])
    let text = try repo.ok("log", "p")
    #expect(text.hasPrefix("*  v3") && text.contains("message 1"))
  }

  @Test func listsArePagedWithoutGapsOrRepetitions() throws {
    let names = ["a", "a/b", "a-b", "a.b", "b/c/d", "b/c", "z", "z0", "z/1"]
    let rows = names.map { #"{"name":"\#($0)","template":"t"}"# }.joined(separator: "\n")
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows)
    let all = try repo.json("list").map { $0.text("name") }
    #expect(Set(all) == Set(names + ["p"]) && all.count == names.count + 1)
    for limit in 1...4 {
      var paged: [String] = []
      while true {
        let after = paged.last.map { ["--after", $0] } ?? []
        let result = try repo.run(["list", "--json", "--limit", "\(limit)"] + after)
        let page = try result.outputBytes.split(separator: 10).map {
          try #require(try JSONValue(parsing: Array($0)).object).text("name")
        }
        if page.isEmpty { break }
        #expect(page.count <= limit)
        paged += page
      }
      #expect(paged == all)
    }
    #expect(Set(try repo.json("list", "b/").map { $0.text("name") }) == ["b/c", "b/c/d"])
    #expect(try repo.json("list", "nothing").isEmpty)
  }

  @Test func grepFindsLines() throws {
    try repo.commit("q", "first\nSecond line\nthird")
    #expect(try repo.ok("grep", "^Sec.*e$") == "q@v1:2:Second line\n")
    #expect(try repo.ok("grep", "-i", "SECOND", "q") == "q@v1:2:Second line\n")
    #expect(try repo.run("grep", "text 1").status == 1)
    #expect(
      try repo.json("grep", "--all-versions", "text").map { $0.number("version") }.sorted()
        == [1, 2, 3])
    #expect(try repo.run("grep", "first", "missing").status == 1)
  }

  @Test func valuesComeFromOptionsFilesAndStandardInput() throws {
    try repo.commit("r", "{{a}}|{{ b }}|{{c}}|{{missing}}|{{{d}}}|{\"json\": true}")
    try repo.write("vars.json", #"{"a": "x", "b": 1.50, "c": {"k": [1, null]}, "d": null}"#)
    let expected = #"x|1.5|{"k":[1,null]}|{{missing}}||{"json": true}"#
    #expect(try repo.ok("render", "r", "--vars", "vars.json") == expected)
    let json = try repo.read("vars.json")
    #expect(try repo.ok("render", "r", "--vars", "-", stdin: json) == expected)
    #expect(try repo.ok("render", "r", "--var", "a={{b}}", "--var", "b==").hasPrefix("{{b}}|=|"))
    let strict = try repo.refusal("render", "r", "--strict", "--var", "nobody=1")
    for part in ["missing", "nobody", "line 1"] { #expect(strict.contains(part), "\(strict)") }
    try repo.refusal("render", "r", "--vars", "-", stdin: "[1]")
    try repo.refusal("render", "r", "--vars", "-", stdin: "{broken")
  }

  @Test func strictRenderingLeavesNoBraces() throws {
    try repo.commit("s", "Hi {{имя}}, {{#if vip}}dear{{/if}} {{{name}}} {\"a\":{\"b\":{}}}")
    #expect(
      try repo.ok("render", "s", "--var", "name={{x}}")
        == "Hi {{имя}}, {{#if vip}}dear{{/if}} {{x}} {\"a\":{\"b\":{}}}")
    let refusal = try repo.refusal("render", "s", "--strict", "--var", "name=x", "--var", "имя=y")
    for part in [
      "'{{имя}}' (line 1, column 4)", "'{{#if vip}}' (line 1, column 13)",
      "'{{/if}}' (line 1, column 28)", "the template has no variable 'имя'", "ASCII letters",
      "dialect: strict",
    ] { #expect(refusal.contains(part), "\(refusal)") }
    try repo.write("prompts/s.prompt", "---\ndialect: strict\n---\n\\{{#if vip}} {{{name}}}")
    try repo.ok("commit")
    #expect(
      try repo.ok("render", "s", "--strict", "--var", "name={{x}}") == "{{#if vip}} {{x}}")
  }

  @Test func promptNamesAreCompletedInBash() throws {
    try repo.commit("support/reply", "x")
    try repo.commit("support/refund", "x")
    let result = try repo.shell(
      """
      eval "$(promptrepo --generate-completion-script bash)"
      read -r _ _ _ function _ <<<"$(complete -p promptrepo | sed 's/.* -F \\([^ ]*\\) .*/a b c \\1 d/')"
      COMP_LINE="promptrepo show sup" COMP_POINT=19 COMP_CWORD=2
      COMP_WORDS=(promptrepo show sup)
      "$function" promptrepo sup show
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    #expect(
      Set(result.stdout.split(separator: "\n").map { $0.filter { $0 != " " } })
        == ["support/reply", "support/refund"], "\(result.stdout)\(result.stderr)")
    for shell in ["zsh", "fish"] {
      #expect(try repo.ok("--generate-completion-script", shell).contains("promptrepo"))
    }
  }
}
