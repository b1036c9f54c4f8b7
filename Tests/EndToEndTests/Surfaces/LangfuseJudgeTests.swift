import Foundation
import TestSupport
import Testing

/// Langfuse's own clients, against the real server.
@Suite struct LangfuseJudgeTests {
  /// A judge's environment, by the release of the client.
  enum Release: String, CaseIterable {
    case five = "5"
    case four = "4"
    case three = "3"

    var interpreter: String {
      switch self {
      case .five: PythonPackages.interpreter
      case .four: PythonPackages.interpreter(.langfuse4)
      case .three: PythonPackages.interpreter(.langfuse3)
      }
    }
  }

  @Test(arguments: Release.allCases)
  func thePublishedClientsFindTheirPrompts(_ release: Release) throws {
    let served = try ServedRepo()
    for name in ["staging", "production"] {
      let added = try served.repo.run(["env", "add", name])
      try #require(added.status == 0, "\(added.stderr)")
    }
    let server = try served.serve("--surface", "langfuse")
    try served.judge(
      server, "langfuse", with: release.interpreter, isExtra ? "200" : "50")
    // What the ledger keeps of it, as git alone reads it.
    let moves = try git(
      served, "log", "--format=%an <%ae> %s",
      "refs/prompts/support/reply/@env/production")
    let people = moves.split(separator: "\n")
    #expect(
      people.map { $0.split(separator: "> ").last ?? "" } == [
        "support/reply production rolls back to v1", "support/reply production moves to v2",
        "support/reply production is v1",
      ])
    #expect(people.allSatisfy { $0.wholeMatch(of: /acme <key_[0-9a-f]{16}> .*/) != nil })
    let reasons = try git(
      served, "log", "--format=%(trailers:key=Reason)",
      "refs/prompts/support/reply/@env/production")
    #expect(reasons.allSatisfy { $0.isWhitespace })
    try served.expectGoodEnd(server)
  }

  /// What git prints of the ledger.
  private func git(_ served: ServedRepo, _ arguments: String...) throws -> String {
    let store = try TestSupport.run(
      "find", [served.repo.path, "-type", "d", "-name", "objects"]
    ).stdout.split(separator: "\n").first
    let folder = try #require(store).dropLast("/objects".count)
    let result = try TestSupport.run("git", ["-C", String(folder)] + arguments)
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  @Test(.enabled(if: isExtra))
  func liteLLMReadsPromptsInBothWays() throws {
    let served = try ServedRepo()
    let server = try served.serve("--surface", "langfuse", "--surface", "litellm")
    try served.judge(server, "litellm_prompts", with: PythonPackages.interpreter(.liteLLM))
    try served.expectGoodEnd(server)
  }
}

extension ServedRepo {
  /// Runs a script of `Fixtures/judges` against a server, which ends in `JUDGE OK` where it finds
  /// nothing wrong.
  func judge(
    _ server: ServerProcess, _ script: String, with interpreter: String, _ arguments: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    var environment = repo.environment
    environment["SERVER_URL"] = server.url
    environment["SERVER_LOG"] = server.logPath
    environment["PROMPTREPO"] = PromptRepo.program
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    for (name, secret) in keys { environment["KEY_\(name.uppercased())"] = secret }
    let path = "\(RealPrompts.projectRoot)/Fixtures/judges/\(script).py"
    // A script that is named as a package is would be taken for it.
    let result = try TestSupport.run(
      interpreter, ["-P", path] + arguments, cwd: repo.path, env: environment)
    let log = try server.log.split(separator: "\n").suffix(5).joined(separator: "\n")
    try #require(
      result.status == 0 && result.stdout.hasSuffix("JUDGE OK\n"),
      "\(script): \(result.stdout)\(result.stderr)\(log)", sourceLocation: location)
  }
}
