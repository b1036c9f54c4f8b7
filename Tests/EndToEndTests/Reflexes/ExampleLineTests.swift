import Foundation
import TestSupport
import Testing

/// The example in the help of a command works when it is pasted where a tour was.
@Suite struct ExampleLineTests {
  /// What needs a git repository, a remote, a hosted API or a key of its own, or does not end.
  private static let elsewhere = [
    "review", "hook install", "hook remove", "adopt", "convert", "fetch", "pull", "push", "ci",
    "remote setup", "sync", "verify-remote", "serve", "key rotate", "key revoke",
    // These are called by git.
    "hook receive", "merge-file",
  ]

  /// What has to be there first.
  private static let before = [
    "release deploy": "promptrepo release create spring english-translator-and-improver",
    "release show": "promptrepo release create spring",
    "release rollback": """
    promptrepo release create old english-translator-and-improver@v1 &&
    promptrepo release deploy old --env staging &&
    promptrepo release create new english-translator-and-improver@v2 &&
    promptrepo release deploy new --env staging
    """,
    "remote remove": "promptrepo remote add hosted https://prompts.example.com",
    "unarchive": "promptrepo archive proofreader",
  ]

  @Test func works() throws {
    let repo = try PromptRepo(initialised: false)
    try repo.ok("tour", "toured")
    var count = 0
    for command in try PromptRepo.commands() where !Self.elsewhere.contains(command) {
      let help = try repo.run(["help"] + command.split(separator: " ").map(String.init)).stdout
      let parts = help.components(separatedBy: "\n\n")
      let example = try #require(
        parts.first { $0.hasPrefix("EXAMPLE:\n") }, "\(command): \(help)")
      let line = example.dropFirst("EXAMPLE:\n  ".count)
      #expect(line.hasPrefix("promptrepo \(command)"))
      // Some of what is stored elsewhere goes by the path.
      let result = try repo.with(["EDITOR": "true", "GIT_EDITOR": "true"]).shell(
        """
        cp -a toured copy\(count) && cd copy\(count) && { \(Self.before[command] ?? "true"); } && \
        \(line)
        """)
      #expect(result.status == 0, "\(line): \(result.stderr)")
      count += 1
    }
    #expect(count > 45)
  }
}
