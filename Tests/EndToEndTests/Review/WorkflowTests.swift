import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The workflow files of the article on reviewing: valid by the hosts' own schemas, and their
/// commands do what the article says, in a checkout as the host makes it.
@Suite struct WorkflowTests {
  private static let article = "Review/PromptReview/PromptReview.docc/Reviewing.md"

  /// The blocks marked `yaml`: GitHub's, then GitLab's.
  static func workflows(of article: String = article) throws -> [String] {
    let text = try String(
      contentsOfFile: "\(RealPrompts.projectRoot)/Sources/\(article)", encoding: .utf8)
    let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
    return blocks.compactMap { $0.components(separatedBy: "\n```").first.map { "\($0)\n" } }
  }

  @Test(arguments: [(0, "vendor.github-workflows"), (1, "vendor.gitlab-ci")])
  func isValidByTheHostsSchema(block: Int, schema: String) throws {
    try Self.expectValid(Self.workflows()[block], schema)
  }

  /// Expects that a host's schema takes a workflow, and not one with mistakes.
  static func expectValid(_ workflow: String, _ schema: String) throws {
    let folder = try TemporaryDirectory()
    let file = "\(folder.path)/workflow.yml"
    try workflow.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try TestSupport.run(
      PythonPackages.interpreter, ["-m", "check_jsonschema", "--builtin-schema", schema, file])
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    // The judge tells a wrong file from a right one.
    try (workflow + "prompts: 5\njobs: 5\n")
      .replacingOccurrences(of: "runs-on", with: "runs-onn")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let wrong = try TestSupport.run(
      PythonPackages.interpreter, ["-m", "check_jsonschema", "--builtin-schema", schema, file])
    #expect(wrong.status != 0)
  }

  @Test(arguments: [article, CIWorkflowTests.article])
  func zizmorFindsOnlyWhatIsMeantOnGitHub(_ article: String) throws {
    let folder = try TemporaryDirectory()
    let workflows = "\(folder.path)/.github/workflows"
    try FileManager.default.createDirectory(
      atPath: workflows, withIntermediateDirectories: true)
    let text = try Self.workflows(of: article)[0]
    try text.write(toFile: "\(workflows)/prompts.yml", atomically: true, encoding: .utf8)
    let zizmor = PythonPackages.interpreter.replacingOccurrences(of: "python3", with: "zizmor")
    func findings() throws -> String {
      let result = try TestSupport.run(
        zizmor, ["--offline", "--format", "json", workflows], cwd: folder.path)
      let list = try #require(try JSONValue(parsing: result.outputBytes).array)
      return list.compactMap { $0.object?.text("ident") }.sorted().joined(separator: " ")
    }
    // What pulls and pushes needs the credentials that the checkout keeps; the job uploads nothing.
    // Actions are named by their versions, as in their own documentation.
    #expect(try findings() == "artipacked unpinned-uses")
    try
      (text.components(separatedBy: "\non:")[0] + "\non: pull_request_target\npermissions:"
      + (text.components(separatedBy: "\npermissions:").last ?? ""))
      .write(toFile: "\(workflows)/prompts.yml", atomically: true, encoding: .utf8)
    #expect(try findings().contains("dangerous-triggers"))
  }

  @Test func theCommandsOnGitHubReviewAPullRequest() throws {
    let team = try ReviewedBranch()
    // As actions/checkout does: all branches, and the merge commit, detached.
    let job = try team.team.first.beside("job")
    try FileManager.default.createDirectory(
      atPath: job.path, withIntermediateDirectories: true)
    try job.workTree("init", "-q")
    try job.workTree("remote", "add", "origin", "../server.git")
    try team.pushMerge(to: "refs/pull/1/merge")
    try job.workTree(
      "fetch", "-q", "--no-tags", "origin", "+refs/heads/*:refs/remotes/origin/*",
      "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    try job.workTree("checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    let summary = "\(job.directory.path)/summary.md"
    let codes = try run(
      Self.commands(
        Self.workflows()[0],
        "[s['run'] for s in data['jobs']['review']['steps'] if 'run' in s]"),
      in: Self.nameless(job).with(["BASE": "main", "GITHUB_STEP_SUMMARY": summary]))
    #expect(codes.map(\.status) == [0, 0, 1])
    let log = codes.last?.stdout ?? ""
    #expect(log.contains("::error title=ledger-behind,file=prompts/billing/dunning.prompt,line=1"))
    #expect(
      try String(contentsOfFile: summary, encoding: .utf8)
        .hasPrefix("<!-- promptrepo review -->\n"))
    let sarif = try JSONValue(parsing: job.bytes("prompts.sarif"))
    #expect(sarif.object?.text("version") == "2.1.0")
    try team.team.expectSound(job)
  }

