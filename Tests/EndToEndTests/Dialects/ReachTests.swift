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
