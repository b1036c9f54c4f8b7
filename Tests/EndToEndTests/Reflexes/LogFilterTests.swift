import TestSupport
import Testing

/// `log` with the options by which git narrows a history; git says what it is of the same commits.
@Suite struct LogFilterTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    // The subject of a version's commit is its name and number.
    for (number, author) in ["Ada", "Ben", "Ada"].enumerated() {
      let there = repo.with([
        "PROMPTREPO_AUTHOR_NAME": author, "PROMPTREPO_AUTHOR_EMAIL": "\(author)@example.com",
        "PROMPTREPO_DATE": "2024-0\(number + 1)-10T12:00:00Z",
      ])
      try there.commit("a", "text \(number)", "-m", "a \(number)")
      try there.commit("b", "other \(number)", "-m", "b \(number)")
    }
  }

  @Test(arguments: [
    "--author Ada", "--author=ben@example", "--since 2024-02-01", "--since 2024-02-01 --author Ada",
    "--author nobody",
  ])
  func showsWhatGitShows(_ options: String) throws {
    let git = try repo.shell(
      "git --git-dir=.promptrepo log -i --format=%s \(options) refs/prompts/a/@versions")
    let expected = git.stdout.split(separator: "\n")
    #expect(git.status == 0)
    let one = try versions("log a \(options)")
    #expect(one == expected.map { String($0).replacing(" ", with: "@") })
    let all = try versions("log \(options)")
    #expect(all.filter { $0.hasPrefix("a@") } == one)
    #expect(all.count == 2 * expected.count)
  }

  /// The versions of a log: `a@v1`.
  private func versions(_ line: String) throws -> [String] {
    let result = try repo.shell("promptrepo \(line) --oneline")
    #expect(result.status == 0)
    return result.stdout.split(separator: "\n").map { String($0.split(separator: " ")[1]) }
  }

  @Test func saysWhereNothingIsLeft() throws {
    let shown = try repo.run("log", "a", "--author", "nobody")
    #expect(shown.status == 0 && shown.stdout == "")
    #expect(shown.stderr == "No version is as the options say. `promptrepo log a` shows all.\n")
    #expect(try repo.refusal("log", "none", "--author", "Ada").contains("there is no prompt"))
    #expect(
      try repo.refusal("log", "--pointers", "--since", "1d", status: 64).contains(
        "promptrepo audit"))
    #expect(try repo.ok("log", "-n", "1", "--author", "Ben").split(separator: "\n").count == 1)
  }
}
