import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Remotes whose objects are all sound for git, and made to pass for what they are not.
struct HostileLedgerTests {
  /// A server with `good` and `bad` in version 1, both also at Bob's, and `good` in version 2.
  private func server(_ home: Teammate.Home = .workTree) throws -> (Server, bob: Teammate) {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", home, server)
    try ada.create("good")
    try ada.create("bad")
    try ada.push()
    try bob.pull()
    try ada.commit("good", "two")
    try ada.push()
    return (server, bob)
  }

  private func line(_ server: Server, _ arguments: [String], _ input: String = "") throws -> String
  {
    try line(in: server.path, arguments, input)
  }

  private func line(
    in folder: String, _ arguments: [String], _ input: String = ""
  ) throws -> String {
    let result = try git(folder, arguments, stdin: Array(input.utf8))
    return result.stdout.split(separator: "\n").first.map(String.init) ?? ""
  }

  private func id(_ server: Server, _ name: String) throws -> String {
    try line(server, ["rev-parse", name])
  }

  /// Makes a commit with the message of another one, in which some text is replaced.
  private func forge(
    _ server: Server, like commit: String, tree: String? = nil, parents: [String],
    _ replacements: [(String, String)] = []
  ) throws -> String {
    var message = try git(server.path, ["log", "-1", "--format=%B", commit]).stdout
    for (old, new) in replacements {
      #expect(message.contains(old))
      message = message.replacing(old, with: new)
    }
    return try line(
      server,
      ["-c", "user.name=Eve", "-c", "user.email=eve@example.com", "commit-tree"]
        + parents.flatMap { ["-p", $0] } + [try tree ?? id(server, "\(commit)^{tree}")],
      message)
  }

  private func set(_ server: Server, _ name: String, _ target: String) throws {
    try git(server.path, ["update-ref", name, target])
  }

  private func trailer(_ server: Server, _ key: String, of commit: String) throws -> String {
    try line(server, ["log", "-1", "--format=%(trailers:key=\(key))", commit])
  }

  /// Pulls, and expects that `good` comes and that nothing else of Bob's ledger changes.
  @discardableResult
  private func expectOnlyGoodMoves(
    _ bob: Teammate, _ others: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RemoteReport {
    let isOther = { (line: String) in !line.hasPrefix("refs/prompts/good/") }
    let before = try bob.references().filter(isOther)
    let report = try bob.pull()
    #expect(
      report.lines == others + ["good: pulled v2..v2 active v2"], sourceLocation: sourceLocation)
    #expect(try bob.references().filter(isOther) == before, sourceLocation: sourceLocation)
    return report
  }

  /// What nobody could take over is not published either.
  @Test(arguments: [false, true])
  func aPointerToAnotherPromptsVersionIsNotPushed(isForged: Bool) throws {
    let (server, bob) = try server()
    try bob.pull()
    try bob.create("mine")
    try bob.create("yours")
    let other = try line(in: bob.gitDirectory, ["rev-parse", "refs/prompts/good/@active"])
    var target = other
    if isForged {
      try bob.push("mine")
      let message = try git(bob.gitDirectory, ["log", "-1", "--format=%B", other]).stdout
      target = try line(
        in: bob.gitDirectory,
        [
          "-c", "user.name=Eve", "-c", "user.email=eve@example.com", "commit-tree", "-p",
          "refs/prompts/mine/@active", "\(other)^{tree}",
        ], message)
    }
    try git(bob.gitDirectory, ["update-ref", "refs/prompts/mine/@active", target])
    let report = try bob.push()
    #expect(report.lines.count == 2 && report.lines[1].hasPrefix("yours: pushed"))
    #expect(report.lines[0] == "mine: refused damaged")
    let there = try id(server, "refs/prompts/mine/@active")
    #expect(isForged ? there != target : there.isEmpty || there.hasPrefix("refs/"))
  }

