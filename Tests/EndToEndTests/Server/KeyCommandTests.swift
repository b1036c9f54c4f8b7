import APIKeys
import CanonicalJSON
import Foundation
import PromptRepo
import TestSupport
import Testing

/// `promptrepo key`: keys are made, listed and revoked where no commit can take them.
@Suite struct KeyCommandTests {
  let repo: PromptRepo
  let data: String

  init() throws {
    var repo = try PromptRepo()
    repo.environment["XDG_STATE_HOME"] = ""
    self.repo = repo
    data = "\(repo.directory.path)/data"
  }

  /// The id of the key that a secret belongs to.
  private func id(of secret: String) -> String { "key_" + secret.split(separator: "_")[1] }

  private func digest(_ text: String) throws -> String {
    String(try TestSupport.run("sha256sum", stdin: Array(text.utf8)).stdout.prefix(64))
  }

  @Test func aSecretIsAloneOnStandardOutput() throws {
    let result = try repo.shell(
      #"KEY=$(promptrepo key create --owner me --data "$1" 2>said) && printf %s "$KEY""#, data)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.wholeMatch(of: /promptrepo_[0-9a-f]{16}_[0-9a-f]{64}/) != nil)
    #expect(
      try repo.read("said") == """
        Made the API key \(id(of: result.stdout)) for me: role editor, never expires
        With it, programs may read, create and update prompts, create versions and roll back; not deploy or delete
        Its secret is on standard output, only this once

        """)
  }

  @Test func onlyTheDigestIsOnDiskAndOnlyForTheUser() throws {
    let secret = String(try repo.ok("key", "create", "--owner", "me", "--data", data).dropLast())
    let found = try TestSupport.run(
      "grep", ["-r", String(secret.suffix(64)), repo.directory.path])
    #expect(found.status == 1, "\(found.stdout)")
    let text = try String(contentsOfFile: "\(data)/keys.json", encoding: .utf8)
    #expect(text.contains(#""sha256": "\#(try digest(secret))""#))
    let modes = try TestSupport.run(
      "stat", ["-c", "%a", data, "\(data)/keys.json", "\(data)/keys.json.lock"])
    #expect(modes.stdout == "700\n600\n600\n")
  }

  @Test func aServerThatRunsKnowsOfItAtOnce() throws {
    let ring = KeyRing(path: "\(data)/keys.json")
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    func create() throws -> String {
      String(try repo.ok("key", "create", "--owner", "me", "--data", data).dropLast())
    }
    let first = try create()
    #expect(try ring.key(presented: first, at: now)?.id == id(of: first))
    let second = try create()
    #expect(try ring.key(presented: second, at: now)?.role == .editor)
    try repo.ok("key", "revoke", id(of: first), "--data", data)
    #expect(try ring.key(presented: first, at: now) == nil)
    #expect(try ring.key(presented: second, at: now)?.owner.description == "me")
  }

