import CanonicalJSON
import TestSupport
import Testing

/// What a deployment would do, shown and not done.
@Suite struct DryRunTests {
  private let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--protected", "--requires", "staging")
    try repo.commit(
      "support/reply",
      "---\nmodel: m\n---\nHello {{customer}}, thank you for contacting us about {{issue}}.\n")
    try repo.commit("sales", "Buy {{thing}} now")
    try repo.ok("deploy", "support/reply", "sales", "--env", "staging")
    try repo.ok("promote", "--all", "--from", "staging", "--to", "production")
    try repo.commit(
      "support/reply",
      "---\nmodel: n\n---\nHey {{customer}}! Thanks for writing about {{issue}}. Use a {{tone}} "
        + "tone.\n")
  }

  /// All that the store has: references with their logs, and objects.
  private func state() throws -> String {
    let listing = try TestSupport.run(
      "sh", ["-c", "cd .promptrepo && find . -type f | sort | xargs sha1sum"], cwd: repo.path)
    return listing.stdout
  }

  /// Runs a command and then the same with `--dry-run` before it, in a copy that it may change.
  private func expectRehearsal(
    _ arguments: String..., showing words: [String], at location: SourceLocation = #_sourceLocation
  ) throws {
    let before = try state()
    let dry = try repo.run(arguments + ["--dry-run"])
    #expect(try state() == before, sourceLocation: location)
    for word in words {
      #expect(
        dry.stdout.contains(word), "\(word) in \(dry.stdout)\(dry.stderr)", sourceLocation: location
      )
    }
    let json = try repo.run(arguments + ["--dry-run", "--json"])
    #expect(try state() == before, sourceLocation: location)
    let real = try repo.run(arguments)
    #expect(dry.status == real.status, "\(dry) \(real)", sourceLocation: location)
    #expect(json.status == real.status, sourceLocation: location)
    #expect(dry.stderr == real.stderr, sourceLocation: location)
  }

  @Test func deployShowsWhatWouldGoLive() throws {
    try expectRehearsal(
      "deploy", "support/reply", "--env", "staging",
      showing: [
        "1 prompt would go live in staging\n", "changed  support/reply  v1 → v2\n", "@@ 1 @@\n",
        "[-Hello-]{+Hey+} {{customer}}", "variables  + tone\n", "config     model \"m\" → \"n\"\n",
        "size       64 → 74 bytes, about 10 → 11 tokens\n",
        "live       active v2; staging v1; production v1\n",
        "warning  variable-added  'tone' is new: whoever renders this prompt has to give it a value\n",
        "note     model-changed  model \"m\" → \"n\"\n",
      ])
    #expect(try repo.ok("matrix").contains("v2"))
    try repo.expectCleanFsck()
  }

  @Test func promoteFailsAsItWouldFail() throws {
    try repo.ok("deploy", "support/reply", "--env", "staging")
    try expectRehearsal(
      "promote", "--all", "--from", "staging", "--to", "production",
      showing: [
        "1 prompt would go live in production and will not\n",
        "warning  variable-added  production (v1): promotion will ask to acknowledge tone\n",
        "sales: v1 is live in production already\n",
      ])
    try expectRehearsal(
      "promote", "support/reply", "--from", "staging", "--to", "production", "--acknowledge",
      "tone",
      showing: [
        "would go live in production\n", "(acknowledged)\n",
        "note     variable-added  production (v1): promotion has acknowledged tone\n",
      ])
    #expect(try repo.ok("show", "support/reply@production").contains("{{tone}}"))
  }

  @Test func whatWasNeverInStagingIsRefused() throws {
    try expectRehearsal(
      "deploy", "support/reply", "--env", "production", "--acknowledge", "tone",
      showing: ["and will not\n"])
    try expectRehearsal("deploy", "missing", "--env", "staging", showing: [])
    try expectRehearsal("deploy", "sales", "--env", "nowhere", showing: [])
    try expectRehearsal(
      "deploy", "sales", "--env", "staging", "--expect", "none", showing: [])
  }

  @Test func releasesAreRehearsedToo() throws {
    try repo.commit("fresh", "New {{thing}}")
    try repo.ok("release", "create", "spring")
    try expectRehearsal(
      "release", "deploy", "spring", "--env", "staging",
      showing: [
        "2 prompts would go live in staging\n", "added  fresh  v1\n", "changed  support/reply",
      ])
    #expect(try repo.ok("release", "list").contains("staging"))
  }

  @Test func programsReadIt() throws {
    let lines = try repo.json("deploy", "support/reply", "--env", "staging", "--dry-run")
    #expect(lines.map { $0.text("object") } == ["review.prompt", "review.summary"])
    let prompt = lines[0]
    #expect(prompt["variables_added"] == ["tone"] && prompt["variables_removed"] == [])
    #expect(prompt["from"]?.object?.number("version") == 1)
    #expect(prompt["to"]?.object?.number("version") == 2)
    #expect(prompt["live"] == ["active": 2, "staging": 1, "production": 1])
    #expect(prompt["bytes"] == ["from": 64, "to": 74])
    #expect(prompt["findings"]?.array?.count == 2)
    #expect(lines[1].number("warnings") == 1 && lines[1]["failed"] == false)
  }
}
