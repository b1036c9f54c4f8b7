import Foundation
import TestSupport
import Testing

/// Pushes to a server with the hook of commits that git wrote by hand, and that no ledger has.
@Suite struct ForgedPushTests {
  let team: Team
  var dev: PromptRepo { team.first }

  private let versions = "refs/prompts/a/@versions"
  private let active = "refs/prompts/a/@active"
  private let info = "refs/prompts/a/@info"

  /// A server that has `a` and `b` in version 1, and a clone with another version, edit and move of
  /// `a`, which are sound.
  ///
  /// Git checks no objects there, so that the hook has to.
  init() throws {
    team = try .withHook()
    for setting in ["receive.fsckObjects", "transfer.fsckObjects"] {
      try team.server.workTree("config", setting, "false")
    }
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("set", "a", "--title", "A title")
  }

  /// What was refused does not stand in the way of what is sound.
  private func expectThatTheSoundStepsAreTaken() throws {
    try dev.ok("push")
    #expect(try team.server.ledger() == dev.ledger())
    try team.server.expectCleanRepository()
  }

  private var now: Int { Int(Date().timeIntervalSince1970) }

  @Test func versionsWithFalseFacts() throws {
    let first = try dev.workTree(
      "log", "-1", "--format=%(trailers:key=Version-Id,valueonly)", "\(versions)~1"
    )
    .trimmingCharacters(in: .newlines)
    let main = try dev.workTree("rev-parse", "main")
    let other = try dev.workTree("rev-parse", "refs/prompts/b/@versions")
    let sound = try ForgedCommit(versions, in: dev)
    // A version of the prompt behind which the code's history is.
    let disguised = try sound.replacing("(?m)^parent .*", with: "parent \(main)")
    let forgeries: [(pattern: String, other: String, said: String)] = [
      ("(?m)^(committer .*>) .*", "$1 -5 +0000", "a time that there cannot be, -5 seconds"),
      ("(?m)^(author .*>) .*", "$1 -5 +0000", "a time that there cannot be, -5 seconds"),
      (
        "(?m)^(author .*>) .*", "$1 999999999999 +0000", "a time that there cannot be, 999999999999"
      ),
      ("(?m)^(committer .*>) .*", "$1 \(now + 200_000) +0000", "a step from the future: "),
      ("(?m)^(committer .*>) .*", "$1 1000000000 +0000", "a step of 2001-09-09T01:46:40."),
      ("(?m)^(author .*>) (.*) \\+0000", "$1 $2 +00:00", "not written as git writes it"),
      ("(?m)^(author .*>) (.*)", "$1 0$2", "not written as git writes it"),
      (
        "(?m)^author [^<]*", "author Te\u{1B}[31mst ",
        "whose name or address has the character U+001B"
      ),
      (
        "(?m)^author [^<]*", "author Te\u{9B}31mst ",
        "whose name or address has the character U+009B"
      ),
      ("(?m)^author [^<]*", "author A> <b ", "whose name or address has the character U+003"),
      ("(?m)^committer", "encoding latin1\ncommitter", "with the header 'encoding'"),
      ("\n\n", "\ngpgsig -----BEGIN\n x\n\n", "with the header 'gpgsig'"),
      ("(?m)^committer", "author Eve <e@example.com> 5 +0000\ncommitter", "not written as git"),
      ("\na v2\n", "\na v\u{0}2\n", "a NUL character in its message"),
      ("\na v2\n", "\na v7\n", "version 2 under the subject 'a v7'"),
      ("\na v2\n", "\nDeleted by the admin\n", "under the subject 'Deleted by the admin'"),
      (
        "Version-Id: .*", "Version-Id: \(first)",
        "with the Version-Id '\(first)', which is not its own"
      ),
      ("Version-Id: .*\n", "", "with the Version-Id '', which is not its own"),
      ("(Prompt-Version: .*)", "$1\nPrompt-Version: 3", "has 'Prompt-Version' twice"),
      ("(Template-Hash: .*)", "$1\n$1", "has 'Template-Hash' twice"),
      ("Prompt-Version: 2", "Prompt-Version: 02", "the number '02', which is written '2'"),
      ("Prompt-Version: 2", "Prompt-Version: +2", "the number '+2', which is written '2'"),
      (
        "(Milliseconds: .*\n)?Operation", "Milliseconds: 5000\nOperation", "the milliseconds '5000'"
      ),
      ("(Milliseconds: .*\n)?Operation", "Milliseconds: 07\nOperation", "the milliseconds '07'"),
      (
        "Operation", "Source-Commit: \(main)\nSource-Path: ../../etc/passwd\nOperation",
        "the Source-Path '../../etc/passwd', which is no file of a repository"
      ),
      ("Operation", "Source-Path: x\nOperation", "only one of Source-Commit and Source-Path"),
      ("Operation", "Source-Commit: x\nSource-Path: x\nOperation", "which is no commit's id"),
      ("(?m)^(parent .*)", "$1\nparent \(main)", "\(main) at 'your clone' is no step of prompt"),
      ("(?m)^(parent .*)", "$1\nparent \(other)", "\(other) at 'your clone' is no step of prompt"),
      ("(?m)^(parent .*)", "$1\nparent \(disguised)", "is not a version: its trailers are missing"),
    ]
    for (pattern, other, words) in forgeries {
      let forged = try sound.replacing(
        pattern, with: other.replacingOccurrences(of: "\\", with: "\\\\"))
      let said = try team.refused(["\(forged):\(versions)"])
      #expect(said.contains("remote:   prompt 'a': ") && said.contains(words), "\(said)")
    }
    // Not only the first new step: here one that follows an unpushed one is dated before it.
    try dev.commit("a", "three {{x}}\n")
    let later = try ForgedCommit(versions, in: dev)
      .replacing("(?m)^(committer .*>) .*", with: "$1 1000000000 +0000")
    #expect(try team.refused(["\(later):\(versions)"]).contains("a step of 2001-09-09T01:46:40."))
    try expectThatTheSoundStepsAreTaken()
  }