  @Test func otherFirstVersionWithOursAsAFurtherParentIsNotTaken() throws {
    let (server, bob) = try server()
    let ours = try id(server, "refs/prompts/bad/@versions")
    let other = "refs/prompts/good/@versions"
    let hashes = try ["Version-Hash", "Template-Hash"].map { key in
      (try trailer(server, key, of: ours), try trailer(server, key, of: other))
    }
    let first = try forge(
      server, like: ours, tree: try id(server, "\(other)^{tree}"), parents: [], hashes)
    let second = try forge(
      server, like: ours, parents: [first, ours], [("Prompt-Version: 1", "Prompt-Version: 2")])
    try set(server, "refs/prompts/bad/@versions", second)
    try expectOnlyGoodMoves(bob, ["bad: conflict diverged"])
    #expect(
      try bob.repository.content(of: bob.repository.version(PromptName("bad"), .number(1))).template
        == "one")
    // Nor does a push take the other history for an older part of ours.
    try bob.commit("bad", "mine")
    #expect(try bob.push().lines == ["bad: conflict diverged"])
  }

  @Test(arguments: Resolution.allCases)
  func versionsThatAreNotWhatTheySayAreNotJoined(_ resolution: Resolution) throws {
    let (server, bob) = try server()
    let name = "refs/prompts/bad/@versions"
    let first = try id(server, name)
    try bob.commit("bad", "mine")
    // The content is the first version's, the hashes another's.
    let hashes = try ["Version-Hash", "Template-Hash"].map { key in
      (
        try trailer(server, key, of: first),
        try trailer(server, key, of: "refs/prompts/good/@versions")
      )
    }
    try set(
      server, name,
      try forge(
        server, like: first, parents: [first], [("Prompt-Version: 1", "Prompt-Version: 2")] + hashes
      ))
    let before = try bob.references().filter { $0.hasPrefix("refs/prompts/bad/") }
    #expect(
      try bob.pull(resolution).lines == ["bad: refused damaged", "good: pulled v2..v2 active v2"])
    #expect(try bob.references().filter { $0.hasPrefix("refs/prompts/bad/") } == before)
  }

  @Test(arguments: ["@info", "@active"])
  func otherHistoryOfRecordsAndMovesIsNotTaken(kind: String) throws {
    let (server, bob) = try server()
    let name = "refs/prompts/bad/\(kind)"
    let ours = try id(server, name)
    let root = try forge(server, like: ours, parents: [])
    try set(server, name, try forge(server, like: ours, parents: [root, ours]))
    try expectOnlyGoodMoves(bob, ["bad: conflict diverged"])
  }

  /// Gives the references of `bad` a second name.
  private func twin(_ directory: String) throws {
    for kind in ["@info", "@versions", "@active"] {
      try git(
        directory, ["update-ref", "refs/prompts/twin/\(kind)", "refs/prompts/bad/\(kind)"])
    }
  }

  @Test func secondNameOfAPromptInStepIsNotPulled() throws {
    let (server, bob) = try server()
    try twin(server.path)
    let before = try bob.references().filter { !$0.hasPrefix("refs/prompts/good/") }
    #expect(try bob.pull().lines == ["good: pulled v2..v2 active v2", "twin: refused damaged"])
    #expect(try bob.references().filter { !$0.hasPrefix("refs/prompts/good/") } == before)
    // Nor is it later, when everything else is in step.
    #expect(try bob.pull().lines == ["twin: refused damaged"])
  }

  @Test func secondNameWithARecordOfItsOwnIsNotPulled() throws {
    let (server, bob) = try server()
    try twin(server.path)
    let info = "refs/prompts/twin/@info"
    try set(server, info, try forge(server, like: info, parents: [try id(server, info)]))
    try bob.pull()
    #expect(try bob.repository.prompt(PromptName("twin")) == nil)
  }

  @Test func secondNameHereIsNotPushed() throws {
    let (server, bob) = try server()
    try bob.pull()
    try twin(bob.gitDirectory)
    let before = try server.references()
    #expect(try bob.push().lines == ["twin: refused damaged"])
    #expect(try server.references() == before)
  }

  @Test func symbolicLinkIsNoTemplate() throws {
    let (server, bob) = try server()
    let name = "refs/prompts/bad/@versions"
    let ours = try id(server, name)
    let blob = try id(server, "\(ours):template.txt")
    for tree in [
      "120000 blob \(blob)\ttemplate.txt\n", "100755 blob \(blob)\ttemplate.txt\n",
      "100644 blob \(blob)\ttemplate.txt\n100644 blob \(blob)\tmore.txt\n",
    ] {
      let tree = try line(server, ["mktree"], tree)
      try set(
        server, name,
        try forge(
          server, like: ours, tree: tree, parents: [ours],
          [("Prompt-Version: 1", "Prompt-Version: 2")]))
      #expect(try bob.origin().fetch().report.lines.first == "bad: refused damaged")
    }
    try expectOnlyGoodMoves(bob, ["bad: refused damaged"])
  }

  @Test func symbolicLinkIsNoRecord() throws {
    let (server, bob) = try server()
    let name = "refs/prompts/bad/@info"
    let ours = try id(server, name)
    let blob = try id(server, "\(ours):prompt.json")
    let tree = try line(server, ["mktree"], "120000 blob \(blob)\tprompt.json\n")
    try set(server, name, try forge(server, like: ours, tree: tree, parents: [ours]))
    try expectOnlyGoodMoves(bob, ["bad: refused damaged"])
  }

  @Test(arguments: Teammate.Home.allCases, [false, true])
  func namesThatAreNotUTF8AreLeftAlone(home: Teammate.Home, isPacked: Bool) throws {
    let (server, bob) = try server(home)
    let line = try id(server, "refs/prompts/bad/@info")
    let script = """
      d=$(printf '%s/refs/prompts/n\\377\\376' "$1"); mkdir "$d"; echo "$2" > "$d/@info"
      """
    #expect(try run("/bin/sh", ["-c", script, "sh", server.path, line]).status == 0)
    if isPacked { try git(server.path, ["pack-refs", "--all"]) }
    let report = try expectOnlyGoodMoves(bob, [])
    #expect(report.foreign.count == 1)
    // Other work on the store does not meet the name, not even after another fetch.
    #expect(throws: Never.self) { try bob.store.references(under: "refs/") }
    try bob.commit("bad", "mine")
    #expect(try bob.push().lines == ["bad: pushed v2..v2 active v2"])
    #expect(throws: Never.self) { try bob.store.references(under: "refs/") }
  }
}
