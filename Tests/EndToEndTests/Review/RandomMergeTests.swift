import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What a review says of the ledger after a merge, against that merge, made by git in a fresh clone,
/// and `promptrepo commit` there.
@Suite struct RandomMergeTests {
  @Test(arguments: 0..<(isExtra ? 4 : 2))
  func theLedgerTakesWhatTheReviewSaid(batch: Int) throws {
    let count = isExtra ? 150 : 20
    var seen: [String: Int] = [:]
    for number in 0..<count {
      let seed = UInt64(batch * 100_000 + number)
      try ReviewedMerge(seed: seed).compare(&seen)
    }
    // A generator that makes nothing of interest would prove nothing.
    for outcome in ["version", "conflict", "renamed", "archived"] {
      #expect(seen[outcome, default: 0] > 0, "\(outcome) in \(seen)")
    }
  }
}

/// A server with a branch for review, made up by a generator, the same for the same seed.
private struct ReviewedMerge {
  private let team: Team
  private var random: Generator
  private var texts = 0
  private let seed: UInt64

  init(seed: UInt64) throws {
    self.seed = seed
    team = try Team()
    random = Generator(seed: seed)
    let dev = team.first
    for name in Self.names.dropLast(random(3)) {
      try dev.write("prompts/\(name).prompt", text())
    }
    try dev.gitCommit("Add prompts")
    try dev.ok("commit", "--first", "-m", "First")
    if random(2) == 0 {
      // What is live in an environment stays when its file goes.
      try dev.ok("env", "add", "production")
      try dev.ok("deploy", Self.names[random(2)], "--env", "production")
    }
    for _ in 0..<random(3) { try changeMain() }
    try commitToGit("What is left")
    try dev.workTree("switch", "-qc", "topic")
    for _ in 0..<(1 + random(4)) { try changeBranch() }
    try commitToGit("What is left")
    try dev.workTree("switch", "-q", "main")
    for _ in 0..<random(4) { try changeMain() }
    try commitToGit("What is left")
    if random(5) == 0 {
      try dev.workTree("switch", "-q", "topic")
      if try git("merge", "-q", "--no-edit", "main").status != 0 {
        try dev.workTree("add", "-A")
        try dev.workTree("commit", "-qm", "Merge with marks")
      }
      for _ in 0..<random(2) { try changeBranch() }
      try commitToGit("What is left")
      try dev.workTree("switch", "-q", "main")
    }
    try dev.workTree("push", "-q", "origin", "main", "topic")
    try dev.ok("push")
  }

  private static let names = ["a", "b", "support/c", "support/d", "e"]

  /// Compares what the review says with what happens.
  func compare(_ seen: inout [String: Int]) throws {
    let reviewer = try team.clone("reviewer")
    try reviewer.ok("pull")
    let before = try reviewer.ledger()
    let review = try reviewer.run("review", "origin/main", "--head", "origin/topic", "--json")
    try #require([0, 1].contains(review.status), "seed \(seed): \(review.stderr)")
    #expect(try reviewer.ledger() == before)

    let merger = try team.clone("merger")
    try merger.ok("pull")
    let merge = try TestSupport.run(
      "git", ["merge", "-q", "--no-ff", "-m", "Merge", "origin/topic"], cwd: merger.path,
      env: merger.environment)
    let stopped = Set(
      try merger.workTree("diff", "--name-only", "--diff-filter=U").split(separator: "\n")
        .map(String.init))
    if merge.status != 0 { try merger.gitCommit("Merge with marks") }
    // Where the other side renamed a file, the merge has it under that name.
    let renames = try merger.workTree(
      "diff-tree", "-r", "-M", "--name-status", "--diff-filter=R", "origin/topic", "HEAD")
    let names = Dictionary(
      renames.split(separator: "\n").map { line in
        let paths = line.split(separator: "\t").dropFirst().map {
          String($0.dropFirst("prompts/".count).dropLast(".prompt".count))
        }
        return (paths[0], paths[1])
      }
    ) { first, _ in first }
    for line in review.outputBytes.split(separator: 10) {
      let prompt = try #require(try JSONValue(parsing: Array(line)).object)
      guard prompt.text("object") != "review.summary" else { continue }
      let said = Verdict(prompt)
      seen[said.outcome, default: 0] += 1
      let name = prompt.text("name")
      let paths = [name, prompt.text("previous_name")].map { "prompts/\($0).prompt" }
      if paths.contains(where: stopped.contains) {
        #expect(said.outcome == "conflict", "seed \(seed), \(name): git stops, \(said)")
        seen["git", default: 0] += 1
      } else {
        let done = try Verdict(committing: names[name] ?? name, in: merger)
        #expect(
          said.means(done),
          "seed \(seed), \(name): said \(said) \(prompt.text("reason")), and it was \(done)")
      }
    }
    try reviewer.expectCleanRepository()
  }
}

/// What became of a prompt, or is said to become.
private struct Verdict: Equatable {
  var outcome: String
  var version: Int?
  var isActive: Bool?

  init(_ review: JSONObject) {
    outcome = review.text("outcome")
    version = review["next_version"]?.number?.integer
    isActive = review["goes_live"]?.bool
  }

