import CanonicalJSON
import TestSupport
import Testing

/// Progress of long work, on a terminal only.
@Suite struct ProgressTests {
  private static let count = 400

  /// The program where reading and packing take a while, so that work lasts long enough to be seen
  /// on a fast machine too.
  private static func slow() throws -> PromptRepo {
    try PromptRepo().preloading(
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <time.h>
      #include <unistd.h>
      static void wait(void) { nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL); }
      ssize_t read(int descriptor, void *bytes, size_t count) {
        static ssize_t (*original)(int, void *, size_t);
        if (!original) original = dlsym(RTLD_NEXT, "read");
        wait();
        return original(descriptor, bytes, count);
      }
      int deflate(void *stream, int flush) {
        static int (*original)(void *, int);
        if (!original) original = dlsym(RTLD_NEXT, "deflate");
        wait();
        return original(stream, flush);
      }
      int inflate(void *stream, int flush) {
        static int (*original)(void *, int);
        if (!original) original = dlsym(RTLD_NEXT, "inflate");
        wait();
        return original(stream, flush);
      }
      """)
  }

  private static func write(
    _ repo: PromptRepo, file name: String = "rows.jsonl", count: Int = count
  ) throws {
    let rows = (0..<count).map { number in
      JSONValue.object([
        "name": .string("p\(number)"), "template": .string("Text \(number)"),
      ]).text() + "\n"
    }
    try repo.write(name, rows.joined())
  }

  /// What is to be seen on a screen of which lines are written over again.
  private static func screen(_ output: String) -> [String] {
    var lines: [[Character]] = [[]]
    var column = 0
    // CR LF is one character of Swift's.
    for character in output {
      switch character {
      case "\r": column = 0
      case "\r\n", "\n":
        lines.append([])
        column = 0
      default:
        let last = lines.count - 1
        if column < lines[last].count {
          lines[last][column] = character
        } else {
          lines[last].append(character)
        }
        column += 1
      }
    }
    return lines.map { line in
      var text = String(line)
      while text.last == " " { text.removeLast() }
      return text
    }.filter { !$0.isEmpty }
  }

  /// Runs a command in a terminal, and expects progress of that kind that is gone at the end.
  @discardableResult
  private func expectProgress(
    _ repo: PromptRepo, _ arguments: String..., label: String, total: Int? = count,
    at location: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let (status, output) = try PseudoTerminal(
      repo.program, arguments, cwd: repo.path,
      environment: repo.environment.merging(["TERM": "dumb", "GIT_PROGRESS_DELAY": "0"]) { $1 }
    ).finish()
    #expect(status == 0, "\(output.suffix(400))", sourceLocation: location)
    let number = total.map { String($0) } ?? "[0-9]+"
    let shown = try Regex("\r(\(label)): {1,3}([0-9]{1,2})% \\(([0-9]+)/\(number)\\)")
    let matches = output.matches(of: shown)
    #expect(!matches.isEmpty, "\(arguments): \(output.prefix(400))", sourceLocation: location)
    for phase in Set(matches.compactMap { $0[1].substring }) {
      let counts = matches.filter { $0[1].substring == phase }
        .map { match in match[3].substring.flatMap { Int($0) } ?? -1 }
      #expect(counts == counts.sorted(), sourceLocation: location)
    }
    if let total {
      for match in matches {
        let done = match[3].substring.flatMap { Int($0) } ?? -1
        #expect(match[2].substring == "\(done * 100 / total)", sourceLocation: location)
      }
    }
    let left = Self.screen(output)
    #expect(!left.contains { $0.contains("%") }, "\(left.suffix(3))", sourceLocation: location)
    return left
  }

  @Test func importTells() throws {
    let (repo, count) = (try PromptRepo(), 3_000)
    try Self.write(repo, count: count)
    let left = try expectProgress(repo, "import", "rows.jsonl", label: "Importing", total: count)
    #expect(left.count == 2)
    #expect(left[0].hasPrefix("Imported \(count) versions: "))
    #expect(left[1].contains("`promptrepo checkout`"))
  }

  @Test func workOnManyPromptsTells() throws {
    let repo = try Self.slow()
    try Self.write(repo)
    try repo.ok("import", "rows.jsonl")
    try expectProgress(repo, "checkout", label: "Reading|Comparing prompts|Writing files")
    try expectProgress(repo, "export", "--output", "all.jsonl", label: "Exporting")
    try expectProgress(
      repo, "export", "--format", "files", "--output", "all", label: "Writing files")
    for number in 0..<Self.count {
      try repo.write("prompts/p\(number).prompt", "Text \(number), edited\n")
    }
    try expectProgress(repo, "commit", "-m", "Edited", label: "Reading|Committing")
    try repo.workTree("init", "-q")
    try expectProgress(repo, "convert", "--to", "git", label: "Checking objects", total: nil)
    #expect(try repo.json("list").count == Self.count)
  }

  @Test func gcTells() throws {
    let repo = try Self.slow()
    try Self.write(repo)
    try repo.ok("import", "rows.jsonl")
    try expectProgress(repo, "gc", label: "Packing objects|Checking objects", total: nil)
    try repo.expectCleanFsck()
  }

  @Test func adoptTells() throws {
    let repo = try PromptRepo.inWorkTree()
    for number in 0..<Self.count { try repo.write("prompts/p\(number).prompt", "Text \(number)\n") }
    try repo.gitCommit("Write prompts")
    try expectProgress(repo, "adopt", "prompts", label: "Adopting")
  }

  @Test func gitRemotesTell() throws {
    let team = try Team()
    try Self.write(team.first)
    try team.first.ok("import", "rows.jsonl", "--first")
    func shown(_ repo: PromptRepo, _ command: String) throws -> String {
      let (status, output) = try repo.terminal(
        command, variables: ["TERM": "dumb", "GIT_PROGRESS_DELAY": "0"]
      ).finish()
      #expect(status == 0)
      #expect(!Self.screen(output).contains { $0.hasPrefix("Comparing") })
      return output
    }
    // Git tells of its own transport, we of what comes before and after.
    let other = try team.clone("other")
    let pushed = try shown(team.first, "push")
    #expect(pushed.contains("Writing objects: 100%"))
    let pulled = try shown(other, "pull")
    #expect(pulled.contains("remote: Counting objects: 100%"))
    #expect(pulled.contains("\rComparing prompts:  ") || pulled.contains("\rUpdating prompts:  "))
    let quiet = try other.terminal("pull", "--quiet", variables: ["GIT_PROGRESS_DELAY": "0"])
    #expect(try quiet.finish() == (0, ""))
  }

  @Test func syncTells() throws {
    let pair = try SyncedRepo()
    for number in 0..<120 { try pair.local.write("prompts/p\(number).prompt", "Text \(number)\n") }
    try pair.local.ok("commit")
    try expectProgress(pair.local, "sync", label: "hosted", total: 120)
    try pair.served.expectGoodEnd(pair.server)
  }

  /// Nobody is told in a pipe, with `--quiet` or `--json`, or of short work.
  @Test func isForPeopleWhoWait() throws {
    let repo = try PromptRepo()
    try Self.write(repo)
    let delay = ["GIT_PROGRESS_DELAY": "0", "TERM": "dumb"]
    for arguments in [["-q"], ["--json"]] {
      let (status, output) = try PseudoTerminal(
        PromptRepo.program, ["import", "rows.jsonl", "--dry-run"] + arguments, cwd: repo.path,
        environment: repo.environment.merging(delay) { $1 }
      ).finish()
      #expect(status == 0)
      #expect(output.split(separator: "\r\n").count == 1)
      #expect(!output.contains("%"))
    }
    let redirected = try PseudoTerminal(
      "sh", ["-c", "\"$0\" import rows.jsonl --dry-run 2>errors", PromptRepo.program],
      cwd: repo.path, environment: repo.environment.merging(delay) { $1 }
    ).finish()
    #expect(redirected.output.hasPrefix("Would import \(Self.count) versions"))
    #expect(try repo.read("errors") == "")
    let patient = try repo.terminal(
      "import", "rows.jsonl", "--dry-run",
      variables: ["TERM": "dumb", "GIT_PROGRESS_DELAY": "1000"]
    ).finish()
    #expect(!patient.output.contains("%"))
  }

  /// An error begins on a line of its own.
  @Test func errorsAreWhole() throws {
    let repo = try Self.slow()
    try Self.write(repo)
    try repo.write("rows.jsonl", repo.read("rows.jsonl") + "no row\n")
    let (status, output) = try repo.terminal(
      "import", "rows.jsonl", variables: ["TERM": "dumb", "GIT_PROGRESS_DELAY": "0"]
    ).finish()
    #expect(status == 1)
    #expect(output.contains("% ("))
    let left = Self.screen(output)
    #expect(left.count == 3)
    #expect(left[0].hasPrefix("Left out line \(Self.count + 1)"), "\(left)")
  }
}
