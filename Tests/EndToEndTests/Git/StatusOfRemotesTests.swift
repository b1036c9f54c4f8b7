import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What `status` says of what was fetched from git remotes and not pulled.
@Suite struct StatusOfRemotesTests {
  @Test func statusSaysWhatWasFetchedAndNotPulled() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("env", "add", "prod")
    try first.ok("archive", "b")
    try first.ok("push")
    #expect(try second.ok("status") == "2 unchanged\n", "nothing was fetched yet")
    try second.ok("fetch")
    // Neither asks the remote, which may be out of reach.
    try second.workTree("remote", "set-url", "origin", "/nowhere")
    #expect(
      try second.ok("status") == """
        2 unchanged
        'origin' has newer versions of a (v2), and changes of b, the environments, as of the last \
        fetch: `promptrepo pull` brings them.

        """)
    #expect(
      try second.ok("status", "--short")
        == "## origin [behind 3] a, b, environments: promptrepo pull\n")
    #expect(
      try second.ok("status", "a").hasSuffix(
        "'origin' has newer versions of a (v2), as of the last fetch: `promptrepo pull` brings "
          + "them.\n"))
    let objects = try second.json("status")
    #expect(
      objects.map { $0.text("object") }
        == ["status", "status", "remote_chain_change", "remote_change", "remote_change"])
    #expect(objects.last?.text("name") == "b" && objects.last?.text("result") == "behind")
    #expect(objects[3]["pull"]?.object?.number("last_version") == 2)
    #expect(try second.run("status", "--exit-code").status == 0)
    try second.workTree("remote", "set-url", "origin", "../server.git")
    try second.ok("pull")
    #expect(try !second.ok("status").contains("origin"))
    // What is only here is told by a push.
    try second.ok("set", "a", "--title", "A")
    #expect(try !second.ok("status").contains("origin"))
    // What was fetched of a remote that is no more counts no more.
    try second.ok("fetch")
    try first.commit("a", "three")
    try first.ok("push")
    try second.run("fetch")
    #expect(try second.ok("status").contains("origin"))
    try second.workTree("remote", "remove", "origin")
    #expect(try !second.ok("status").contains("origin"))
  }

  @Test func statusNamesWhatChangedOnBothSides() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "theirs")
    try first.ok("push")
    try second.commit("a", "mine")
    try second.refusal("fetch", status: 2)
    #expect(
      try second.ok("status").hasSuffix(
        "Changed both here and at 'origin': a; `promptrepo pull` shows both sides.\n"))
  }

  /// What `status` says behind its line about the files.
  private func said(_ repo: PromptRepo, _ arguments: String...) throws -> String {
    try repo.ok(["status"] + arguments)
      .split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
  }

  @Test func releasesAndEnvironmentsInConflictAreNotBehind() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.ok("release", "create", "r1")
    try first.ok("env", "add", "prod")
    try first.ok("push")
    try second.ok("release", "create", "r2")
    try second.ok("env", "add", "dev")
    #expect(try second.run("fetch").status == 2)
    #expect(
      try said(second) == """
        Changed both here and at 'origin': the environments, the releases; `promptrepo pull` shows \
        both sides.

        """)
    #expect(
      try second.ok("status", "--short")
        == "## origin [conflict 2] environments, releases: promptrepo pull\n")
    // What a pull brings is told apart from it.
    try first.commit("a", "two")
    try first.ok("push")
    #expect(try second.run("fetch").status == 2)
    #expect(
      try said(second) == """
        'origin' has newer versions of a (v2), as of the last fetch: `promptrepo pull` brings them.
        Changed both here and at 'origin': the environments, the releases; `promptrepo pull` shows \
        both sides.

        """)
    #expect(
      try second.ok("status", "--short")
        == "## origin [behind 1, conflict 2] a, environments, releases: promptrepo pull\n")
  }

  @Test func theRemoteIsNamedUnlessAPullTakesItAnyway() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.workTree("init", "-q", "--bare", "../up.git")
    try second.workTree("remote", "add", "up", "../up.git")
    try second.workTree("config", "branch.main.remote", "up")
    try second.ok("push", "up")
    try second.ok("fetch", "origin")
    #expect(
      try said(second)
        == "'origin' has newer versions of a (v2), as of the last fetch: `promptrepo pull origin` "
        + "brings them.\n")
    #expect(
      try second.ok("status", "--short") == "## origin [behind 1] a: promptrepo pull origin\n")
    // The command of the message brings it; a pull of the other remote would not.
    #expect(try second.ok("pull") == "up: 2 in step\n")
    try second.ok("pull", "origin")
    #expect(try said(second, "a") == "")
    try second.ok("push", "up")
    // What the other remote has is pulled without its name.
    let third = try second.beside("third")
    try second.workTree("clone", "-q", "../server.git", "../third")
    try third.workTree("remote", "add", "up", "../up.git")
    try third.workTree("config", "branch.main.remote", "up")
    try third.ok("pull", "up")
    try first.workTree("remote", "add", "up", "../up.git")
    try first.commit("b", "more")
    try first.ok("push", "up")
    try third.ok("fetch")
    #expect(
      try third.ok("status", "b").hasSuffix(
        "'up' has newer versions of b (v2), as of the last fetch: `promptrepo pull` brings them.\n"
      ))
  }

  @Test func anEqualVersionIsNotANewerOne() throws {
    let (_, first, second) = try Team.withTwoPrompts()
    try first.commit("a", "two")
    try first.ok("push")
    try second.commit("a", "two")
    try second.ok("fetch")
    #expect(
      try said(second) == """
        'origin' has versions equal to those here of a (v2), as of the last fetch: \
        `promptrepo pull` brings them.

        """)
    try first.commit("a", "three")
    try first.ok("push")
    try second.ok("fetch")
    #expect(try said(second).hasPrefix("'origin' has newer versions of a (v3), as of"))
  }

  @Test func whatCannotBePulledIsToldByStatusAndDoctor() throws {
    let (team, first, second) = try Team.withTwoPrompts()
    try first.ok("set", "b", "--title", "B")
    try first.ok("push")
    let versions = "refs/prompts/a/@versions"
    // A version that git made by hand, of which a prompt says nothing.
    let forged = try team.server.workTree(
      "commit-tree", "-p", versions, "-m", "Nothing that a version says", "\(versions)^{tree}"
    ).trimmingCharacters(in: .newlines)
    try team.server.workTree("update-ref", versions, forged)
    try second.refusal("fetch", status: 1)
    #expect(
      try said(second) == """
        'origin' has changes of b, as of the last fetch: `promptrepo pull` brings them.
        What was fetched from 'origin' cannot be pulled: a; `promptrepo fetch` tells why.

        """)
    #expect(
      try second.ok("status", "--short")
        == "## origin [behind 1, refused 1] a, b: promptrepo pull\n")
    let change = try #require(
      try second.json("status").first { $0.text("object") == "remote_change" })
    #expect(change.text("name") == "a" && change.text("result") == "refused")
    #expect(change["error"]?.object?.text("message").contains("prompt 'a'") == true)
    let doctor = try second.run("doctor")
    #expect(doctor.status == 1)
    #expect(
      doctor.stdout.contains("remote origin: what was fetched cannot be pulled: a"),
      "\(doctor.stdout)")
    #expect(doctor.stdout.contains("`promptrepo fetch origin` tells why"), "\(doctor.stdout)")
    try second.run("pull")
    #expect(
      try second.ok("status", "--short") == "## origin [refused 1] a: promptrepo fetch\n")
    // Once the remote is as it was, nothing is left to say.
    try team.server.workTree("update-ref", versions, "\(forged)^")
    try second.ok("pull")
    #expect(try said(second) == "")
    #expect(try !second.run("doctor").stdout.contains("remote origin"))
  }
}