  @Test func theCommandsOnGitLabReviewAMergeRequest() throws {
    let team = try ReviewedBranch()
    // As GitLab's runner does: the commit of the branch alone, detached.
    let job = try team.team.first.beside("job")
    try FileManager.default.createDirectory(
      atPath: job.path, withIntermediateDirectories: true)
    try job.workTree("init", "-q")
    try job.workTree("remote", "add", "origin", "../server.git")
    try job.workTree(
      "fetch", "-q", "origin", "+refs/heads/friendlier:refs/remotes/origin/friendlier")
    try job.workTree("checkout", "-q", "--detach", "refs/remotes/origin/friendlier")
    let codes = try run(
      Self.commands(Self.workflows()[1], "data['prompts']['script']"),
      in: Self.nameless(job).with(["TARGET": "main"]))
    #expect(codes.map(\.status) == [0, 0, 0, 1])
    let report = try #require(try JSONValue(parsing: job.bytes("prompts.json")).array)
    let rules = report.compactMap { $0.object?.text("check_name") }
    #expect(rules.contains("ledger-behind") && rules.contains("variable-added"))
    try team.team.expectSound(job)
  }

  /// Where the history is missing, the review fails and says how to check out.
  @Test func aReviewOfOneCommitFailsLoudly() throws {
    let team = try ReviewedBranch()
    try team.pushMerge(to: "refs/heads/merged")
    let job = try team.team.job("job", .oneCommit, of: "merged")
    let codes = try run(
      Self.commands(
        Self.workflows()[0],
        "[s['run'] for s in data['jobs']['review']['steps'] if 'run' in s]"),
      in: job.with(["BASE": "main", "GITHUB_STEP_SUMMARY": "\(job.path)/summary.md"]))
    #expect(codes.map(\.status) == [0, 0, 3], "\(codes.map(\.stderr))")
    #expect(codes.last?.stderr.contains("Error: ") == true)
  }

  /// A checkout on a runner, where nobody has told git a name.
  static func nameless(_ repo: PromptRepo) -> PromptRepo {
    repo.with([
      "PROMPTREPO_AUTHOR_NAME": "", "PROMPTREPO_AUTHOR_EMAIL": "", "GIT_AUTHOR_NAME": "",
      "GIT_AUTHOR_EMAIL": "", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": "/nonexistent",
      "XDG_CONFIG_HOME": "/nonexistent",
    ])
  }

  /// The commands of a workflow, as a reader of YAML sees them.
  static func commands(_ workflow: String, _ expression: String) throws -> [String] {
    let script = """
      import json, sys, yaml
      data = yaml.safe_load(sys.stdin)
      json.dump(\(expression), sys.stdout)
      """
    let result = try TestSupport.run("python3", ["-c", script], stdin: Array(workflow.utf8))
    try #require(result.status == 0, "\(result.stderr)")
    return try JSONValue(parsing: result.outputBytes).array?.compactMap(\.string) ?? []
  }

  func run(_ commands: [String], in repo: PromptRepo) throws -> [RunResult] {
    try #require(!commands.isEmpty)
    return try commands.map { try repo.shell("set -e\n\($0)") }
  }
}

/// A server with a branch for review: it changes a text for which a hotfix was made meanwhile.
struct ReviewedBranch {
  let team: Team

  init() throws {
    team = try Team()
    let dev = team.first
    let path = "prompts/billing/dunning.prompt"
    try dev.write(path, "Dear {{customer}}, please pay {{amount}} today.\n")
    try dev.gitCommit("Add a prompt")
    try dev.ok("commit", "--first")
    try dev.workTree("push", "-q")
    try dev.workTree("switch", "-qc", "friendlier")
    try dev.write(path, "Hi {{customer}}, please pay {{amount}} within {{days}} days.\n")
    try dev.gitCommit("Sound friendlier")
    try dev.workTree("push", "-q", "origin", "friendlier")
    try dev.workTree("switch", "-q", "main")
    try dev.write(path, "Dear {{customer}}, please pay {{amount}} today or call us.\n")
    try dev.ok("commit", "-m", "Offer a call")
    try dev.ok("push")
    try dev.workTree("restore", "prompts")
  }

  /// Pushes the merge of the branch, as a host makes it for a pull request.
  func pushMerge(to reference: String) throws {
    let dev = team.first
    try dev.workTree("switch", "-q", "--detach", "main")
    try dev.workTree("merge", "-q", "--no-ff", "-m", "Merge", "friendlier")
    try dev.workTree("push", "-q", "origin", "HEAD:\(reference)")
    try dev.workTree("switch", "-q", "main")
  }
}
