import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo key rotate`: a new secret, and an end of the old one that programs can prepare for.
@Suite struct KeyRotationTests {
  private func id(of secret: String) -> String { "key_" + secret.split(separator: "_")[1] }

  private func status(_ server: ServerProcess, _ secret: String) throws -> Int {
    try server.ask("/api/v1/llm/prompts", "-H", "Authorization: Bearer \(secret)").status
  }

  private func seconds(_ from: String, _ to: String) throws -> Double {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return try format.parse(to).timeIntervalSince(try format.parse(from))
  }

  /// Whoever has one key may name it by its owner.
  @Test func theOnlyKeyOfAnOwnerIsRotated() throws {
    let repo = try PromptRepo()
    let first = try repo.ok("key", "create", "--owner", "bob")
    try repo.ok("key", "create", "--owner", "eve")
    let second = try repo.ok("key", "rotate", "bob", "--grace", "0")
    let listed = try repo.json("key", "list")
    #expect(
      listed.map { "\($0.text("owner")) \($0.text("state"))" }
        == ["bob revoked", "eve active", "bob active"])
    #expect(listed.last?.text("id") == id(of: second))
    // The old key is valid for an hour more, so there are two to revoke, and one to rotate.
    let third = try repo.ok("key", "rotate", "bob")
    let said = try repo.refusal("key", "revoke", "bob")
    #expect(said.contains("'bob' owns 2 keys: "), "\(said)")
    #expect(said.contains(", replaced by \(id(of: third)))"), "\(said)")
    #expect(said.contains("\(id(of: third)) (editor, of "), "\(said)")
    #expect(said.contains(", never expires)") && said.contains(", until "), "\(said)")
    #expect(said.contains(id(of: second)) && !said.contains(id(of: first)), "\(said)")
    #expect(said.contains("by its id"), "\(said)")
    let fourth = try repo.json("key", "rotate", "bob")
    #expect(fourth.first?.text("replaces") == id(of: third))
    // Two keys, neither of which replaces the other.
    try repo.ok("key", "create", "--owner", "bob")
    #expect(try repo.refusal("key", "rotate", "bob").contains("'bob' owns 2 keys: "))
    try repo.ok("key", "revoke", "eve")
    let ended = try repo.refusal("key", "rotate", "eve")
    #expect(ended.contains("each key of 'eve' is revoked or expired"), "\(ended)")
    #expect(try repo.refusal("key", "rotate", "nobody").contains("no owner of a key has this name"))
  }

  @Test func bothKeysAreGoodForAnHour() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let old = try #require(served.keys["deployer"])
    let result = try served.repo.shell(
      #"KEY=$(promptrepo key rotate "$1" 2>said) && printf %s "$KEY""#, id(of: old))
    let new = result.stdout
    #expect(new.wholeMatch(of: /promptrepo_[0-9a-f]{16}_[0-9a-f]{64}/) != nil, "\(result.stderr)")
    #expect(
      try served.repo.read("said").wholeMatch(
        of:
          /Made the API key (key_\w+) for acme: role deployer, never expires\nThe old key (key_\w+) is valid until [-0-9]+ [:0-9]+ \+0000\nIts secret is on standard output, only this once\n/
      )?.output.1 == id(of: new)[...])
    #expect(try status(server, old) == 200 && status(server, new) == 200)
    let listed = try served.repo.json("key", "list")
    let (before, after) = (
      try #require(listed.first { $0.text("id") == id(of: old) }), try #require(listed.last)
    )
    #expect(after.text("id") == id(of: new))
    #expect(after.text("owner") == "acme" && after.text("role") == "deployer")
    #expect(after["expires_at"] == nil && before["revoked_at"] == nil)
    #expect(try seconds(after.text("created_at"), before.text("expires_at")) == 3_600)
    try served.expectGoodEnd(server)
  }

  @Test func withoutGraceTheOldKeyEndsAtOnce() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let old = try #require(served.keys["editor"])
    let made = try #require(
      try served.repo.json("key", "rotate", id(of: old), "--grace", "0").first)
    #expect(
      made.map(\.key) == [
        "key", "id", "object", "owner", "role", "created_at", "state", "replaces",
        "replaced_ends_at",
      ])
    #expect(made.text("replaces") == id(of: old))
    #expect(made.text("replaced_ends_at") == made.text("created_at"))
    #expect(try status(server, old) == 401 && status(server, made.text("key")) == 200)
    #expect(
      try served.repo.refusal("key", "rotate", id(of: old), status: 2) == """
        Error: the key '\(id(of: old))' is revoked.
          `promptrepo key create --owner NAME` makes a new one.

        """)
    try served.expectGoodEnd(server)
  }

  @Test func aLifetimeGoesOn() throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    let old = try #require(
      try repo.json("key", "create", "--owner", "me", "--expires", "30d").first)
    let made = try #require(
      try repo.json("key", "rotate", old.text("id"), "--grace", "2d").first)
    #expect(try seconds(made.text("created_at"), made.text("expires_at")) == 30 * 86_400)
    #expect(try seconds(made.text("created_at"), made.text("replaced_ends_at")) == 2 * 86_400)
    // A grace that is longer than the key was to live does not make it live longer.
    let short = try #require(
      try repo.json("key", "create", "--owner", "me", "--expires", "90m").first)
    let other = try #require(
      try repo.json(
        "key", "rotate", short.text("id"), "--grace", "30d", "--expires", "2100-01-01"
      ).first)
    #expect(other.text("replaced_ends_at") == short.text("expires_at"))
    #expect(other.text("expires_at") == "2100-01-01T00:00:00.000Z")
  }

  @Test func manyAtOnceLoseNoKey() throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    let old = try #require(try repo.json("key", "create", "--owner", "me").first).text("id")
    let runs = try (0..<12).map { _ in try repo.start("key", "rotate", old) }
    let secrets = try runs.map { run in
      let result = try run.wait()
      #expect(result.status == 0, "\(result.stderr)")
      return String(result.stdout.dropLast())
    }
    let listed = try repo.json("key", "list")
    #expect(Set(listed.map { $0.text("id") }) == Set(secrets.map(id) + [old]))
  }

  @Test func wrongUsageIsRefused() throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    let id = try #require(try repo.json("key", "create", "--owner", "me").first).text("id")
    for arguments in [
      [], [id, "--grace", "1"], [id, "--grace", "-1h"], [id, "--grace", "2030-01-01"],
      [id, "--grace", "0h"], [id, "--expires", "tomorrow"], [id, "--owner", "x"],
    ] {
      repo.expectRefusal(try repo.run(["key", "rotate"] + arguments), status: 64, "\(arguments)")
    }
    #expect(
      try repo.refusal("key", "rotate", "key_0123456789abcdef")
        .hasPrefix("Error: there is no key 'key_0123456789abcdef'.\n"))
    #expect(
      try repo.refusal("key", "rotate", id, "--expires", "2020-01-01")
        .hasPrefix("Error: the key would have expired already"))
    #expect(try repo.json("key", "list").count == 1)
  }
}
