import CanonicalJSON
import TestSupport
import Testing

/// `promptrepo ci` for commits that are not the newest of their branch: what newer ones changed is left
/// to their jobs, whether these ran already or not.
@Suite struct OlderJobTests {
  /// What one commit did, and a newer one after it.
  enum Story: String, CaseIterable, CustomTestStringConvertible {
    case renameAndBack, removalAndBack, editAndBack, editThenRemoval, additionThenRemoval
    case chainOfNames

    var testDescription: String { rawValue }
  }

  private let team: Team
  private var dev: PromptRepo { team.first }

  init() throws {
    team = try Team()
    for name in ["b", "c", "d"] {
      let lines = (1...6).map { "Line \($0) of \(name), for {{customer}}.\n" }
      try team.publish(lines.joined(), "Add \(name)", to: name)
    }
    try team.job("first").ok("ci")
  }

  private func move(_ old: String, _ new: String) throws {
    try dev.workTree("mv", "prompts/\(old).prompt", "prompts/\(new).prompt")
  }

  private func publish(_ message: String) throws {
    try dev.workTree("add", "-A")
    try dev.workTree("commit", "-qm", message)
    try dev.workTree("push", "-q", "origin", "main")
  }

  /// Publishes the older commit, then has `between` done, then publishes the newer one.
  ///
  /// - Returns: The file of which the older job tells.
  private func tell(_ story: Story, between: () throws -> Void) throws -> String {
    let file: String
    switch story {
    case .renameAndBack:
      file = "x"
      try move("c", "x")
    case .removalAndBack:
      file = "d"
      try dev.workTree("rm", "-q", "prompts/d.prompt")
    case .editAndBack:
      file = "b"
      try dev.write("prompts/b.prompt", "Withdrawn at once, {{customer}}.\n")
    case .editThenRemoval:
      file = "b"
      try dev.write("prompts/b.prompt", "The last word, {{customer}}.\n")
    case .additionThenRemoval:
      file = "new"
      try dev.write("prompts/new.prompt", "A thought, {{customer}}.\n")
    case .chainOfNames:
      file = "e"
      try move("d", "e")
      try move("c", "d")
      try move("b", "c")
    }
    try publish("The older")
    try between()
    switch story {
    case .renameAndBack, .removalAndBack, .editAndBack:
      try dev.workTree("revert", "--no-edit", "HEAD")
      try dev.workTree("push", "-q", "origin", "main")
    case .editThenRemoval:
      try dev.workTree("rm", "-q", "prompts/b.prompt")
      try publish("The newer")
    case .additionThenRemoval:
      try dev.workTree("rm", "-q", "prompts/new.prompt")
      try publish("The newer")
    case .chainOfNames:
      try move("e", "f")
      try publish("The newer")
    }
    return file
  }

  @Test(arguments: Story.allCases, [JobClone.oneCommit, .full, .withoutFiles])
  func itLeavesWhatANewerCommitChanged(_ story: Story, _ clone: JobClone) throws {
    var jobs: [PromptRepo] = []
    let file = try tell(story) { jobs.append(try team.job("older", clone)) }
    let older = try #require(jobs.first)
    #expect(try team.job("newer").run("ci").status == 0)
    let ledger = try team.server.ledger()
    let newest = try team.server.workTree("rev-parse", "--short=8", "main")
    for arguments in [["ci", "-n"], ["ci"], ["ci"]] {
      let result = try older.run(arguments)
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
      #expect(result.stdout.hasPrefix("Nothing to commit.\n"), "\(result.stdout)")
      #expect(
        result.stderr.contains(
          "prompts/\(file).prompt is left as it is: \(newest), which is newer on 'main', has changed "
        ),
        "\(result.stderr)")
    }
    #expect(try team.server.ledger() == ledger && older.ledger() == ledger)
  }

  /// In whatever order jobs run, the newest commit's decides.
  @Test(arguments: Story.allCases)
  func theOrderOfJobsChangesNothing(_ story: Story) throws {
    var jobs: [PromptRepo] = []
    _ = try tell(story) { jobs.append(try team.job("older")) }
    #expect(try jobs[0].run("ci").status == 0)
    let newest = try team.job("newest")
    #expect(try newest.run("ci").status == 0)
    let names = try newest.json("list").map { $0.text("name") }
    let files = try dev.workTree("ls-files", "prompts/*.prompt").split(separator: "\n")
    #expect(names.map { "prompts/\($0).prompt" } == files.map(String.init))
    for name in names {
      let text = try dev.read("prompts/\(name).prompt")
      #expect(try newest.ok("show", name) == String(text.dropLast()))
    }
    try team.expectSound()
  }

  /// What no newer commit touched, any job may make.
  @Test func itMakesWhatIsTheSameInTheNewest() throws {
    try dev.write("prompts/b.prompt", "Two, {{customer}}.\n")
    try dev.write("prompts/c.prompt", "Two, {{customer}}.\n")
    try publish("Edit two")
    let older = try team.job("older")
    try dev.write("prompts/c.prompt", "Three, {{customer}}.\n")
    try publish("Edit one again")
    let result = try older.run("ci")
    #expect(result.status == 0 && result.stdout.hasPrefix("b: v2 "), "\(result)")
    #expect(!result.stdout.contains("c: v"), "\(result.stdout)")
    #expect(try team.job("newest").ok("ci").hasPrefix("c: v2 "))
    #expect(try team.texts(of: "c").first == "Three, {{customer}}.")
  }

  /// A runner that keeps a clone cut short, where nothing tells which of two commits is older.
  @Test func aKeptCloneLearnsWhichIsOlder() throws {
    let job = try team.job("kept")
    func run(_ commit: String) throws -> RunResult {
      try job.workTree(
        "fetch", "-q", "--no-tags", "--depth=1", "origin", "+\(commit):refs/remotes/origin/main")
      try job.workTree("checkout", "-q", "--detach", commit)
      return try job.run("ci")
    }
    var commits: [String] = []
    _ = try tell(.removalAndBack) { commits.append(try dev.workTree("rev-parse", "HEAD")) }
    commits.append(try dev.workTree("rev-parse", "HEAD"))
    #expect(try run(commits[1]).status == 0)
    let ledger = try team.server.ledger()
    let result = try run(commits[0])
    #expect(result.status == 0 && result.stderr.contains("is left as it is"), "\(result)")
    #expect(try team.server.ledger() == ledger)
  }

  /// The newest commit of another branch is not older, though the remote's own branch went on from it.
  @Test func aBranchOfItsOwnIsNotOlder() throws {
    try dev.workTree("switch", "-qc", "release")
    try dev.write("prompts/b.prompt", "Released, {{customer}}.\n")
    try dev.workTree("commit", "-qam", "Release")
    try dev.workTree("push", "-q", "origin", "release")
    try dev.workTree("switch", "-q", "main")
    try dev.workTree("merge", "-q", "release")
    try dev.write("prompts/b.prompt", "And on, {{customer}}.\n")
    try publish("Go on")
    #expect(try team.job("job", of: "release").ok("ci").hasPrefix("b: v2 "))
    let told = try team.job("told", of: "release").with(["GITHUB_REF": "refs/heads/main"])
    #expect(try told.run("ci").status == 0)
    #expect(try team.texts(of: "b").count == 2)
  }
}
