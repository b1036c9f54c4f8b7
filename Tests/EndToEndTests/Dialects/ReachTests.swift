import CanonicalJSON
import TestSupport
import Testing

/// What `reach` shows of the prompts that include another one.
@Suite struct ReachTests {
  private static func includer(of name: String, _ hash: String, _ text: String = "") -> String {
    "---\ndialect: chat\npartials:\n  \(name): \(hash)\n---\n{{> \(name)}}\(text)"
  }

  /// Three prompts that include versions of a fourth, and where they are live.
  private func story(isInGit: Bool) throws -> PromptRepo {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    func hash() throws -> String {
      try #require(try repo.json("show", "tone@latest").first).text("hash")
    }
    try repo.ok("env", "add", "production")
    try repo.commit("tone", "one")
    try repo.commit("reply", Self.includer(of: "tone", hash()))
    try repo.commit("refund", Self.includer(of: "tone", hash()))
    try repo.ok("deploy", "reply", "--env", "production")
    try repo.commit("tone", "two")
    try repo.commit("reply", Self.includer(of: "tone", hash()))
    try repo.commit("dunning", Self.includer(of: "tone", hash()))
    try repo.commit("other", "{{> tone}}")
    return repo
  }

  /// What is included through another prompt counts, and is not deleted.
  @Test func itGoesThroughWhatIsIncluded() throws {
    let repo = try PromptRepo()
    for (name, text) in [("l", "L"), ("m", "M {{> l}}"), ("n", "N {{> m}}")] {
      try repo.write("prompts/\(name).prompt", "---\ndialect: chat\n---\n\(text)")
    }
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "n", "--env", "production")
    try repo.commit("m", "M alone")
    #expect(
      try repo.ok("reach", "l@1") == """
        n  v1 includes v1 through m  active v1, production v1
        1 prompt includes l v1

        """)
    #expect(try repo.json("reach", "l").first?["latest"]?.object?.text("through") == "m")
    let refused = try repo.run("delete", "l", "--yes")
    #expect(refused.status != 0 && refused.stderr.contains("'n'"), "\(refused.stderr)")
    #expect(try repo.ok("render", "n@production") == "N M L")
    try repo.expectCleanFsck()
  }

  /// A renaming is no part of an export; the hash says what is included all the same.
  @Test(arguments: ["jsonl", "files"]) func anExportAfterARenamingCanBeRendered(
    format: String
  ) throws {
    let repo = try PromptRepo()
    try repo.write("prompts/leaf.prompt", "leaf {{a}}")
    try repo.write("prompts/top.prompt", "---\ndialect: chat\n---\n{{> leaf}}!")
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.ok("mv", "leaf", "blatt")
    let path = "\(repo.path)/exported.\(format)"
    try repo.ok("export", "--format", format, "--output", path)
    let other = try PromptRepo()
    try other.ok("import", path)
    #expect(try other.ok("render", "top") == "leaf {{a}}!")
    #expect(try other.ok("reach", "blatt").contains("1 prompt includes blatt"))
    // A new version says the name that the prompt has.
    try other.ok("checkout", "top")
    try other.write("prompts/top.prompt", other.read("prompts/top.prompt") + " more")
    let refused = try other.run("commit", "top")
    #expect(
      refused.stderr.contains("v1 of 'blatt' is that text: include it under this name"),
      "\(refused.stderr)")
    try other.expectCleanFsck()
  }

  @Test(arguments: [false, true])
  func itShowsWhatIncludesAPromptAndWhereThatIsLive(isInGit: Bool) throws {
    let repo = try story(isInGit: isInGit)
    #expect(
      try repo.ok("reach", "tone") == """
        dunning  v1 includes v2            active v1
        refund   v1 includes v1, 1 behind  active v1
        reply    v2 includes v2            active v2; production v1 includes v1, 1 behind
        3 prompts include tone

        """)
    #expect(
      try repo.ok("reach", "tone@2") == """
        dunning  v1 includes v2  active v1
        reply    v2 includes v2  active v2
        2 prompts include tone v2

        """)
    // An earlier version that is live counts, also where the latest one includes another.
    #expect(
      try repo.ok("reach", "tone@v1") == """
        refund  v1 includes v1, 1 behind     active v1
        reply   its latest version does not  production v1 includes v1, 1 behind
        2 prompts include tone v1

        """)
    let found = try repo.json("reach", "tone")
    #expect(found.map { $0.text("name") } == ["dunning", "refund", "reply"])
    let live = try #require(found[2]["live"]?.array)
    #expect(live.map { $0.object?.text("pointer") } == ["active", "env/production"])
    #expect(live.map { $0.object?.number("behind") } == [0, 1])
    try isInGit ? repo.expectCleanRepository() : repo.expectCleanFsck()
  }

  @Test func aDeploymentSaysWhoStaysAsItIs() throws {
    let repo = try story(isInGit: false)
    let note =
      "  Note: 3 prompts include tone and stay as they are: `promptrepo reach tone` shows where"
    #expect(
      try repo.ok("deploy", "tone", "--env", "production")
        == "tone: v2 is live in production\n\(note)\n")
    // What was live already moves nothing, and what nobody includes says nothing.
    #expect(
      try repo.ok("deploy", "tone", "--env", "production")
        == "tone: v2 is live in production already\n")
    #expect(
      try repo.ok("deploy", "dunning", "--env", "production")
        == "dunning: v1 is live in production\n")
    try repo.ok("env", "add", "next")
    let moves = try repo.json("promote", "--all", "--from", "production", "--to", "next")
    #expect(
      moves.map { $0["included_by"]?.array?.compactMap(\.string) } == [
        [], [], ["dunning", "refund", "reply"],
      ])
    #expect(moves.map { $0.text("name") } == ["dunning", "reply", "tone"])
    try repo.ok("release", "create", "r", "tone@1")
    #expect(try repo.ok("release", "deploy", "r", "--env", "next").contains(note))
    // It changed nothing for those that include it.
    #expect(try repo.ok("render", "refund") == "one")
  }

  @Test func nothingAndNobodyAreSaid() throws {
    let repo = try story(isInGit: false)
    #expect(try repo.run("reach", "reply").stderr == "No prompt includes reply.\n")
    #expect(try repo.json("reach", "reply").isEmpty)
    let unknown = try repo.run("reach", "tonne")
    repo.expectRefusal(unknown)
    #expect(unknown.stderr.contains("Did you mean 'tone'?"))
    repo.expectRefusal(try repo.run("reach", "tone@9"))
  }

  @Test func aRenamedPromptIsStillFound() throws {
    let repo = try story(isInGit: false)
    try repo.ok("mv", "tone", "shared/tone")
    #expect(try repo.json("reach", "shared/tone").count == 3)
    #expect(try repo.ok("render", "reply") == "two")
  }
}
