import Foundation
import TestSupport
import Testing

/// Versions and environments are completed in real shells, as a person types.
@Suite struct VersionCompletionTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    for number in 1...3 {
      try repo.commit("support/reply", "text \(number)\n\n", "-m", "\(number)")
    }
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "support/reply@v2", "-e", "staging")
  }

  /// What is typed up to the key, and the line that is then run.
  static let lines = [
    ("show sup\t", "show support/reply"), ("show support/reply@lat\t", "show support/reply@latest"),
    ("show support/reply@s\t", "show support/reply@staging"),
    ("show support/reply lat\t", "show support/reply latest"),
    ("diff support/reply@v1 st\t", "diff support/reply@v1 staging"),
    ("deploy support/reply -e pro\t", "deploy support/reply -e production"),
    ("deploy support/reply --env=pro\t", "deploy support/reply --env=production"),
    ("rollback support/reply --to lat\t", "rollback support/reply --to latest"),
    ("log -e st\t", "log -e staging"),
  ]

  @Test(arguments: lines)
  func bashCompletes(_ typed: String, _ completed: String) throws {
    let shown = try line(typed, in: ["bash", "--norc", "--noprofile", "-i"])
    #expect(shown == completed)
  }

  @Test(.enabled("zsh is not installed") { try isInstalled("zsh") }, arguments: lines)
  func zshCompletes(_ typed: String, _ completed: String) throws {
    let shown = try line(
      typed, in: ["zsh", "-f", "-i"], setup: "autoload -U compinit; compinit -u -D; ")
    #expect(shown == completed)
  }

  @Test(
    .enabled("fish is not installed") { try isInstalled("fish") },
    arguments: [
      (
        "show support/reply@",
        ["active", "latest", "staging", "v1", "v2", "v3"].map { "support/reply@\($0)" }
      ),
      ("show support/reply@v", ["v1", "v2", "v3"].map { "support/reply@\($0)" }),
      ("show support/reply@2", ["support/reply@2"]),
      ("show support/reply ", ["active", "latest", "staging", "v1", "v2", "v3"]),
      ("diff support/reply v1 ", ["active", "latest", "staging", "v1", "v2", "v3"]),
      ("rollback support/reply --to ", ["active", "latest", "staging", "v1", "v2", "v3"]),
      ("deploy support/reply -e ", ["production", "staging"]),
      ("diff support/reply@v1 support/reply@l", ["support/reply@latest"]),
      ("show none@", []),
    ])
  func fishCompletes(_ typed: String, _ words: [String]) throws {
    let result = try repo.shell(
      "promptrepo --generate-completion-script fish | source; complete -C \"promptrepo $argv[2]\"",
      typed, shell: "fish")
    #expect(result.stderr == "")
    let found = result.stdout.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(found.sorted() == words)
  }

  /// What a shell has in its line after the keys, without the program's name.
  ///
  /// `echo` is put before the line, and a word after it, with the keys that go to its ends.
  private func line(_ typed: String, in shell: [String], setup: String = "") throws -> String {
    let folder = PromptRepo.program.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder):" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let terminal = try PseudoTerminal(
      shell[0], Array(shell.dropFirst()), cwd: repo.path,
      environment: repo.environment
        .merging(["PATH": path, "TERM": "dumb", "PS1": "$ ", "EDITOR": "emacs"]) { $1 },
      columns: 200)
    try terminal.waitFor("$ ")
    let script = "$(promptrepo --generate-completion-script \(shell[0]))"
    terminal.type("\(setup)eval \"\(script)\"; echo rea''dy\r")
    try terminal.waitFor("ready")
    terminal.type("promptrepo \(typed)\u{1}echo li''ne: \u{5} e''nd\r")
    let shown = try terminal.waitFor(" end\r\n")
    terminal.type("exit\r")
    _ = try terminal.finish()
    let line = try #require(shown.components(separatedBy: "line: promptrepo ").last)
    return try #require(line.components(separatedBy: " end").first)
  }
}
