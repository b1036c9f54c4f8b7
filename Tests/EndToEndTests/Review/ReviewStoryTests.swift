import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A branch that changes a text, misspells a variable where a hotfix was made meanwhile, and renames
/// a file: reviewed in a clone of its own, in every form.
@Suite struct ReviewStoryTests {
  @Test(arguments: [("text", "story.txt"), ("markdown", "story.md")])
  func theReportIsTheOneThatAPersonHasLookedAt(format: String, fixture: String) throws {
    let story = try ReviewStory()
    let result = try story.clone.run("review", "origin/main", "--format", format)
    #expect(result.status == 1, "\(result.stderr)")
    let path = "\(RealPrompts.projectRoot)/Fixtures/review/\(fixture)"
    #expect(result.stdout == (try String(contentsOfFile: path, encoding: .utf8)))
    try story.team.expectSound(story.clone)
  }

  @Test func oneRunWritesEveryForm() throws {
    let story = try ReviewStory()
    let forms = ["text", "markdown", "json", "github", "sarif", "gitlab"]
    var arguments = ["review", "origin/main"]
    for form in forms { arguments += ["--output", "\(form):../report.\(form)"] }
    let all = try story.clone.run(arguments)
    #expect(all.status == 1)
    for form in forms {
      let alone = try story.clone.run("review", "origin/main", "--format", form)
      let file = String(
        decoding: try story.clone.bytes("../report.\(form)"), as: UTF8.self)
      #expect(alone.status == 1)
      // The commands of a report for GitHub are stopped by a token of that run.
      #expect(Self.withoutTokens(file) == Self.withoutTokens(alone.stdout), "\(form)")
    }
    // `-` is standard output, as in other commands.
    let both = try story.clone.run("review", "origin/main", "--output", "json:-")
    #expect(
      both.stdout.hasPrefix("{\"object\":\"review.prompt\"") && both.stdout.contains("\nlive  "))
    #expect(try story.clone.workTree("status", "--porcelain") == "")
  }

  @Test func callsThatMakeNoSenseAreWrongUsage() throws {
    let repo = try PromptRepo()
    for arguments in [["--head", "main"], ["main", "--env", "live"], ["--from", "live"]] {
      let result = try repo.run(["review"] + arguments)
      #expect(result.status == 64 && result.stderr.contains("\nUsage: promptrepo review "))
    }
  }

  @Test func aMisspeltNameIsRefused() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    try repo.write("prompts/b.prompt", "Bye")
    #expect(try repo.ok("review", "--only", "a", "--only", "b").contains("added  b"))
    let said = try repo.refusal("review", "--only", "a", "--only", "c", status: 3)
    #expect(said.contains("there is no prompt 'c'"))
  }

  @Test func aPromptThatIsOnNeitherSideIsNotReported() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi")
    try repo.ok("env", "add", "live")
    try repo.remove("prompts/a.prompt")
    #expect(
      try repo.ok("review", "--env", "live")
        == "The working files against what is live in live: no prompt changed\n")
  }

  @Test func everyCloneSaysTheSame() throws {
    let story = try ReviewStory()
    let (clone, dev) = (story.clone, story.team.first)
    let said = try clone.run("review", "origin/main", "--head", "origin/friendlier", "--json")
    // Another branch is checked out, a file is edited, another is staged, and one belongs to nobody.
    try dev.workTree("fetch", "-q")
    try dev.write("prompts/support/reply.prompt", "Edited here.\n")
    try dev.write("prompts/billing/dunning.prompt", "Staged here.\n")
    try dev.workTree("add", "prompts/billing/dunning.prompt")
    try dev.write("prompts/lint.yml", "rules: {variable-added: off}\n")
    try dev.write("prompts/untracked.prompt", "Untracked.\n")
    try dev.workTree("config", "diff.renames", "false")
    try dev.workTree("config", "merge.renames", "false")
    let elsewhere = try dev.run("review", "origin/main", "--head", "origin/friendlier", "--json")
    #expect(elsewhere.stdout == said.stdout, "\(elsewhere.stderr)")
    #expect(elsewhere.status == 1)
    // A bare repository has a ledger and branches too.
    let bare = try story.team.server.run("review", "main", "--head", "friendlier", "--json")
    #expect(
      bare.stdout.replacingOccurrences(of: "put it on main", with: "put it on origin/main")
        == said.stdout, "\(bare.stderr)")
  }

  @Test func whatTheMessagesSayHelps() throws {
    let story = try ReviewStory()
    let clone = story.clone
    // As the finding `ledger-behind` says.
    try clone.workTree("switch", "-q", "main")
    try clone.ok("checkout", "billing/dunning")
    try clone.gitCommit("Keep the text that is live")
    try clone.workTree("switch", "-q", "friendlier")
    let merge = try clone.shell("git merge -q main; git checkout -q --ours prompts")
    #expect(merge.status == 0, "\(merge.stderr)")
    let text = try clone.read("prompts/billing/dunning.prompt")
      .replacingOccurrences(of: "ammount", with: "amount")
      .replacingOccurrences(of: "a week.", with: "a week or call us.")
    try clone.write("prompts/billing/dunning.prompt", text)
    try clone.gitCommit("Bring main in")
    let review = try clone.run("review", "main", "--json", "--only", "billing/dunning")
    #expect(review.status == 0, "\(review.stdout)")
    #expect(review.stdout.contains(#""outcome":"version""#))

    // The merge, and what comes of it.
    try clone.workTree("switch", "-q", "main")
    try clone.workTree("merge", "-q", "friendlier")
    let done = try clone.ok("commit", "-m", "Friendlier")
    #expect(done.contains("billing/dunning: v3 ") && done.contains("support/reply: v2 "))
    #expect(done.contains("support/refunds: renamed from support/refund\n"))
    #expect(try clone.json("log", "support/refunds").count == 1)
    let nothing = "The working files against the latest versions: no prompt changed\n"
    #expect(try clone.ok("review") == nothing)
    try clone.expectCleanRepository()
  }

  /// The report without what is random in it.
  private static func withoutTokens(_ text: String) -> String {
    guard let start = text.range(of: "::stop-commands::") else { return text }
    let token = text[start.upperBound...].prefix { !$0.isNewline }
    return text.replacingOccurrences(of: token, with: "TOKEN")
  }
}