  @Test func movesAndRecordsWithFalseFacts() throws {
    try dev.ok("rollback", "a")
    let move = try ForgedCommit(active, in: dev)
    let moves: [(pattern: String, other: String, said: String)] = [
      (
        "Previous-Version: 2", "Previous-Version: 1",
        "a move from version '1', where version 2 was live"
      ),
      ("Previous-Version: 2\n", "", "a move from nothing, where version 2 was live"),
      ("Previous-Version: 2", "Previous-Version: 02", "a move from version '02', where version 2"),
      (
        "Pointer: active", "Pointer: env/x", "a move of the pointer 'env/x' among those of 'active'"
      ),
      ("Pointer: active\n", "", "a move of the pointer '' among those of 'active'"),
      ("Restores: .*", "Restores: HEAD", "a rollback to 'HEAD', which is no commit's id"),
      (
        "Restores: .*", "Restores: \(try dev.workTree("rev-parse", "\(active)~1"))",
        "a rollback to a move to another version than its own"
      ),
      ("\na active .*\n", "\na active moves to v9\n", "under the subject 'a active moves to v9'"),
      ("\na active .*\n", "\na production moves to v1\n", "under the subject 'a production moves"),
    ]
    for (pattern, other, words) in moves {
      let forged = try move.replacing(pattern, with: other)
      let said = try team.refused(["\(versions):\(versions)", "\(forged):\(active)"])
      #expect(said.contains("remote:   prompt 'a': commit ") && said.contains(words), "\(said)")
    }
    let record = try ForgedCommit(info, in: dev)
    let main = try dev.workTree("rev-parse", "main")
    let records: [(pattern: String, other: String, said: String)] = [
      ("\na record edited\n", "\na v9\n", "a record under the subject 'a v9'"),
      ("(?m)^(parent .*)", "$1\nparent \(main)", "is no step of prompt"),
      ("(?m)^(committer .*>) .*", "$1 \(now + 200_000) +0000", "a step from the future: "),
      ("Operation: .*", "Operation: \u{1B}[31mjunk", "which is no operation's id"),
    ]
    for (pattern, other, words) in records {
      let said = try team.refused(["\(try record.replacing(pattern, with: other)):\(info)"])
      #expect(said.contains(words), "\(said)")
    }
    try expectThatTheSoundStepsAreTaken()
  }