  @Test func aListShowsAllButTheSecrets() throws {
    let first = try repo.ok("key", "create", "--owner", "me", "--data", data).dropLast()
    let second = try repo.ok(
      "key", "create", "--owner", "ci", "--data", data, "--role", "deployer", "--expires",
      "2100-01-02T03:04:05Z"
    ).dropLast()
    #expect(
      try repo.ok("key", "revoke", id(of: String(first)), "--data", data)
        == "Revoked \(id(of: String(first))), the editor key of me\n")
    let rows = try repo.ok("key", "list", "--data", data).split(separator: "\n")
      .map { $0.split(separator: /\ {2,}/).map(String.init) }
    #expect(rows[0] == ["ID", "OWNER", "ROLE", "CREATED", "EXPIRES", "USED", "STATE"])
    #expect(rows[1][..<3] == [id(of: String(first)), "me", "editor"])
    #expect(rows[1][3].wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d/) != nil)
    #expect(rows[1][4...] == ["never", "never", "revoked"])
    #expect(rows[2][..<3] == [id(of: String(second)), "ci", "deployer"])
    #expect(rows[2][4...] == ["2100-01-02 03:04", "never", "active"])
    let listed = try repo.json("key", "list", "--data", data)
    #expect(listed.map { $0.text("state") } == ["revoked", "active"])
    #expect(listed.allSatisfy { $0["key"] == nil && $0["sha256"] == nil })
    #expect(listed[1].text("expires_at") == "2100-01-02T03:04:05.000Z")
  }

  @Test func aProgramGetsOneObject() throws {
    let made = try repo.run(
      "key", "create", "--owner", "me", "--data", data, "--expires", "90m", "--json")
    #expect(made.stderr.isEmpty)
    let key = try #require(
      try repo.json("key", "create", "--owner", "me", "--role", "reader", "--data", data).first)
    #expect(
      key.map(\.key) == ["key", "id", "object", "owner", "role", "created_at", "state"])
    #expect(id(of: key.text("key")) == key.text("id"))
    let revoked = try #require(
      try repo.json("key", "revoke", key.text("id"), "--data", data).first)
    #expect(
      revoked.map(\.key) == [
        "id", "object", "owner", "role", "created_at", "revoked_at", "state",
      ])
  }

  @Test(arguments: [("90m", 90 * 60), ("12h", 12 * 3_600), ("30d", 30 * 86_400)])
  func aKeyEndsSoLongAfterNow(text: String, seconds: Int) throws {
    // Keys go by the clock, whatever date commits are given.
    let dated = repo.with(["PROMPTREPO_DATE": "2020-01-01T00:00:00Z"])
    let key = try #require(
      try dated.json("key", "create", "--owner", "me", "--data", data, "--expires", text).first)
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let created = try format.parse(key.text("created_at"))
    let end = try format.parse(key.text("expires_at"))
    #expect(abs(created.timeIntervalSinceNow) < 60)
    #expect(abs(end.timeIntervalSince(created) - Double(seconds)) < 0.01)
  }

  @Test func aKeyExpires() throws {
    try repo.ok("key", "create", "--owner", "me", "--data", data, "--expires", "30d")
    let file = "\(data)/keys.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let past = text.replacing(
      /"expires_at": "[^"]*"/, with: #""expires_at": "2020-01-01T00:00:00Z""#)
    try past.write(toFile: file, atomically: false, encoding: .utf8)
    #expect(try repo.json("key", "list", "--data", data).map { $0.text("state") } == ["expired"])
  }

  @Test func twoDozenAtOnceAllSurvive() throws {
    let runs = try (0..<24).map { number in
      try repo.start("key", "create", "--owner", "owner-\(number)", "--data", data)
    }
    let secrets = try runs.map { run in
      let result = try run.wait()
      #expect(result.status == 0, "\(result.stderr)")
      return String(result.stdout.dropLast())
    }
    let listed = try repo.json("key", "list", "--data", data)
    #expect(Set(listed.map { $0.text("id") }) == Set(secrets.map(id)))
    #expect(Set(listed.map { $0.text("owner") }).count == 24)
  }

  @Test(arguments: [
    ["--role", "owner"], ["--role", "Editor"], ["--expires", "30"], ["--expires", "0d"],
    ["--expires", "-1d"], ["--expires", "1700000000 +0100"], ["--expires", "tomorrow"],
    ["--owner", "Some Body"], ["--owner", "a..b"],
  ])
  func wrongUsageIsRefused(arguments: [String]) throws {
    let result = try repo.run(["key", "create", "--owner", "me", "--data", data] + arguments)
    repo.expectRefusal(result, status: 64, "\(arguments)")
    #expect(!FileManager.default.fileExists(atPath: data))
  }

  @Test func usageErrorsSayWhatToWrite() throws {
    #expect(
      try repo.refusal("key", "create", "--data", data, status: 64)
        .hasPrefix("Error: Missing expected option '--owner <name>'\n"))
    #expect(
      try repo.refusal("key", "create", "--owner", "me", "--role", "x", status: 64)
        .contains("Please provide one of 'reader', 'editor', 'deployer' or 'admin'."))
  }

  /// What is offered for an expiry is taken for one.
  @Test(arguments: [["create", "--owner", "me"], ["rotate", "me"]])
  func anExpiryIsToCome(command: [String]) throws {
    try repo.ok("key", "create", "--owner", "me", "--data", data)
    let result = try repo.run(["key"] + command + ["--data", data, "--expires", "soon"])
    repo.expectRefusal(result, status: 64, "\(command)")
    let said = result.stderr
    #expect(
      !said.contains("yesterday") && !said.contains("ago") && !said.contains("last"), "\(said)")
    let text = said.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let offered = Set(
      text.matches(of: /\d+[dhm]\b|'[^']+:\d\d'|\d{4}-\d\d-\d\dT\S+Z|\d{4}-\d\d-\d\d(?=,)/)
        .map { String($0.output).replacing("'", with: "") })
    #expect(offered.count == 6, "\(offered)")
    for when in offered {
      try repo.ok("key", "create", "--owner", "other", "--data", data, "--expires", when)
    }
  }

  @Test func aSecretOnATerminalStandsBelowItsLine() throws {
    let (status, output) = try repo.terminal("key", "create", "--owner", "me", "--data", data)
      .finish()
    #expect(status == 0)
    #expect(
      output.replacing("\r\n", with: "\n").contains(
        "This is its secret, which is shown only this once:\npromptrepo_"), "\(output)")
  }

  @Test func errorsSayWhatToDo() throws {
    let past = try repo.refusal(
      "key", "create", "--owner", "me", "--data", data, "--expires", "2020-01-01T00:00:00Z")
    #expect(past.hasPrefix("Error: the key would have expired already, at 2020-01-01T00:00:00"))
    #expect(
      try repo.refusal("key", "revoke", "key_0123456789abcdef", "--data", data) == """
        Error: there is no key 'key_0123456789abcdef'.
          `promptrepo key list` shows the ids.

        """)
    let secret = String(try repo.ok("key", "create", "--owner", "me", "--data", data).dropLast())
    #expect(
      try repo.refusal("key", "revoke", secret, "--data", data) == """
        Error: no owner of a key has this name, and a key's id is 'key_' and 16 hexadecimal digits.
          This is the secret of \(id(of: secret)).

        """)
    try repo.ok("key", "revoke", id(of: secret), "--data", data)
    #expect(
      try repo.refusal("key", "revoke", id(of: secret), "--data", data)
        .hasPrefix("Error: key '\(id(of: secret))' was revoked already, at 2"))
    let file = "\(data)/keys.json"
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    #expect(
      try repo.refusal("key", "list", "--data", data) == """
        Error: other users can read or change the API keys in '\(file)' (its mode is 640).
          `chmod 600 '\(file)'` keeps them out.

        """)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    try Data("{\"keys\":".utf8).write(to: URL(fileURLWithPath: file))
    #expect(
      try repo.refusal("key", "list", "--data", data)
        .hasPrefix("Error: the API keys in '\(file)' cannot be read: line 1, column 9: "))
  }
}
