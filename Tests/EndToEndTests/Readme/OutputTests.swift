import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Output.md says which keys the program prints, of which types.
@Suite struct OutputTests {
  private static let article =
    "Sources/Programs/PromptRepoCommands/PromptRepoCommands.docc/Output.md"

  @Test func everyKeyIsDocumentedAndEveryDocumentedKeyIsPrinted() throws {
    let article = try Readme(OutputTests.article)
    let printed = try everything()
    let headings = article.text.components(separatedBy: "\n").filter { $0.hasPrefix("### ") }
    #expect(Set(headings) == Set(printed.keys).subtracting(["error"]).union(["### Codes"]))
    for (heading, objects) in printed {
      let rows =
        heading == "error"
        ? try article.rows(below: OutputTests.errorLine) : try article.rows(below: heading)
      let keys = try rows.dropFirst().map { row in try DocumentedKey(row) }
      for object in objects {
        let known = object.map { member in keys.firstIndex { $0.name == member.key } ?? -1 }
        #expect(known.allSatisfy { $0 >= 0 }, "\(heading): \(object)")
        #expect(known == known.sorted(), "\(heading) in another order: \(object)")
        for key in keys {
          #expect(key.accepts(object[key.name]), "\(heading), \(key.name): \(object)")
        }
      }
      for key in keys {
        let values = objects.map { $0[key.name] }
        #expect(values.contains { $0 != nil }, "\(heading) never has \(key.name)")
        #expect(
          values.contains { $0 == nil } == key.isOptional, "\(heading), \(key.name): \(key.type)")
      }
    }
  }

  @Test func theTableOfCommandsHasThemAll() throws {
    let rows = try Readme(OutputTests.article).rows(below: "## Overview").dropFirst()
    let named = rows.flatMap {
      $0[0].matches(of: /`([a-z][a-z-]*(?: [a-z]+)?)`/).map { String($0.output.1) }
    }
    #expect(Set(named + ["tour"]) == Set(try PromptRepo.commands()))
  }

  @Test func theTableOfErrorCodesHasThemAll() throws {
    let table = try Readme(OutputTests.article).rows(below: "### Codes").dropFirst()
      .map { $0[0].trimmingCharacters(in: ["`"]) }
    var declared: Set<String> = ["failure", "usage"]
    let sources = "\(RealPrompts.projectRoot)/Sources"
    for case let path as String in FileManager.default.enumerator(atPath: sources) ?? .init()
    where path.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
      let pattern = /public static let [a-zA-Z]+ = [A-Za-z.]*Code\(rawValue: "(.+)"\)/
      for match in text.matches(of: pattern) {
        declared.insert(String(match.output.1))
      }
    }
    #expect(Set(table) == declared)
  }

  private static let errorLine =
    "Errors go to standard error. With `--json` an error is one object on one line:"

  /// Runs all commands, each in its different ways, and sorts what they print by heading.
  private func everything() throws -> [String: [JSONObject]] {
    let repo = try PromptRepo(initialised: false)
    var found: [String: [JSONObject]] = [:]
    func collect(_ heading: String, _ arguments: String..., status: Int32 = 0) throws {
      try self.collect(repo, heading, arguments, status: status, into: &found)
    }
    try collect("", "init")
    try collect("", "config", "set", "commit.activate", "yes")
    try collect("", "config", "get", "commit.activate")
    try collect("", "config", "unset", "commit.activate")
    try collect("", "config", "list")
    try collect("", "new", "a", "--template", "Hi {{x}}", "--title", "A")
    try collect("", "new", "b", "--template", "Bye")
    try collect("", "commit", "-m", "first")
    try repo.write("prompts/a.prompt", "---\ntitle: B\nmodel: m\n---\nHi {{x}}\nHo {{y}}\n")
    try collect("", "status")
    try collect("", "diff", "a")
    try collect("", "checkout", "a", "--merge")
    try collect("", "commit")
    try collect("", "diff", "a@1", "2")
    try collect("", "diff", "a@2", "1")
    try collect("", "set", "a", "--description", "d", "--metadata", #"{"k":1}"#)
    try repo.write(
      "prompts/a.prompt", "---\ntitle: C\nmodel: m\n---\nHi {{x}}\nHo {{y}}\n")
    try collect("", "commit", "--dry-run")
    try collect("", "commit")
    try repo.write("prompts/b.prompt", "---\nx: [\n---\nBye\n")
    try repo.write("prompts/BAD.prompt", "x")
    try repo.write("prompts/near.prompt", "----\nmodel: m\n----\nHi\n")
    try collect("", "status")
    try repo.remove("prompts/BAD.prompt")
    try repo.remove("prompts/near.prompt")
    try repo.write("prompts/b.prompt", "Bye")
    let editor = repo.with(["EDITOR": "true", "VISUAL": ""])
    #expect(try editor.json("edit", "b").map { $0.text("object") } == ["status"])
    try collect("", "rollback", "a", "-m", "why")
    try collect("", "activate", "a@latest")
    try collect("", "log", "a", "--pointers")
    try collect("", "log", "a")
    try collect("", "log", "-p")
    try collect("", "show", "a")
    try collect("", "show", "b")
    try collect("", "render", "a", "--var", "x=1")
    try collect("", "render", "a", "--messages")
    try collect("", "render", "a", "--format", "anthropic")
    try collect("", "list")
    try repo.remove("prompts/a.prompt")
    try collect("", "checkout", "a@1")
    try repo.write("prompts/a.prompt", "---\ntitle: C\n---\nHello {{x}}\n")
    try collect("", "checkout", "a", "--merge", status: 2)
    try collect("", "grep", "H")
    try collect("### A row of `export`", "export")
    try collect("", "export", "--output", "out.jsonl")
    try collect("", "export", "--format", "files", "--output", "out")
    try repo.write("rows.jsonl", "{\"name\":\"z\",\"template\":\"q\",\"foo\":1}\n{}\n")
    try collect("", "import", "rows.jsonl", status: 1)
    let data = "\(repo.directory.path)/data"
    try collect("", "key", "create", "--owner", "a", "--data", data)
    try collect("", "key", "create", "--owner", "b", "--data", data, "--expires", "1d")
    let id = try #require(found["### `api_key`"]?.last).text("id")
    try collect("", "key", "rotate", id, "--data", data)
    try collect("", "key", "revoke", id, "--data", data)
    // What a server that accepted the key has written.
    try repo.write("../data/last-used.json", "{\"\(id)\": \"2026-03-15\"}")
    try collect("", "key", "list", "--data", data)
    let server = try repo.whileServing(#"echo "$PRINTED""#, with: "--data '\(data)'")
    found["### `server`"] = [try #require(try JSONValue(parsing: server).object)]
    try collect("", "mv", "b", "c")
    try repo.write("prompts/b.prompt", "Bye")
    try collect("", "status")
    try repo.remove("prompts/b.prompt")
    try collect("", "delete", "c", "--yes")
    try repo.write("prompts/only-a-file.prompt", "x")
    try collect("", "delete", "only-a-file", "--yes")
    try collect("", "gc")
    try collect("", "--version")
    try self.collect(
      repo.with(["EDITOR": "no-such-editor", "VISUAL": ""]), "", ["doctor"], into: &found)
    try collect("error", "show", "c", status: 1)
    try collectInLint(&found)
    try collectInDialects(&found)
    try collectInCI(&found)
    try collectInEnvironments(&found)
    try collectAfterRollbacks(&found)
    try collectInSync(&found)
    try collectFromLangfuse(&found)
    try collectInGit(&found)
    try collectInReview(&found)
    return found
  }
}

extension OutputTests {
  /// Runs a command and sorts what it prints by heading.
  private func collect(
    _ repo: PromptRepo, _ heading: String, _ arguments: [String], status: Int32 = 0,
    into found: inout [String: [JSONObject]]
  ) throws {
    let result = try repo.run(arguments + ["--json"])
    try #require(result.status == status, "\(arguments): \(result.stderr)")
    let bytes = heading == "error" ? result.errorBytes : result.outputBytes
    for line in bytes.split(separator: 10) {
      let object = try #require(try JSONValue(parsing: Array(line)).object)
      let kind = object["object"]?.string.map { "### `\($0)`" }
      found[kind ?? heading, default: []].append(object)
      if let held = object["held_back"]?.object {
        found["### `held_back`", default: []].append(held)
      }
    }
  }

  /// What is about environments and about what was done before.
  private func collectInEnvironments(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo()
    func collect(_ arguments: String..., status: Int32 = 0) throws {
      try self.collect(repo, "", arguments, status: status, into: &found)
    }
    try repo.commit("a", "Hi {{x}}", "-m", "first")
    try repo.commit("b", "Bye")
    try collect("env", "add", "staging")
    try collect("env", "add", "production", "--requires", "staging", "-m", "rules")
    try collect("env", "list")
    try collect("deploy", "a", "b", "--env", "staging")
    try collect("promote", "--all", "--from", "staging", "--to", "production")
    try repo.commit("a", "Hi {{y}}")
    try collect("deploy", "a", "--env", "staging", "-m", "next")
    try collect("release", "create", "r1", "a@staging", "-m", "next")
    try collect("release", "create", "r2", "b")
    try collect("release", "show", "r1")
    try collect("release", "deploy", "r1", "--env", "production", "--acknowledge", "x,y")
    try collect("release", "list")
    try collect("matrix")
    try collect("rollback", "a", "--env", "staging")
    try collect("release", "rollback", "--env", "production", "-m", "bad")
    try collect("undo")
    try collect("log", "a", "--env", "production")
    try collect("set", "a", "--title", "A")
    try collect("archive", "b")
    try collect("matrix", "--archived")
    try collect("unarchive", "b")
    try repo.ok("mv", "b", "c")
    try collect("delete", "c", "--yes", "--force")
    try collect("env", "set", "production", "--no-rules")
    try collect("env", "remove", "production", "--force")
    try collect("audit")
  }

  /// What is said of texts that a rollback withdrew.
  private func collectAfterRollbacks(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo()
    func collect(_ arguments: String...) throws {
      try self.collect(repo, "", arguments, into: &found)
    }
    try repo.commit("a", "one")
    try repo.commit("a", "two")
    try collect("rollback", "a", "-m", "why")
    try repo.write("prompts/a.prompt", "three")
    try collect("status")
    try collect("diff", "a")
    try collect("commit", "--dry-run")
    try collect("commit")
    try collect("list")
    try collect("checkout", "a@1")
    try collect("checkout", "a@3")
    try repo.write("prompts/a.prompt", "four")
    try collect("commit", "--activate", "--dry-run")
    try collect("commit", "--activate")
    try collect("rollback", "a")
    try repo.write("rows.jsonl", "{\"name\":\"a\",\"template\":\"five\"}\n")
    try collect("import", "rows.jsonl")
    // An archived prompt whose file is edited all the same, and a version that waits.
    try repo.ok("archive", "a")
    try repo.ok("checkout", "a@latest")
    try repo.write("prompts/a.prompt", "six")
    try collect("status")
    try self.collect(repo, "", ["commit", "--dry-run"], status: 1, into: &found)
    try repo.commit("b", "one")
    try repo.commit("b", "two", "--no-activate")
    try collect("status")
    try collect("checkout", "b")
  }

  /// What a job of continuous integration prints.
  private func collectInCI(_ found: inout [String: [JSONObject]]) throws {
    let team = try Team()
    try team.publish("one {{x}}\n", "Begin")
    for arguments in [["ci", "-n"], ["ci"]] {
      try collect(try team.job("job"), "", arguments, into: &found)
    }
    try team.publish("---\ntitle: A\n---\none {{x}}\n", "Give it a title")
    try collect(try team.job("job"), "", ["ci", "-n"], into: &found)
    try team.publish("gone\n", "Add b", to: "b")
    try team.job("job").ok("ci")
    try team.first.workTree("mv", "prompts/a.prompt", "prompts/c.prompt")
    try team.first.workTree("rm", "-q", "prompts/b.prompt")
    try team.publish("else\n", "Rename a, remove b", to: "d")
    try collect(try team.job("job"), "", ["ci", "-n"], into: &found)
    try team.job("job").ok("ci")
    try team.first.workTree("revert", "--no-edit", "HEAD")
    try team.first.workTree("push", "-q", "origin", "main")
    try collect(try team.job("job"), "", ["ci", "-n"], into: &found)
  }

  /// What is about variables with types and about prompts that include others.
  private func collectInDialects(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo()
    func collect(_ arguments: String..., status: Int32 = 0) throws {
      try self.collect(repo, "", arguments, status: status, into: &found)
    }
    try repo.commit("tone", "Be {{mood}}.")
    let hash = try #require(try repo.json("show", "tone").first).text("hash")
    let schema = "input:\n  schema:\n    kind(enum, what it is): [a, b]\n  default:\n    kind: a\n"
    let pins = "partials:\n  tone: \(hash)\n"
    try repo.commit("a", "---\ndialect: chat\n\(schema)\(pins)---\n{{kind}}{{> tone}}")
    try collect("vars", "a")
    try collect("render", "a", "--messages")
    try repo.ok("env", "add", "staging")
    try collect("deploy", "a", "tone", "--env", "staging")
    try collect("reach", "tone")
    try repo.write("prompts/tone.prompt", "Be very {{mood}}.")
    try repo.write("prompts/c.prompt", "---\ndialect: chat\n---\n{{> tone}}")
    try collect("pin", "--check", status: 1)
    try collect("pin", "c", "--to", "tone@1")
    try repo.ok("pin", "--to", "tone")
    try repo.ok("commit")
    try collect("pin", "--to", "tone@1")
    try repo.commit("a", "---\ndialect: chat\n---\nnone")
    try collect("reach", "tone")
  }

  /// What lint prints: findings with and without a place, allowed and mended ones.
  private func collectInLint(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo()
    try repo.write("prompts/other.txt", "x")
    try repo.write(
      "prompts/a.prompt", "---\n# lint: allow tag-character: why\n---\na\u{200B}b\u{E0041}{{c")
    try collect(repo, "", ["lint"], status: 1, into: &found)
    try collect(repo, "", ["lint", "--fix"], status: 1, into: &found)
    try collect(repo, "", ["lint", "--explain", "secret"], into: &found)
  }

  /// What an import from Langfuse prints.
  private func collectFromLangfuse(_ found: inout [String: [JSONObject]]) throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"list": ["7"], "prompts": {
       "a": {"versions": {"1": {"prompt": "1"}, "3": {"prompt": "3", "labels": ["beta"]}}},
       "B": {"versions": {"1": {"prompt": "b", "config": 7, "labels": ["production"]}}},
       "c": {"versions": {"1": {"prompt": ""}}},
       "d": {"versions": {"1": {"prompt": "d", "config": {"title": "T"}}}}}}
      """#)
    for arguments in [["--dry-run"], ["--environments", "beta"], []] {
      try collect(
        langfuse.repo, "", ["import", "--from", "langfuse"] + arguments, status: 1, into: &found)
    }
    // One version has no file.
    try collect(langfuse.repo, "", ["checkout"], status: 1, into: &found)
  }

  /// What is only there with a hosted remote.
  private func collectInSync(_ found: inout [String: [JSONObject]]) throws {
    let pair = try SyncedRepo()
    func collect(_ arguments: String..., status: Int32 = 0) throws {
      try self.collect(pair.local, "", arguments, status: status, into: &found)
    }
    try collect(
      "remote", "add", "other", pair.proxy.url, "--key-command", "echo key", "--on-behalf-of", "u")
    try collect("remote", "list")
    try collect("remote", "remove", "other")
    try pair.local.importVersions(["1"], of: "a")
    try collect("sync", "--dry-run")
    try collect("sync")
    try pair.served.repo.importVersions(["1", "2"], of: "a")
    try collect("verify-remote", status: 1)
    try collect("audit")
    // What a server does for an end user says so.
    try pair.local.ok(
      "remote", "add", "third", pair.proxy.url, "--key-command", "echo \(pair.key)",
      "--on-behalf-of", "u")
    try pair.local.importVersions(["1"], of: "b")
    try pair.local.ok("sync", "third", "b")
    try pair.local.ok("remote", "remove", "third")
    try self.collect(pair.served.repo, "", ["audit"], into: &found)
    try self.collect(pair.served.repo, "", ["log", "b", "--pointers"], into: &found)
    try pair.local.importVersions(["1", "3"], of: "a")
    try collect("sync", status: 2)
    try collect("status", "--remote")
    try collect("push", "--delete", "a", "--yes")
  }

  /// What tells of lines and versions, and what git is set up for.
  private func collectInReview(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo.inWorkTree()
    func collect(_ arguments: String..., status: Int32 = 0) throws {
      try self.collect(repo, "", arguments, status: status, into: &found)
    }
    for number in 1...4 { try repo.commit("a", "first\n\(number)") }
    try collect("blame", "a")
    let check = #"read line; read number; test "$number" -lt 3"#
    try collect("bisect", "a", "--good", "1", "--json", "--", "sh", "-c", check)
    try collect(
      "bisect", "a", "--good", "1", "--json", "--", "sh", "-c",
      "read line; read n; test $n -ne 3 || exit 125; test $n -lt 3",
      status: 1)
    try self.collect(
      ReviewStory().clone, "", ["review", "origin/main"], status: 1, into: &found)
    // A text that becomes messages and includes another prompt.
    let chats = try PromptRepo.inWorkTree()
    try chats.write("prompts/tone.prompt", "Sound calm.\n")
    try chats.write("prompts/reply.prompt", "Hi\n")
    try chats.gitCommit("Add prompts")
    try chats.ok("commit")
    let pin = try chats.json("log", "tone").first?.text("hash") ?? ""
    try chats.write(
      "prompts/reply.prompt",
      "---\ndialect: chat\npartials: {tone: '\(pin)'}\n---\n{{role \"user\"}}{{> tone}}")
    try self.collect(chats, "", ["diff", "reply"], into: &found)
    try self.collect(chats, "", ["review"], into: &found)
    try repo.write("prompts/a.prompt", "---\ntitle: A\n---\nfirst\n4")
    try collect("review")
    try repo.remove("prompts/a.prompt")
    try collect("review")
    try repo.write("prompts/a.prompt", "first\n4")
    try collect("hook", "install")
    try collect("hook", "remove")
    try repo.write(".git/hooks/pre-commit", "#!/bin/sh\n")
    try collect("hook", "install")
    try repo.write("other", "first\n3\n")
    try collect("merge-file", "other", "prompts/a.prompt", "other")
    // Changed, renamed, new, gone and unreadable files; then a branch, and what would go live.
    try repo.commit("b", "Bye {{x}}")
    try repo.commit("c", "See you")
    try repo.gitCommit("Add prompts")
    try repo.workTree("switch", "-qc", "topic")
    try repo.write("prompts/a.prompt", "---\nmodel: m\ntitle: T\n---\nfirst\n4 {{y}}\n")
    try repo.workTree("mv", "prompts/b.prompt", "prompts/d.prompt")
    try repo.write("prompts/new.prompt", "New\n")
    try repo.remove("prompts/c.prompt")
    try collect("review")
    try repo.write("prompts/new.prompt", "---\nx: [\n---\nNew\n")
    try repo.gitCommit("Change prompts")
    try collect("review", "main", status: 1)
    try repo.remove("prompts/new.prompt")
    try collect("status")
    try collect("commit", "--dry-run")
    try collect("commit")
    try collectOfDepartures(&found)
    try repo.ok("env", "add", "staging")
    try collect("deploy", "a", "--env", "staging", "--dry-run")
  }

  /// What is said of files that git renamed or removed, whatever becomes of their prompts.
  private func collectOfDepartures(_ found: inout [String: [JSONObject]]) throws {
    let repo = try PromptRepo.inWorkTree()
    for name in ["live", "newer", "elsewhere", "same", "back"] {
      try repo.write("prompts/\(name).prompt", "Text of \(name).\nMore of \(name).\nThe end.\n")
    }
    try repo.gitCommit("Add prompts")
    try repo.ok("commit")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "live", "--env", "production")
    try repo.commit("newer", "Another text.\n")
    try repo.workTree("restore", "prompts")
    try repo.workTree("rm", "-q", "prompts/live.prompt", "prompts/newer.prompt")
    try repo.workTree("mv", "prompts/elsewhere.prompt", "prompts/_partial.prompt")
    try repo.workTree("mv", "prompts/same.prompt", "prompts/other.prompt")
    try repo.write("prompts/other.prompt", "Text of same.\nMore of same.\nThe very end.\n")
    try repo.gitCommit("Remove and rename")
    try collect(repo, "", ["status"], into: &found)
    try collect(repo, "", ["commit", "--dry-run"], status: 1, into: &found)
    try collect(repo, "", ["commit"], status: 1, into: &found)
    // What comes back, with another text and without.
    for text in [nil, "Text of back.\nMore of back.\nThe very end.\n"] {
      try repo.workTree("rm", "-q", "prompts/back.prompt")
      try repo.workTree("commit", "-qm", "Remove one")
      try repo.ok("commit", "back")
      try repo.workTree("revert", "--no-edit", "HEAD")
      if let text {
        try repo.write("prompts/back.prompt", text)
        try repo.gitCommit("Edit what is back")
      }
      try collect(repo, "", ["status"], into: &found)
      try collect(repo, "", ["commit", "back", "--dry-run"], into: &found)
      try collect(repo, "", ["commit", "back"], into: &found)
    }
    // By hand, without git's knowing.
    let text = try repo.read("prompts/other.prompt")
    try repo.remove("prompts/other.prompt")
    try repo.write("prompts/moved.prompt", text)
    try collect(repo, "", ["status"], into: &found)
  }

  /// What is different, or only there, in a git repository.
  private func collectInGit(_ found: inout [String: [JSONObject]]) throws {
    let team = try Team()
    let first = team.first
    func collect(
      _ arguments: String..., by repo: PromptRepo? = nil, status: Int32 = 0
    ) throws {
      try self.collect(repo ?? first, "", arguments, status: status, into: &found)
    }
    try collect("init")
    try collect("new", "a", "--template", "Hi {{x}}")
    try first.gitCommit("Add a prompt")
    try collect("commit", "--first")
    try collect("push", "--dry-run")
    try collect("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
    try first.setEnvironments("qa", subject: "environment qa added")
    try first.makeRelease("r1")
    try collect("push")
    try second.setEnvironments("prod", subject: "environment prod added")
    try collect("pull", by: second, status: 2)
    try collect("pull", "--merge", by: second)
    try second.ok("push")
    try collect("pull")
    try collect("set", "a", "--title", "A", by: second)
    try second.ok("push")
    try first.commit("a", "Hey {{x}}")
    try collect("fetch")
    try collect("pull")
    try second.commit("a", "Hello {{x}}")
    try collect("push")
    try collect("pull", by: second, status: 2)
    try collect("pull", "--theirs", by: second)
    try first.ok("mv", "a", "b")
    // A server that keeps references, and one reference on it that is no prompt's.
    try team.server.write("hooks/update", "#!/bin/sh\n! expr $3 : '0*$' >/dev/null\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(team.server.path)/hooks/update")
    try collect("push")
    try team.server.workTree("update-ref", "refs/prompts/bad/@info", "main")
    try collect("pull", status: 1)
    try collect("remote", "setup")
    try first.gitCommit("Change a prompt")
    try first.workTree("mv", "prompts/b.prompt", "prompts/c.prompt")
    try collect("status")
    try collect("gc")
    try first.write("docs/d.md", "d")
    try first.gitCommit("Add a file")
    try collect("adopt", "docs")
    try first.ok("new", "e", "--template", "one")
    try first.gitCommit("Add another")
    try first.ok("commit", "e")
    try first.workTree("branch", "old")
    try first.write("prompts/e.prompt", "two")
    try first.gitCommit("Change it")
    try first.ok("commit", "e")
    // HEAD has the first, this clone wrote the second, and nobody knows which was edited.
    try first.workTree("switch", "-q", "old")
    try first.ok("checkout", "e")
    try first.workTree("restore", ".")
    try first.write("prompts/e.prompt", "one\n\nthe end")
    try collect("status", "e")
    try collect("convert", "--to", "directory")
  }
}

/// A row of a table of keys.
private struct DocumentedKey {
  let name: String
  let type: String
  let isOptional: Bool
  private let isNullable: Bool

  init(_ row: [String]) throws {
    name = row[0].trimmingCharacters(in: ["`"])
    isOptional = row[1].hasSuffix("?")
    let text = isOptional ? String(row[1].dropLast()) : row[1]
    isNullable = text.hasSuffix(" or null")
    type = isNullable ? String(text.dropLast(" or null".count)) : text
    try #require(
      ["string", "integer", "boolean", "object", "array", "array or object", "any"].contains(type))
  }

  func accepts(_ value: JSONValue?) -> Bool {
    guard let value else { return isOptional }
    if value.isNull { return isNullable }
    return switch type {
    case "string": value.string != nil
    case "integer": value.integer != nil
    case "boolean": value == .bool(true) || value == .bool(false)
    case "object": value.object != nil
    case "array or object": value.array != nil || value.object != nil
    case "any": true
    default: value.array != nil
    }
  }
}