/// The story's repositories: a server, the clone in which all was written, and one that reviews.
struct ReviewStory {
  let team: Team
  let clone: PromptRepo

  init() throws {
    team = try Team(dates: "2026-03-15T10:00:00Z")
    let dev = team.first
    let reply = "prompts/support/reply.prompt"
    let dunning = "prompts/billing/dunning.prompt"
    try dev.write(
      reply,
      """
      ---
      title: Reply to a customer
      config:
        temperature: 0.2
      input:
        schema:
          customer: string
          issue: string
      ---

      Hello {{customer}}, thank you for contacting us about {{issue}}.

      """)
    try dev.write(
      dunning,
      """
      ---
      input:
        schema:
          customer: string
          amount: string
      ---

      Dear {{customer}},
      your payment of {{amount}} is late. Please pay today.

      """)
    try dev.write("prompts/support/refund.prompt", "Refund {{customer}} within {{days}} days.\n")
    try dev.gitCommit("Add prompts")
    try dev.ok("commit", "--first", "-m", "First")
    for environment in ["staging", "production"] {
      try dev.ok("env", "add", environment)
      try dev.ok(
        "deploy", "support/reply", "billing/dunning", "support/refund", "--env", environment)
    }
    try dev.workTree("push", "-q")
    try dev.workTree("switch", "-qc", "friendlier")
    try dev.write(
      reply,
      """
      ---
      title: Reply to a customer
      config:
        temperature: 0.7
      input:
        schema:
          customer: string
          issue: string
          tone: string
      ---

      Hey {{customer}}! Thanks for writing about {{issue}}, we are on it. Use a {{tone}} tone.

      """)
    try dev.write(
      dunning,
      try dev.read(dunning)
        .replacingOccurrences(of: "{{amount}}", with: "{{ammount}}")
        .replacingOccurrences(of: "pay today", with: "pay within a week"))
    try dev.workTree("mv", "prompts/support/refund.prompt", "prompts/support/refunds.prompt")
    try dev.gitCommit("Sound friendlier")
    try dev.workTree("push", "-q", "origin", "friendlier")
    // A hotfix at night, from a file that is in no commit.
    try dev.workTree("switch", "-q", "main")
    try dev.write(
      dunning,
      try dev.read(dunning).replacingOccurrences(of: "pay today", with: "pay today or call us"))
    try dev.ok("commit", "-m", "Offer a call")
    try dev.ok("push")
    try dev.workTree("restore", "prompts")
    clone = try team.clone("reviewer")
    try clone.workTree("switch", "-q", "friendlier")
    try clone.ok("pull")
  }
}
