import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `bisect` beside `git bisect run`, and what it does with any command.
@Suite struct BisectTests {
  /// A prompt with versions whose templates are their numbers.
  private func repo(versions count: Int) throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree()
    let rows = (1...count).map {
      #"{"name":"a","version":\#($0),"template":"Number\n\#($0)\n"}"# + "\n"
    }
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows.joined())
    return repo
  }

  /// Exits with 0 below a number, with 1 from it on, and with 125 for some; counts its runs.
  private func check(first: Int, untold: [Int] = [], counting file: String) -> String {
    let skips = untold.map { "test $n -eq \($0) && exit 125; " }.joined()
    return "read line; read n; echo $n >> '\(file)'; \(skips)test $n -lt \(first)"
  }

  /// What it prints for programs.
  private func steps(_ repo: PromptRepo, _ arguments: String...) throws -> [JSONObject] {
    let result = try repo.run(["--json"] + arguments)
    try #require(result.status == 0, "\(result.stderr)")
    return try result.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
  }

  private func runs(_ file: String) throws -> [Int] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
  }

  /// What git finds in a clone whose branch is the chain: the versions that may be the first bad one,
  /// and those that were tested.
  private func gitBisect(
    _ repo: PromptRepo, _ good: Int, _ bad: Int, first: Int, untold: [Int]
  ) throws -> (candidates: [Int], tested: [Int]) {
    let folder = try repo.elsewhere("clone-\(UUID().uuidString)")
    let script = """
      set -e
      git init -q . && git fetch -q "$1" refs/prompts/a/@versions:refs/heads/chain
      git symbolic-ref HEAD refs/heads/chain
      at() { git rev-list --first-parent --reverse chain | sed -n "${1}p"; }
      git bisect start --no-checkout $(at $3) $(at $2) >/dev/null
      git bisect run sh -c "git show BISECT_HEAD:template.txt | ( $4 )" > log 2>&1 || true
      git rev-list --first-parent --reverse chain > numbers
      sed -n 's/ is the first bad commit//p' log > found
      test -s found || sed -n '/The first bad commit could be any of/,$p' log > found
      grep -n -F -x -f found numbers | cut -d: -f1
      """
    let command = check(first: first, untold: untold, counting: "\(folder)/runs")
    let result = try TestSupport.run(
      "/bin/sh", ["-c", script, "sh", repo.path, "\(good)", "\(bad)", command], cwd: folder,
      env: repo.environment)
    try #require(result.status == 0, "\(result.stderr)")
    return (
      result.stdout.split(separator: "\n").compactMap { Int($0) },
      FileManager.default.fileExists(atPath: "\(folder)/runs") ? try runs("\(folder)/runs") : []
    )
  }

  @Test func theVersionIsTheOneThatGitFindsInTheSameSteps() throws {
    let repo = try repo(versions: 70)
    var random = Mutator(seed: 7)
    for index in 0..<12 {
      let good = 1 + random.random(30)
      let bad = good + 1 + random.random(70 - good)
      let first = good + 1 + random.random(bad - good)
      let git = try gitBisect(repo, good, bad, first: first, untold: [])
      #expect(git.candidates == [first])
      let file = "\(repo.directory.path)/ours-\(index)"
      let found = try steps(
        repo, "bisect", "a", "--good", "\(good)", "--bad", "v\(bad)", "--", "sh", "-c",
        check(first: first, counting: file))
      #expect(found.last?.number("first_bad") == first)
      // Both ends first, then what git tests.
      #expect(try runs(file) == [bad, good] + git.tested)
      #expect(found.last?.number("runs") == 2 + git.tested.count)
      #expect(found.dropLast().map { $0.number("version") } == [bad, good] + git.tested)
    }
  }

  @Test func whatCannotBeToldIsPassedOverAsGitDoes() throws {
    let repo = try repo(versions: 40)
    var random = Mutator(seed: 11)
    var (ours, gits) = (0, 0)
    for index in 0..<12 {
      let first = 2 + random.random(39)
      let untold = (2...39).filter { _ in random.random(10) < index % 6 + 1 }
      let git = try gitBisect(repo, 1, 40, first: first, untold: untold)
      let file = "\(repo.directory.path)/ours-\(index)"
      let result = try repo.run([
        "bisect", "a", "--good", "1", "--json", "--", "sh", "-c",
        check(first: first, untold: untold, counting: file),
      ])
      let last = try #require(result.outputBytes.split(separator: 10).last)
      let answer = try #require(try JSONValue(parsing: Array(last)).object)
      let candidates = answer["candidates"]?.array?.compactMap { $0.number?.integer } ?? []
      #expect(candidates == git.candidates, "\(first), \(untold)")
      #expect(result.status == (candidates.count == 1 ? 0 : 1))
      #expect(answer.number("first_bad") == (candidates.count == 1 ? first : -1))
      ours += try runs(file).count - 2
      gits += git.tested.count
    }
    // Git jumps to places that a generator gives, so one of the two is luckier here and there.
    #expect(ours * 8 <= gits * 9, "\(ours) tests, git \(gits)")
  }

  @Test func peopleReadTheStepsAndTheChange() throws {
    let repo = try PromptRepo().with(["PROMPTREPO_DATE": "2026-01-28T10:00:00Z"])
    for number in 1...6 {
      try repo.commit(
        "a", "Be \(number < 4 ? "kind" : "rude") to {{who}}.", "-m", "change \(number)")
      try repo.commit("a", "Be \(number < 4 ? "kind" : "rude") to {{who}}!", "-m", "sign \(number)")
    }
    let result = try repo.run(
      "bisect", "a", "--good", "v1", "--", "sh", "-c", "echo noise; ! grep -q rude")
    #expect(
      result.stdout == """
        v12 bad, v1 good
        v6 good, v9 bad, v8 bad, v7 bad
        v7 is the first bad version (v6 good): Test Author, 2026-01-28, 'change 4'
        @@ -1 +1 @@
        Be [-kind-]{+rude+} to {{who}}[-!-]{+.+}
        6 runs for 12 versions

        """)
    #expect(result.stderr == String(repeating: "noise\n", count: 6))
    let rendered = try repo.run(
      "bisect", "a", "--good", "1", "--var", "who=all", "--", "sh", "-c",
      #"test "$(cat)" != "Be rude to all." "#)
    #expect(rendered.stderr.contains("v12, which should be bad, is good"))
    let named = try steps(
      repo, "bisect", "a", "--good", "1", "--", "sh", "-c",
      #"test "$PROMPTREPO_NAME" = a -a ${#PROMPTREPO_HASH} -eq 71 -a $PROMPTREPO_VERSION -lt 9"#)
    #expect(named.last?.number("first_bad") == 9)
  }

  /// The majority of several runs decides, and a tie tells nothing.
  @Test func severalRunsVote() throws {
    let repo = try repo(versions: 8)
    let file = "\(repo.directory.path)/count"
    // Each third run says the contrary.
    let flaky = """
      read line; read n; echo x >> '\(file)'
      test $n -lt 5; code=$?
      test $(($(wc -l < '\(file)') % 3)) -eq 0 && code=$((1 - code))
      exit $code
      """
    let found = try repo.ok("bisect", "a", "--good", "1", "--runs", "5", "--", "sh", "-c", flaky)
    #expect(found.contains("v5 is the first bad version (v4 good)"))
    #expect(found.contains("v8 bad (3 of 4), v1 good (3 of 4)\n"), "\(found)")
    let tie = try repo.refusal(
      "bisect", "a", "--good", "1", "--runs", "2", "--", "sh", "-c",
      "echo x >> '\(file)'; exit $(($(wc -l < '\(file)') % 2))")
    #expect(tie.contains("v8, which should be bad, cannot be told"))
  }

  @Test func commandsOfAnyKindAreRun() throws {
    let repo = try PromptRepo()
    let long = String(repeating: "A long line of a long template.\n", count: 20_000)
    try repo.commit("a", long + "good")
    try repo.commit("a", long + "bad")
    for command in [
      ["sh", "-c", "test $PROMPTREPO_VERSION -eq 1"], ["sh", "-c", "tail -n 1 | grep -q good"],
      ["sh", "-c", "exec <&-; test $PROMPTREPO_VERSION -eq 1"],
      ["sh", "-c", "head -c 10; test $PROMPTREPO_VERSION -eq 1"],
    ] {
      let result = try repo.run(["bisect", "a", "--good", "1", "--"] + command)
      #expect(result.status == 0, "\(command): \(result.stderr)")
      #expect(result.stdout.contains("v2 is the first bad version (v1 good)"))
    }
    // It runs where the program runs.
    try repo.write("below/good", "")
    let here = try repo.run(
      "-C", "below", "bisect", "a", "--good", "1", "--", "sh", "-c",
      "test -e good -a $PROMPTREPO_VERSION = 1")
    #expect(here.status == 0, "\(here.stderr)")
  }

  @Test func commandsThatFailAreNoVerdict() throws {
    let repo = try repo(versions: 3)
    func refusal(_ command: String...) throws -> String {
      let result = try repo.run(["bisect", "a", "--good", "1", "--"] + command)
      repo.expectRefusal(result, status: 1, "\(command)")
      return result.stderr
    }
    #expect(try refusal("no-such-program").contains("'no-such-program' cannot be started"))
    #expect(try refusal("./README").contains("'./README' cannot be started"))
    #expect(try refusal("sh", "-c", "exit 128").contains("exited with 128 at v3"))
    #expect(try refusal("sh", "-c", "kill -TERM $$").contains("signal 15 ended the command at v3"))
    #expect(try refusal("true").contains("v3, which should be bad, is good"))
    #expect(try refusal("false").contains("v1, which should be good, is bad"))
    #expect(try refusal("sh", "-c", "exit 125").contains("v3, which should be bad, cannot be told"))
    #expect(try refusal("sh", "-c", "no-such-program").contains("127 is what a shell answers"))
    // What was found before it stopped has a line of its own.
    let stopped = try repo.run(
      "bisect", "a", "--good", "1", "--", "sh", "-c",
      "test $PROMPTREPO_VERSION = 3 || exit 200; false")
    #expect(stopped.stdout == "v3 bad\n")
    let missing = try repo.run(["bisect", "a", "--good", "1", "--json", "--", "no-such-program"])
    #expect(missing.stderr.hasPrefix(#"{"error":{"code":"not_found""#))
    let notOurs = try repo.run(["bisect", "a", "--good", "1", "--", "no-such-program", "--json"])
    #expect(notOurs.stderr.hasPrefix("Error: "))
  }

  @Test func linesWithoutSenseAreRefused() throws {
    let repo = try repo(versions: 3)
    for line in [
      ["bisect", "a", "--good", "1"], ["bisect", "a", "--", "true"],
      ["bisect", "a", "--good", "1", "true"], ["bisect", "--good", "1", "--", "true"],
      ["bisect", "a", "--good", "1", "--runs", "0", "--", "true"],
      ["bisect", "a", "--good", "1", "--var", "x", "--", "true"],
    ] {
      repo.expectRefusal(try repo.run(line), status: 64, "\(line)")
    }
    let order = try repo.refusal("bisect", "a", "--good", "3", "--bad", "1", "--", "true")
    #expect(order.contains("the good version, v3, is not older than the bad one, v1"))
    let same = try repo.refusal("bisect", "a", "--good", "3", "--", "true")
    #expect(same.contains("Name two versions"))
  }

  /// Nothing is written, not even a reflog.
  @Test func nothingIsWritten() throws {
    let repo = try repo(versions: 5)
    let before = try repo.shell("find . -type f | sort | xargs sha1sum").stdout
    try repo.ok("bisect", "a", "--good", "1", "--", "sh", "-c", "test $PROMPTREPO_VERSION -lt 3")
    try repo.ok("blame", "a")
    #expect(try repo.shell("find . -type f | sort | xargs sha1sum").stdout == before)
  }
}