  /// Commits a prompt, and looks at what it came to.
  init(committing name: String, in repo: PromptRepo) throws {
    let file = repo.exists("prompts/\(name).prompt")
    let result = try repo.run("commit", name, "--json")
    let lines = try result.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
    if result.status == 2 {
      outcome = "conflict"
    } else if lines.first?["archived"]?.bool == true {
      outcome = "archived"
    } else if let line = lines.first, line.text("object") == "prompt.version" {
      outcome = line["created"]?.bool == true ? "new" : "version"
      version = line.number("version")
      isActive = line["active"]?.bool
    } else if lines.first?["renamed_from"] != nil {
      outcome = "renamed"
    } else if lines.first?["record_edited"]?.bool == true {
      outcome = "record"
    } else {
      try #require(result.status == 0 || !file, "\(name): \(result.stderr)")
      outcome = file ? "nothing" : "stays"
    }
  }

  func means(_ other: Verdict) -> Bool {
    // Where there is neither file nor prompt, there is nothing to stay.
    if other.outcome == "stays", outcome == "nothing" { return true }
    return self == other
  }
}

// What happens on the branches.
extension ReviewedMerge {
  private func git(_ arguments: String...) throws -> RunResult {
    try TestSupport.run(
      "git", arguments, cwd: team.first.path, env: team.first.environment)
  }

  /// The prompts that have a file.
  private func files() throws -> [String] {
    try team.first.workTree("ls-files", "prompts/**.prompt").split(separator: "\n").map {
      String($0.dropFirst("prompts/".count).dropLast(".prompt".count))
    }
  }

  private mutating func text() -> String {
    texts += 1
    let lines = (1...8).map { "Line \($0) of text \(texts), for {{customer}}." }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Another text of a prompt: one of its lines, or all, or one that it had before.
  private mutating func edit(_ name: String) throws {
    let dev = team.first
    let path = "prompts/\(name).prompt"
    texts += 1
    switch random(8) {
    case 0: try dev.write(path, text())
    case 1:
      let log = try dev.workTree("log", "--format=%H", "--", path).split(separator: "\n")
      guard !log.isEmpty else { return }
      let old = String(log[random(log.count)])
      let shown = try git("show", "\(old):\(path)")
      if shown.status == 0 { try dev.write(path, shown.stdout) }
    case 2:
      try dev.write(path, "---\ntitle: Title \(texts)\n---\n\n" + body(of: try dev.read(path)))
    default:
      var lines = try dev.read(path).split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      let place = random(max(1, lines.count - 1))
      if lines[place] != "---", !lines[place].hasPrefix("title:") {
        lines[place] = "Changed \(texts)."
      }
      try dev.write(path, lines.joined(separator: "\n"))
    }
  }

  private func body(of text: String) -> String {
    guard text.hasPrefix("---\n"), let end = text.range(of: "\n---\n") else { return text }
    return String(text[end.upperBound...].drop { $0 == "\n" })
  }

  private func commitToGit(_ message: String) throws {
    let dev = team.first
    try dev.workTree("add", "-A")
    try dev.workTree("commit", "-qm", message, "--allow-empty")
  }

  private mutating func changeMain() throws {
    let dev = team.first
    let names = try files()
    guard !names.isEmpty else { return }
    let name = names[random(names.count)]
    switch random(9) {
    case 0:
      // A hotfix from a file that is no commit.
      try edit(name)
      _ = try dev.run("commit", name, "-m", "Hotfix")
      try dev.workTree("restore", "prompts")
    case 1:
      _ = try dev.run("rollback", name, "-m", "Bad night")
    case 2:
      texts += 1
      _ = try dev.run("set", name, "--title", "Ledger title \(texts)")
    case 3:
      _ = try dev.run("mv", name, "moved/m\(texts)-\(random(99))")
      try commitToGit("Rename")
    case 4:
      try edit(name)
      try commitToGit("Change without a version")
    case 5:
      _ = try dev.run("delete", name, "--yes")
      try commitToGit("Delete")
    default:
      try edit(name)
      try commitToGit("Change on main")
      _ = try dev.run("commit", "-m", "On main")
    }
  }

  private mutating func changeBranch() throws {
    let dev = team.first
    let names = try files()
    guard !names.isEmpty else {
      try dev.write("prompts/late.prompt", text())
      return try commitToGit("Add")
    }
    let name = names[random(names.count)]
    switch random(10) {
    case 0:
      try dev.write("prompts/new\(random(3)).prompt", text())
      try commitToGit("Add on the branch")
    case 1:
      try dev.workTree("rm", "-q", "prompts/\(name).prompt")
      try commitToGit("Remove on the branch")
    case 2, 3:
      let new = "renamed/r\(random(50))"
      guard !dev.exists("prompts/\(new).prompt") else { return }
      try FileManager.default.createDirectory(
        atPath: "\(dev.path)/prompts/renamed", withIntermediateDirectories: true)
      try dev.workTree("mv", "prompts/\(name).prompt", "prompts/\(new).prompt")
      if random(2) == 0 { try edit(new) }
      try commitToGit("Rename on the branch")
    case 4:
      try edit(name)
      try commitToGit("Change")
      // A version from the branch, before it is merged.
      _ = try dev.run("commit", name, "-m", "From the branch")
    case 5:
      _ = try git("revert", "--no-edit", "HEAD")
      if try git("rev-parse", "--verify", "--quiet", "REVERT_HEAD").status == 0 {
        _ = try git("revert", "--abort")
      }
    default:
      try edit(name)
      try commitToGit("Change on the branch")
    }
  }
}

/// Numbers that look random, the same for the same seed.
private struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = (seed &+ 1) &* 0x9e37_79b9_7f4a_7c15 }

  mutating func callAsFunction(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
