import TestSupport
import Testing

/// `push` and `pull` of prompts that include others: what they say, and that it works when typed.
@Suite struct SharedPartialTests {
  let team: Team
  let first: PromptRepo
  let second: PromptRepo

  private static func chat(_ text: String) -> String { "---\ndialect: chat\n---\n\(text)" }

  /// Two clones that share `l`, and `t` which includes it.
  init() throws {
    team = try Team()
    first = team.first
    try first.write("prompts/l.prompt", "one")
    try first.write("prompts/t.prompt", Self.chat("{{> l}}"))
    try first.ok("pin")
    try first.ok("commit", "--first")
    try first.ok("push")
    try first.gitCommit("Add prompts")
    try first.workTree("push", "-q")
    second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
  }

  /// Another text of `l`, and `t` with it.
  private func change(_ repo: PromptRepo, _ text: String) throws {
    try repo.write("prompts/l.prompt", text)
    try repo.ok("pin", "--to", "l")
    try repo.ok("commit", "-m", "Say it otherwise")
  }

  @Test func aPushSaysWhatHasToBeDecidedFirst() throws {
    try first.commit("l", "theirs")
    try first.ok("push")
    try change(second, "mine")
    let message = try second.run("push", "origin", "t")
    #expect(message.status == 2 && message.stdout.contains("origin: 2 in conflict\n"))
    for part in [
      "Error: prompt 't' stays as it is on both sides: its v2 includes l sha256:",
      " which is not at 'origin' and does not go along: 'l' is in conflict.\n",
      "  `promptrepo pull origin l` shows what there is to decide about 'l'; push again after that.\n",
    ] {
      #expect(message.stderr.contains(part), "\(message.stderr)")
    }
    #expect(try second.run("push", "--dry-run").status == 2)
    let json = try second.run("push", "--json")
    #expect(json.status == 2 && json.stdout.contains("does not go along"), "\(json.stdout)")
    try first.ok("pull")
    #expect(try first.ok("render", "t") == "one")
    #expect(try second.refusal("pull", "origin", "l", status: 2).contains("--ours` puts"))
    try second.ok("pull", "origin", "l", "--ours")
    try second.ok("push")
    try first.ok("pull")
    #expect(try first.ok("render", "t") == "mine")
    try team.expectSound(second)
  }

  @Test func aPullSaysWhatHasToBeDecidedFirst() throws {
    try change(first, "theirs")
    try first.ok("push")
    try second.commit("l", "mine")
    for arguments in [["pull"], ["pull", "--dry-run"], ["pull", "origin", "t", "--theirs"]] {
      let result = try second.run(arguments)
      #expect(result.status == 2)
      for part in [
        "Error: prompt 't' stays as it is on both sides: its v2 includes l sha256:",
        " which is not here and does not come along: 'l' is in conflict.\n",
        "  `promptrepo pull origin l` shows what there is to decide about 'l'; the next pull then "
          + "brings 't'.\n",
      ] {
        #expect(result.stderr.contains(part), "\(result.stderr)")
      }
    }
    #expect(try second.ok("render", "t") == "one")
    try second.ok("pull", "origin", "l", "--theirs")
    try second.ok("pull")
    #expect(try second.ok("render", "t") == "theirs")
  }

  @Test func aDeletionThatWouldBreakAPromptIsNotPulled() throws {
    try first.commit("t", Self.chat("alone"))
    try first.ok("delete", "l", "--yes")
    try first.ok("push")
    try second.commit("t", try second.read("prompts/t.prompt") + " mine")
    try second.ok("env", "add", "prod")
    try second.ok("deploy", "t", "--env", "prod")
    let message = try second.refusal("pull", "origin", "l", status: 2)
    #expect(
      message == """
        Error: prompt 'l' stays as it is on both sides: it was deleted at 'origin', and 't' \
        includes it here, where v2 is active, v2 is live in prod, v2 is the latest.
          `promptrepo reach l` shows what includes it: take it out of those files, commit that, \
        make it live where it is included, and pull again; or `promptrepo pull origin l --theirs` deletes 'l' here all \
        the same, and then 't' cannot be rendered.

        """)
    #expect(try second.ok("render", "t@prod") == "one mine")
    try second.commit("t", Self.chat("alone too"))
    try second.ok("deploy", "t", "--env", "prod")
    #expect(try second.ok("pull", "origin", "l").hasPrefix("pulled  l  deleted\n"))
  }

  @Test func whoInsistsDeletesAllTheSame() throws {
    try first.ok("delete", "l", "--force", "--yes")
    try first.ok("push")
    try second.refusal("pull", status: 2)
    #expect(try second.ok("render", "t") == "one")
    #expect(try second.ok("pull", "origin", "l", "--theirs").hasPrefix("pulled  l  deleted\n"))
    #expect(try second.refusal("render", "t").contains("which was deleted by"))
  }

  @Test func whatAPullSuggestsForADeletedPromptWorks() throws {
    try first.ok("delete", "l", "--force", "--yes")
    try first.ok("push")
    try second.commit("l", "mine")
    let message = try second.run("pull").stderr
    #expect(
      message.contains(
        "  `promptrepo delete l --force` deletes it here too, though prompt 'l' is included by 't'. "
      ),
      "\(message)")
    try second.ok("export", "l", "--format", "files", "--output", "KEPT")
    try second.ok("delete", "l", "--force", "--yes")
    try second.ok("pull")
    try second.ok("import", "KEPT")
    #expect(try second.ok("render", "l") == "mine")
    // Without what includes it, the plain deletion is enough.
    try first.ok("new", "k", "--template", "a text of its own")
    try first.ok("commit", "k")
    try first.ok("push", "origin", "k")
    try second.ok("pull", "origin", "k")
    try second.ok("checkout", "k")
    try first.ok("delete", "k", "--yes")
    try first.ok("push", "origin", "k")
    try second.commit("k", "mine")
    #expect(
      try second.run("pull", "origin", "k").stderr.contains(
        "`promptrepo delete k` deletes it here too. "))
    try second.ok("delete", "k", "--yes")
  }

  @Test func aPullTakesAlongWhatIsIncluded() throws {
    let third = try team.clone("third")
    #expect(
      try third.ok("pull", "origin", "t") == """
        Takes along what is included: l
        pulled  l  v1, v1 is active
        pulled  t  v1, v1 is active
        origin: 2 pulled

        """)
    #expect(try third.ok("render", "t") == "one")
    #expect(try !third.ok("pull", "origin", "t", "--json").contains("Takes"))
  }
}
