import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Git's own merges with `promptrepo merge-file` as their driver.
@Suite struct MergeDriverTests {
  private static let base = """
    ---
    # Who answers.
    model: one
    config:
      temperature: 0.2 # low
      topP: 1
    ---
    Hello {{name}}.

    Be kind.

    Be brief.

    """

  private let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree(initialised: false).finding(PromptRepo.program)
    try repo.ok("hook", "install")
    try repo.remove(".git/hooks/pre-commit")
    try repo.write("prompts/a.prompt", Self.base)
    try repo.gitCommit("Add a prompt")
  }

  @Test func aDeviceStaysADevice() throws {
    // Where this process may make one; that of the machine is not put at risk.
    guard try repo.shell("mknod -m 666 null c 1 3 && true > null").status == 0 else { return }
    try repo.write("empty", "")
    try repo.write("theirs", "Hello\n")
    let result = try repo.run("merge-file", "empty", "null", "theirs")
    #expect(result.status == 255 && result.stderr.contains("is no plain file"))
    #expect(try repo.shell("test -c null").status == 0)
  }

  private func edit(_ edits: (String, String)..., file: String = "prompts/a.prompt") throws {
    var text = try repo.read(file)
    for (old, new) in edits {
      #expect(text.contains(old), "\(old) in \(text)")
      text = text.replacingOccurrences(of: old, with: new)
    }
    try repo.write(file, text)
  }

  /// Two branches that a merge by lines could not bring together, and what they make together.
  private func branch() throws -> String {
    try repo.workTree("switch", "-qc", "theirs")
    try edit(
      ("topP: 1", "topP: 0.5"), ("model: one", "model: two"), ("Be brief.", "Be very brief."))
    try repo.gitCommit("Change the model")
    try repo.workTree("switch", "-q", "main")
    try edit(("0.2 # low", "0.7 # high"), ("# Who", "# How it"), ("Hello", "Hey"))
    try repo.gitCommit("Change the temperature")
    return Self.base.replacingOccurrences(of: "topP: 1", with: "topP: 0.5")
      .replacingOccurrences(of: "one", with: "two")
      .replacingOccurrences(of: "brief", with: "very brief")
      .replacingOccurrences(of: "0.2 # low", with: "0.7 # high")
      .replacingOccurrences(of: "# Who", with: "# How it")
      .replacingOccurrences(of: "Hello", with: "Hey")
  }

  @Test(arguments: [
    "git merge -q --no-edit theirs", "git rebase -q theirs", "git cherry-pick theirs >/dev/null",
    "git merge -q --squash theirs >/dev/null && git commit -qm s",
    "git switch -q theirs && git rebase -q main && git switch -q main && git merge -q theirs",
  ])
  func gitCallsItWhereverItMerges(_ command: String) throws {
    let merged = try branch()
    let plain = try repo.workTree("merge-tree", "--write-tree", "main", "theirs")
    #expect(try repo.workTree("show", "\(plain):prompts/a.prompt") + "\n" == merged)
    let result = try repo.shell(command)
    #expect(result.status == 0, "\(result.stderr)\(result.stdout)")
    #expect(try repo.read("prompts/a.prompt") == merged)
    #expect(try repo.workTree("status", "--porcelain").isEmpty)
  }

  @Test func aStashIsMergedToo() throws {
    let merged = try branch()
    try repo.workTree("switch", "-q", "--detach", "main~1")
    try repo.workTree("checkout", "-q", "main", "--", "prompts/a.prompt")
    try repo.workTree("stash")
    try repo.workTree("switch", "-q", "theirs")
    try repo.workTree("stash", "pop")
    #expect(try repo.read("prompts/a.prompt") == merged)
  }

  @Test func aLinkedWorkTreeHasTheDriver() throws {
    let merged = try branch()
    try repo.workTree("worktree", "add", "-q", "../linked", "main", "--detach")
    let linked = try repo.beside("linked")
    let result = try linked.shell("git merge -q --no-edit theirs")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try linked.read("prompts/a.prompt") == merged)
  }

  @Test func conflictsAreMarkedAndStopTheMerge() throws {
    _ = try branch()
    try edit(("model: one", "model: three"), ("Be brief.", "Be long."))
    try repo.gitCommit("Change the same")
    let result = try repo.shell("git merge -q --no-edit theirs")
    #expect(result.status == 1)
    #expect(try repo.workTree("diff", "--name-only", "--diff-filter=U") == "prompts/a.prompt")
    let text = try repo.read("prompts/a.prompt")
    #expect(
      text.contains("<<<<<<< ours\nmodel: three\n=======\nmodel: two\n>>>>>>> theirs\nconfig:"))
    #expect(text.contains("  temperature: 0.7 # high\n  topP: 0.5\n---\nHey"))
    #expect(
      text.contains("<<<<<<< ours\nBe long.\n=======\nBe very brief.\n>>>>>>> theirs\n"))
    // The marks are what the other commands look for.
    try repo.workTree("merge", "--abort")
  }

  /// With several bases, git merges these first, and a base then has markers of its own.
  @Test func aCrissCrossMergeHasBothTexts() throws {
    func commit(_ branch: String, _ model: String, _ line: String) throws {
      try repo.workTree("switch", "-q", branch)
      let text = try repo.read("prompts/a.prompt")
      let header = text.replacing(/model: .*/, with: "model: \(model)")
      try repo.write("prompts/a.prompt", header.replacing(/Be .*\n$/, with: "Be \(line).\n"))
      try repo.gitCommit("\(branch) \(model)")
    }
    try repo.workTree("branch", "other")
    try commit("main", "m1", "m1")
    try commit("other", "o1", "o1")
    let tips = try ["main", "other"].map { try repo.workTree("rev-parse", $0) }
    for (branch, tip, side) in [("main", tips[1], "ours"), ("other", tips[0], "ours")] {
      try repo.workTree("switch", "-q", branch)
      try repo.workTree("merge", "-q", "-s", side, "--no-edit", tip)
    }
    #expect(
      try repo.workTree("merge-base", "--all", "main", "other").split(separator: "\n").count == 2)
    try commit("main", "m2", "m2")
    try commit("other", "o2", "o2")
    try repo.workTree("switch", "-q", "main")
    #expect(try repo.shell("git merge -q --no-edit other").status == 1)
    let text = try repo.read("prompts/a.prompt")
    for line in ["model: m2", "model: o2", "Be m2.", "Be o2."] { #expect(text.contains(line)) }
    #expect(text.contains("<<<<<<< ours\n") && text.contains("\n>>>>>>> theirs\n"))
  }

  @Test func filesAddedTwiceHaveBothTexts() throws {
    try repo.workTree("switch", "-qc", "theirs")
    try repo.write("prompts/new.prompt", "---\nmodel: t\n---\nSame\nTheirs\n")
    try repo.gitCommit("Theirs")
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/new.prompt", "---\nmodel: o\n---\nSame\nOurs\n")
    try repo.gitCommit("Ours")
    #expect(try repo.shell("git merge -q --no-edit theirs").status == 1)
    #expect(
      try repo.read("prompts/new.prompt") == """
        ---
        <<<<<<< ours
        model: o
        ---
        Same
        Ours
        =======
        model: t
        ---
        Same
        Theirs
        >>>>>>> theirs

        """)
  }

  /// Where the program is gone, fails, or has never been, both texts are there with markers.
  @Test(arguments: ["gone", "failing", "killed", "older", "not installed", "no settings"])
  func withoutTheProgramNoTextIsLost(_ how: String) throws {
    _ = try branch()
    try edit(("Be brief.", "Be long."))
    try repo.gitCommit("Change the same")
    var shell = repo
    let folder = try repo.elsewhere("bin")
    func program(_ script: String) throws -> PromptRepo {
      try Data("#!/bin/sh\n\(script)\n".utf8).write(
        to: URL(fileURLWithPath: "\(folder)/promptrepo"))
      _ = try TestSupport.run("chmod", ["+x", "\(folder)/promptrepo"])
      return repo.with(["PATH": "\(folder):/usr/bin:/bin"])
    }
    switch how {
    case "gone": shell = repo.with(["PATH": "/usr/bin:/bin"])
    case "failing": shell = try program("exit 255")
    case "killed": shell = try program("kill -9 $$")
    case "older": shell = try program("echo 'Error: Unknown subcommand' >&2; exit 64")
    case "not installed":
      try repo.ok("hook", "remove")
      try repo.workTree("commit", "-qam", "Take it back")
    default:
      // A clone that has the attributes and not the settings.
      try repo.workTree("config", "--remove-section", "merge.promptrepo")
    }
    let result = try TestSupport.run(
      "git", ["merge", "-q", "--no-edit", "theirs"], cwd: repo.path, env: shell.environment)
    #expect(result.status == 1, "\(result.stderr)")
    let text = try repo.read("prompts/a.prompt")
    for line in ["Be long.", "Be very brief.", "<<<<<<< ", "=======", ">>>>>>> "] {
      #expect(text.contains(line), "\(how): \(text)")
    }
    #expect(try repo.workTree("diff", "--name-only", "--diff-filter=U") == "prompts/a.prompt")
  }

  @Test(arguments: ["\r\n", "\n"])
  func linesEndAsTheyDid(_ end: String) throws {
    let mark = "\u{feff}"
    func text(_ model: String, _ t: String, _ last: String) -> String {
      mark + "---\(end)model: \(model)\(end)t: \(t)\(end)---\(end)Hi\(end)\(end)\(last)"
    }
    try repo.write("prompts/b.prompt", text("a", "1", "End"))
    try repo.gitCommit("Base")
    try repo.workTree("switch", "-qc", "theirs")
    try repo.write("prompts/b.prompt", text("a", "2", "The end"))
    try repo.gitCommit("Theirs")
    try repo.workTree("switch", "-q", "main")
    try repo.write("prompts/b.prompt", text("b", "1", "End"))
    try repo.gitCommit("Ours")
    let result = try repo.shell("git merge -q --no-edit theirs")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try repo.bytes("prompts/b.prompt") == Array(text("b", "2", "The end").utf8))
  }

  @Test func failuresLeaveOurFileAsItIs() throws {
    try repo.write("ours", "ours\n")
    try repo.write("theirs", "theirs\n")
    for arguments in [
      ["merge-file", "none", "ours", "theirs"], ["merge-file", "ours", "ours", "."],
    ] {
      let result = try repo.run(arguments)
      repo.expectRefusal(result, status: 255, "\(arguments)")
      #expect(try repo.read("ours") == "ours\n")
    }
    repo.expectRefusal(try repo.run("merge-file", "ours", "theirs"), status: 64)
    #expect(
      try repo.run("merge-file", "--marker-size", "-5", "--", "ours", "ours", "theirs").status == 0)
    #expect(try repo.read("ours") == "theirs\n")
    // A disk without room: the file is ours or the merge, never a part.
    if MemoryDisk.isPossible {
      let disk = try MemoryDisk(bytes: 65_536)
      let long = String(repeating: "x\n", count: 20_000)
      try Data(long.utf8).write(to: URL(fileURLWithPath: "\(disk.path)/ours"))
      try repo.write("theirs", String(repeating: "y\n", count: 40_000))
      try repo.write("base", "z\n")
      let result = try repo.run("merge-file", "base", "\(disk.path)/ours", "theirs")
      #expect(result.status == 255, "\(result.stderr)")
      #expect(try String(contentsOfFile: "\(disk.path)/ours", encoding: .utf8) == long)
    }
  }

  /// Needs no repository, and takes paths that begin with a dash.
  @Test func itRunsAnywhere() throws {
    let folder = try repo.elsewhere("nowhere")
    for (name, text) in [("-base", "a\nb\nc\n"), ("-ours", "A\nb\nc\n"), ("-theirs", "a\nb\nC\n")] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    let result = try repo.run(
      "-C", folder, "merge-file", "--json", "--", "-base", "-ours", "-theirs", "-x.prompt")
    #expect(
      result.stdout == #"{"object":"merge_file","path":"-x.prompt","conflicts":0}"# + "\n",
      "\(result.stderr)")
    #expect(try String(contentsOfFile: "\(folder)/-ours", encoding: .utf8) == "A\nb\nC\n")
  }

  /// The word diff that the settings ask for shows placeholders as words.
  @Test func wordDiffsKnowPlaceholders() throws {
    try edit(("{{name}}", "{{first-name}}"), ("Be kind.", "Be kinder."))
    let diff = try repo.workTree("diff", "--word-diff=plain")
    #expect(diff.contains("Hello [-{{name}}-]{+{{first-name}}+}."))
    #expect(diff.contains("Be [-kind-]{+kinder+}."))
  }
}

extension PromptRepo {
  /// The same repository, in which git finds a program.
  func finding(_ program: String) throws -> PromptRepo {
    let folder = program.split(separator: "/").dropLast().joined(separator: "/")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return with(["PATH": "/\(folder):\(path)"])
  }
}