  @Test func pointersOfEnvironmentsThatNeverWere() throws {
    let name = "refs/prompts/a/@env/nowhere"
    let move = try ForgedCommit("\(active)~1", in: dev)
    let forged = try dev.object(
      move.text.replacingOccurrences(of: "Pointer: active", with: "Pointer: env/nowhere")
        .replacingOccurrences(of: "\na active is v1\n", with: "\na nowhere is v1\n"),
      kind: "commit")
    let said = try team.refused(["\(forged):\(name)"])
    #expect(
      said.contains(
        "prompt 'a': it is live in 'nowhere', and there is and was no such environment here"),
      "\(said)")
    #expect(
      said.contains("`promptrepo push` without names brings the environments first"), "\(said)")
    try expectThatTheSoundStepsAreTaken()
  }

  @Test func environmentsAndReleasesWithFalseFacts() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("release", "create", "r1", "b")
    let main = try dev.workTree("rev-parse", "main")
    for chain in ["environments", "releases"] {
      let name = "refs/promptrepo/ledger/\(chain)"
      let step = try ForgedCommit(name, in: dev)
      for (pattern, other, words) in [
        ("(?m)^(committer .*>) .*", "$1 -5 +0000", "a time that there cannot be"),
        ("(?m)^(committer .*>) .*", "$1 \(now + 200_000) +0000", "a step from the future"),
        ("(?m)^author", "x y\nauthor", "with the header 'x'"),
        ("(?m)^author", "parent \(main)\nparent \(main)\nauthor", " is not "),
      ] {
        let said = try team.refused(["\(try step.replacing(pattern, with: other)):\(name)"])
        #expect(said.contains("the \(chain): ") && said.contains(words), "\(said)")
      }
    }
    // Git takes a mode with a leading zero for an error.
    let chain = "refs/promptrepo/ledger/environments"
    let script = """
      { printf '0100644 environments.json\\0'
        git rev-parse $0:environments.json | xxd -r -p
      } | git hash-object -t tree -w --literally --stdin
      """
    let tree = try TestSupport.run(
      "bash", ["-c", script, chain], cwd: dev.path, env: dev.environment
    ).stdout.dropLast()
    let padded = try ForgedCommit(chain, in: dev).replacing("(?m)^tree .*", with: "tree \(tree)")
    let said = try team.refused(["\(padded):\(chain)"])
    #expect(said.contains("a step whose tree is not written as git writes it"), "\(said)")
    try expectThatTheSoundStepsAreTaken()
  }

  /// Whose prompts the server never had, it can only ask for tombstones that can be true.
  @Test func tombstonesThatCannotBeTrue() throws {
    try team.server.ok("config", "set", "allowDeletions", "true")
    let unknown = "prompt_\(String(repeating: "12", count: 16))"
    let zeros = String(repeating: "0", count: 40)
    let commit = String(repeating: "5", count: 40)
    let other = try dev.workTree("rev-parse", "refs/prompts/b/@versions")
    let id = try dev.json("list", "a").first?.text("id") ?? ""
    func refuse(
      _ id: String, _ members: String, _ subject: String, _ words: String,
      _ further: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
      let tree = try dev.tree("tombstone.json", "{\"id\":\"\(id)\",\(members)}\n")
      let forged = try dev.workTree(
        "commit-tree", tree, "-m", "\(subject)\n\nPrompt-Id: \(id)")
      let said = try team.refused(
        ["\(forged):refs/promptrepo/deleted/\(id)"] + further, at: location)
      #expect(said.contains(words), "\(said)", sourceLocation: location)
    }
    let tips = "\"tips\":{\"@info\":\"\(commit)\"}"
    try refuse(unknown, "\"name\":\"x\",\"tips\":{}", "x deleted", "where the prompt's record was")
    try refuse(
      unknown, "\"name\":\"x\",\"tips\":{\"@info\":\"\(zeros)\"}", "x deleted", "@info was nowhere")
    try refuse(
      "prompt_\(zeros.prefix(32))", "\"name\":\"x\",\(tips)", "x deleted", "nothing but zeros")
    try refuse(
      unknown, "\"name\":\"x\",\"renamed_to\":\"x\",\(tips)", "x renamed to x",
      "a tombstone of a rename from 'x' to itself")
    try refuse(
      unknown, "\"name\":\"x\",\"renamed_to\":\"y\",\(tips)", "x renamed to y",
      "renamed to 'y', and it does not come under that name")
    try refuse(
      unknown, "\"name\":\"x\",\(tips)", "y deleted",
      "a tombstone that says 'x deleted' under another subject")
    try refuse(
      unknown, "\"name\":\"x\",\"tips\":{\"@info\":\"\(other)\"}", "x deleted",
      "\(other) at 'your clone' is no step of prompt \(unknown)")
    // A rename whose tombstone names commits that are not what the references pointed at.
    let moved = ["info", "versions", "active"].flatMap { kind in
      ["refs/prompts/a/@\(kind):refs/prompts/n/@\(kind)", ":refs/prompts/a/@\(kind)"]
    }
    let tip = try dev.workTree("rev-parse", versions)
    let renaming = try dev.workTree(
      "commit-tree",
      try dev.tree(
        "tombstone.json",
        "{\"id\":\"\(id)\",\"name\":\"a\",\"renamed_to\":\"n\",\"tips\":{\"@info\":\"\(tip)\"}}\n"),
      "-m", "a renamed to n\n\nPrompt-Id: \(id)")
    let answer = try team.refused(["\(renaming):refs/promptrepo/deleted/\(id)"] + moved)
    #expect(answer.contains("which is no step of that chain"), "\(answer)")
    // One of a name that it did not have before.
    try dev.ok("mv", "b", "c")
    let second = try #require(try dev.json("list", "c").first?.text("id"))
    let first = "refs/promptrepo/deleted/\(second)"
    let tree = try dev.tree(
      "tombstone.json", "{\"id\":\"\(second)\",\"name\":\"other\",\(tips)}\n")
    let forged = try dev.workTree(
      "commit-tree", tree, "-p", first, "-m", "other deleted\n\nPrompt-Id: \(second)")
    let said = try team.refused([
      "\(forged):\(first)", ":refs/prompts/b/@info", ":refs/prompts/b/@versions",
      ":refs/prompts/b/@active",
    ])
    #expect(said.contains("a tombstone of 'other', where the prompt's name was 'c'"), "\(said)")
    try expectThatTheSoundStepsAreTaken()
  }

  /// What the hook finds in a step by itself, a pull finds too where no hook was.
  @Test func aPullRefusesTheSame() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try team.server.ok("hook", "remove", "--server")
    let before = try clone.ledger()
    let sound = try ForgedCommit(versions, in: dev)
    for (pattern, other, words) in [
      (
        "Version-Id: .*", "Version-Id: pver_\(String(repeating: "0", count: 32))",
        "which is not its own"
      ),
      ("(?m)^(author .*>) .*", "$1 -5 +0000", "a time that there cannot be"),
      (
        "Operation",
        "Source-Commit: \(String(repeating: "1", count: 40))\nSource-Path: /x\nOperation",
        "which is no file"
      ),
      ("Prompt-Version: 2", "Prompt-Version: 02", "which is written '2'"),
    ] {
      let forged = try sound.replacing(pattern, with: other)
      try dev.workTree("push", "-q", "--force", "origin", "\(forged):\(versions)")
      let result = try clone.run("pull")
      #expect(result.status == 1, "\(result)")
      #expect((result.stdout + result.stderr).contains(words), "\(result)")
      #expect(try clone.ledger() == before)
    }
    try dev.workTree("push", "-q", "--force", "origin", "\(versions):\(versions)")
    try clone.ok("pull")
    #expect(try clone.ledger() == team.server.ledger())
  }
}
