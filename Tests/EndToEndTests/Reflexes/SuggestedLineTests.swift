import Foundation
import TestSupport
import Testing

/// A line that an error tells people to type works when it is pasted into a shell.
@Suite struct SuggestedLineTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.commit("reply", "Hi {{customer}} one", "-m", "first")
    try repo.commit("reply", "Hi {{customer}} two", "-m", "second")
    try repo.commit("support/ask", "Hi {{customer}}", "-m", "first")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--requires", "staging")
    try repo.ok("deploy", "reply@1", "--env", "staging")
    try repo.write("text.txt", "Hello\n")
  }

  @Test(arguments: [
    (["promote", "staging", "production"], "promote --all --from staging --to production"),
    (
      ["promote", "production", "--from", "staging"],
      "promote --all --to production --from staging"
    ),
    (
      ["promote", "reply", "staging", "production", "-m", "it's \"$1\""],
      #"promote reply --from staging --to production -m 'it'\''s "$1"'"#
    ),
    (["render", "reply", "customer=a b"], "render reply --var 'customer=a b'"),
    (["-C", ".", "render", "reply", "customer=a"], "-C . render reply --var customer=a"),
    (["show", "reply", "customer=-x"], "render reply --var customer=-x"),
    (
      ["new", "my/prompt", "Hi {{name}}, it's $5"],
      #"new my/prompt --template 'Hi {{name}}, it'\''s $5'"#
    ),
    (
      ["new", "my/prompt", "text.txt", "--title", "My prompt"],
      "new my/prompt --file text.txt --title 'My prompt'"
    ),
    (["new", "Süße Grüße"], "new suesse-gruesse --title 'Süße Grüße'"),
    (["new", "Support/Reply", "--template", "x"], "new support/reply --template x"),
    (["show", "reply^"], "show reply@~1"), (["show", "reply~1"], "show reply@~1"),
    (["show", "reply@{1}"], "show reply@~1"), (["show", "reply@-1"], "show reply@~1"),
    (["show", "reply@HEAD~1"], "show reply@~1"), (["diff", "reply:1"], "diff reply@v1"),
    (["render", "reply#1"], "render reply@v1"),
    (["mv", "reply", "archive/"], "mv reply archive/reply"),
    (["show", "Reply"], "show reply"), (["show", "reply@Staging"], "show reply@staging"),
    (["diff", "reply", "V1"], "diff reply v1"), (["log", "Support/Ask"], "log support/ask"),
    (["deploy", "reply", "--env", "Staging"], "deploy reply --env staging"),
    (["mv", "reply", "support/ask", "archive"], "mv support/ask archive/ask"),
    (["rm", "reply"], "archive reply"),
    (["rm", "prompts/reply.prompt"], "archive prompts/reply.prompt"),
    (["restore", "-f", "reply"], "checkout reply"),
    (["cp", "reply", "other"], "show reply | promptrepo new other -"),
    (["cherry-pick", "reply@1"], "checkout reply@v1"), (["inspect", "reply"], "log reply"),
    (["log", "reply", "staging"], "log reply --env staging"),
    (["log", "staging", "reply"], "log --env staging reply"),
    (["render", "reply", "c=x", "c=x"], "render reply --var c=x --var c=x"),
    (["show", "reply", "--", "c=x"], "render reply --var c=x"),
    (["render", "--", "reply", "c=-x"], "render --var c=-x -- reply"),
    (["log", "--", "reply", "staging"], "log --env staging -- reply"),
    (["cat", "reply", "c=x"], "render reply --var c=x"),
    (["rollback", "reply@1"], "rollback reply --to 1"),
    (["rollback", "reply@1", "-m", "it's", "-q"], "activate reply@1 -m 'it'\\''s' -q"),
    (["deploy", "Reply", "--env", "Staging"], "deploy reply --env staging"),
    (["deploy", "Reply", "--env=Staging"], "deploy reply --env=staging"),
    (
      ["deploy", "reply", "staging", "-m", "it's x", "--acknowledge", "c"],
      #"deploy reply --env staging -m 'it'\''s x' --acknowledge c"#
    ),
    (["deploy", "reply", "1", "staging"], "deploy reply@1 --env staging"),
    (
      ["promote", "reply@1", "--from", "staging", "--to", "staging"], "deploy reply@1 --env staging"
    ),
    (["log", "reply", "support/ask"], "log support/ask"),
    (["audit", "reply", "support/ask"], "audit reply"),
    (["status", "."], "status"), (["log", "."], "log"), (["checkout", "."], "checkout"),
    (["duplicate", "reply", "My Copy"], "show reply | promptrepo new my-copy -"),
    (["promote", "staging", "--to", "production"], "promote --all --from staging --to production"),
    (["mv", "prompts/reply.prompt", "old/"], "mv prompts/reply.prompt old/reply"),
  ])
  func works(_ typed: [String], _ line: String) throws {
    let result = try repo.run(typed)
    #expect(result.status == 64 && result.stdout == "")
    #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
    #expect(result.stderr.contains("`promptrepo \(line)`"), "\(result.stderr)")
    let pasted = try repo.shell("promptrepo \(line)")
    #expect(pasted.status == 0, "\(line): \(pasted.stderr)")
  }

  /// A suggestion for another place is about the same pointer as what was typed.
  @Test func goesToTheSameEnvironment() throws {
    try repo.ok("deploy", "reply@2", "--env", "staging")
    let typed = try repo.refusal("rollback", "reply@1", "--env", "staging", status: 64)
    #expect(typed.contains("`promptrepo rollback reply --to 1 --env staging`"), "\(typed)")
    #expect(typed.contains("`promptrepo deploy reply@1 --env staging`"), "\(typed)")
    try repo.ok("rollback", "reply", "--to", "1", "--env", "staging")
    #expect(try repo.ok("show", "reply@active").contains("two"))
    #expect(try repo.ok("show", "reply@staging").contains("one"))
  }

  /// From another folder, each line is about the repository that was named.
  @Test(arguments: [
    ["rm", "reply"], ["restore", "reply"], ["revert", "reply"], ["reset", "reply"],
    ["copy", "reply", "x"], ["disable", "reply"], ["rollback", "reply@1"],
    ["deploy", "reply", "staging"], ["mv", "reply", "support/ask", "old"], ["audit", "staging"],
    ["show", "missing"], ["undo", "a5020f2b"], ["checkout", "reply", "v1"], ["log", "staging"],
    ["render", "reply", "customer=x"], ["activate", "reply", "support/ask"],
    ["log", "reply", "support/ask"], ["activate", "reply", "-e", "staging"], ["new", "x", "text"],
  ])
  func keepsTheFolder(_ typed: [String]) throws {
    let other = try repo.beside("other place")
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
    let folder = "../work"
    for shown in [
      try other.run(["-C", folder] + typed).stderr,
      try other.run(["-C", folder, "--json"] + typed).stderr,
    ] {
      let lines = shown.split(separator: "`").filter { $0.hasPrefix("promptrepo ") }
      #expect(!lines.isEmpty, "\(shown)")
      for line in lines {
        #expect(line.hasPrefix("promptrepo -C \(folder) "), "\(shown)")
        if let rest = line.firstRange(of: "| promptrepo ")?.upperBound {
          #expect(line[rest...].hasPrefix("-C \(folder) "), "\(shown)")
        }
      }
    }
  }

  /// So it is with what is said of a success.
  @Test func keepsTheFolderInHints() throws {
    let other = try repo.beside("elsewhere")
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
    try repo.write("prompts/reply.prompt", "Hi {{customer}} three")
    for (typed, line) in [
      (["status"], "commit"), (["archive", "support/ask"], "unarchive support/ask"),
      (["list", "zzz"], "list"), (["env", "remove", "production"], "undo"),
    ] {
      let result = try other.run(["-C", "../work"] + typed)
      #expect(result.status == 0, "\(result.stderr)")
      let said = result.stdout + result.stderr
      #expect(said.contains("`promptrepo -C ../work \(line)`"), "\(said)")
      #expect(!said.contains("`promptrepo \(line)"), "\(said)")
    }
  }

  @Test(arguments: [
    (["promote", "reply", "staging"], "`promptrepo promote reply --from ENV --to staging`"),
    (["show", "show", "c=x"], "`promptrepo render show --var c=x`"),
    (
      ["promote", "staging", "staging"],
      "`promptrepo promote --all --from staging --to staging`"
    ),
    (
      ["log", "--", "reply", "support/ask"],
      "`promptrepo log -- reply`, `promptrepo log -- support/ask`"
    ),
  ])
  func namesThePlace(_ typed: [String], _ line: String) throws {
    let said = try repo.run(typed).stderr
    #expect(said.contains(line), "\(said)")
  }

  /// Two prompts where a version may follow, and a version that stands alone among prompts.
  @Test func saysWhichPrompt() throws {
    try repo.commit("ask", "Hi", "-m", "first")
    for (other, status) in [("ask", Int32(1)), ("support/ask", 64)] {
      for command in ["show", "blame"] {
        let said = try repo.refusal(command, "reply", other, status: status)
        #expect(
          said.contains("`promptrepo \(command) reply`, `promptrepo \(command) \(other)`"),
          "\(said)")
      }
      let activation = try repo.refusal("activate", "reply", other, status: status)
      #expect(activation.contains("`promptrepo activate \(other)@latest`"), "\(activation)")
      let difference = try repo.refusal("diff", "reply", other, status: status)
      #expect(difference.contains("reply@latest \(other)@latest"), "\(difference)")
    }
    #expect(
      try repo.refusal("checkout", "reply", "v1").contains(
        "A version is written with its prompt: `promptrepo checkout reply@v1`."))
    #expect(try !repo.refusal("mv", "support/", "x/", status: 64).contains("x/support"))
  }

  /// A letter with its value attached is not taken apart.
  @Test func anAttachedValueIsWhole() throws {
    try repo.ok("new", "attached", "-ftext.txt")
    #expect(try repo.read("prompts/attached.prompt").contains("Hello"))
    #expect(try repo.refusal("serve", "-p8080x", status: 64).contains("The value '8080x'"))
  }

  /// What a shell reads of a suggestion is what was typed.
  @Test(arguments: [
    "a b", "$HOME", "`id`", "it's", "\"x\"", "日本", "🎉", "-x", "a\\b", "~", "=", "*", "",
  ])
  func isQuotedForTheShell(_ value: String) throws {
    let message = try repo.refusal("render", "reply", "customer=\(value)", status: 64)
    let start = try #require(message.firstRange(of: "`promptrepo ")).upperBound
    let end = try #require(message.lastIndex(of: "`"))
    #expect(
      try repo.shell("promptrepo \(message[start..<end])").stdout
        == repo.ok("render", "reply", "--var", "customer=\(value)"))
  }

  /// What is put away says how it comes back, and so it does.
  @Test func restoresWhatWasPutAway() throws {
    func line(_ shown: String) throws -> String {
      let parts = shown.split(separator: "`")
      return try #require(parts.first { $0.hasPrefix("promptrepo ") }.map(String.init), "\(shown)")
    }
    let archived = try repo.shell(line(repo.ok("archive", "support/ask")))
    #expect(archived.status == 0, "\(archived.stderr)")
    #expect(try repo.json("list").map { $0.text("name") } == ["reply", "support/ask"])
    let removed = try repo.shell(line(repo.ok("env", "remove", "production")))
    #expect(removed.status == 0, "\(removed.stderr)")
    let environments = try repo.json("env", "list")
    #expect(environments.map { $0.text("name") } == ["staging", "production"])
    #expect(environments.last?.text("requires") == "staging")
    #expect(try repo.ok("archive", "reply", "--quiet") == "")
  }

  /// A word that is longer than any name does not fill the screen.
  @Test func cutsLongWords() throws {
    let word = String(repeating: "long/", count: 2000)
    for typed in [["show", word], ["show", "reply@\(word)"], ["log", word], ["mv", word, word]] {
      let result = try repo.run(typed)
      #expect(result.status == 64 && result.stderr.count < 1000, "\(result.stderr.prefix(1000))")
      #expect(result.stderr.contains("…"))
    }
  }

  /// Words that are no names are quoted, too.
  @Test func quotesWhatIsNoName() throws {
    let address = "../it's $(touch harm) here"
    let adds = try repo.refusal("remote", "add", "origin", address)
    let end = try #require(adds.range(of: " adds it")).lowerBound
    let start = try #require(adds.firstRange(of: "`git ")).lowerBound
    let line = adds[start..<end].dropFirst().dropLast()
    #expect(try repo.shell(String(line)).status == 0)
    #expect(try repo.git("remote", "get-url", "origin").stdout == "\(address)\n")
    #expect(
      try repo.refusal("log", "$(touch harm)@v1", status: 64).contains(
        "`promptrepo show '$(touch harm)@v1'`"))
    #expect(!FileManager.default.fileExists(atPath: "\(repo.path)/harm"))
  }

  /// A version without its prompt: where there is one prompt, that one is named.
  @Test func theOnlyPromptIsNamed() throws {
    #expect(try repo.refusal("show", "1").contains("NAME@1"))
    try repo.ok("delete", "support/ask", "--yes")
    #expect(
      try repo.refusal("show", "1").contains("A version is written with its prompt: reply@1."))
    #expect(try repo.refusal("diff", "1", "2").contains("`promptrepo diff reply 1`"))
    #expect(try repo.shell("promptrepo diff reply 1").status == 0)
  }
}
