import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A reader that was written from OnDiskFormat.md finds in a repository what the program says.
@Suite struct FormatTests {
  @Test func theExampleIsReadAlike() throws {
    let repo = try PromptRepo(initialised: false)
    let example = "\(RealPrompts.projectRoot)/.promptrepo-example"
    let found = try read(example)
    #expect(found["prompts"]?.array?.count == 5)
    try expectAlike(found, repo, example)
  }

  @Test func textThatLooksLikeDataIsReadAlike() throws {
    let repo = try livelyRepository()
    let found = try read("\(repo.path)/.promptrepo", "--own")
    try expectAlike(found, repo, repo.path)
    let stones = try #require(found["tombstones"]?.array).compactMap(\.object)
    #expect(stones.map { $0.text("name") }.sorted() == ["gone", "old"])
    #expect(stones.first { $0.text("name") == "old" }?.text("renamed_to") == "new")
    #expect(stones.first { $0.text("name") == "gone" }?.text("reason") == "no more use")
    #expect(found["releases"]?.object?["r1"]?.object?["live_in"] == ["staging"])
    let live = try #require(found["prompts"]?.array?[0].object?["environments"]?.object)
    let back = try #require(live["staging"]?.object?.number("rollback"))
    #expect(try repo.json("rollback", "a", "--env", "staging")[0].number("version") == back)
    let rollback = try #require(found["prompts"]?.array?[0].object?.number("rollback"))
    #expect(try repo.json("rollback", "a").map { $0.number("version") } == [rollback])
  }

  @Test func journalAndIndexSayWhatHappened() throws {
    let repo = try livelyRepository()
    let found = try read("\(repo.path)/.promptrepo", "--own")
    var targets: [String: String] = [:]
    for record in try #require(found["journal"]?.array) {
      for move in record.object?["moves"]?.array ?? [] {
        let parts = move.array?.compactMap(\.string) ?? []
        #expect(targets[parts[0], default: ""] == parts[1])
        targets[parts[0]] = parts[2]
      }
    }
    let references = try repo.git("for-each-ref", "--format=%(refname) %(objectname)").stdout
    #expect(
      targets.filter { !$0.value.isEmpty }.map { "\($0.key) \($0.value)" }.sorted()
        == references.split(separator: "\n").map { String($0) }.sorted())
    let index = try #require(found["index"]?.array).map { $0.array?.compactMap(\.string) ?? [] }
    #expect(index.map { "\($0[0]) v\($0[2])" } == ["a v3", "new v1"])
    let record = try repo.git("rev-parse", "refs/prompts/a/@info").stdout
    #expect(index[0][5] == record.filter { !$0.isNewline })
  }

  @Test func whatAServerWritesIsAsDescribed() throws {
    let repo = try PromptRepo()
    // Every hash is made as the article says, of what is sent here.
    let digits = try repo.whileServing(
      #"""
      KEY=$("$0" key create --owner me)
      BODY='{"name": "é", "template": "Hi {{x}}"}'
      curl -fsS "$URL/api/v1/llm/prompts" --json "$BODY" -H "Authorization: Bearer $KEY" \
        -H 'Idempotency-Key: once' -H 'X-On-Behalf-Of: user-1' > /dev/null
      printf 'me\0user-1\0once' | sha256sum | cut -c 1-40
      printf 'createPrompt\0[]\0%s' "$BODY" | sha256sum | cut -c 1-64
      """#
    ).split(separator: "\n").map { String($0) }
    let found = try read("\(repo.path)/.promptrepo")
    let receipt = try #require(found["receipts"]?.object?[digits[0]]?.object)
    #expect(receipt.text("request") == digits[1])
    #expect(receipt.number("status") == 201)
    #expect(receipt["fields"]?.object?.text("content-type") == "application/json")
    let answer = try #require(try JSONValue(parsing: receipt.text("body")).object)
    let prompt = try #require(found["prompts"]?.array?[0].object)
    #expect(prompt["record"]?.object?.text("id") == answer.text("id"))
    let version = try #require(prompt["versions"]?.array?[0].object)
    #expect(version.text("on_behalf_of") == "user-1")
    #expect(version["author"]?.object?.text("name") == "me")
  }

  @Test func theMessageInTheArticleIsTheExamples() throws {
    let article = try Readme("Sources/Stores/DirectoryStore/DirectoryStore.docc/OnDiskFormat.md")
    let shown = article.blocks(of: "").first { $0.first == "support/reply v2" }
    let message = try git(
      "\(RealPrompts.projectRoot)/.promptrepo-example",
      ["log", "-1", "--format=%B", "refs/prompts/support/reply/@versions~1"])
    #expect(shown?.joined(separator: "\n") == message.stdout.trimmingCharacters(in: .newlines))
  }

  /// A repository with messages and reasons that are hard to keep apart from data.
  private func livelyRepository() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.ok("new", "a", "--template", "\u{e9} \"q\" \\ \t\u{1}\r\n{{x}}\n", "--title", "é")
    try repo.ok("commit", "-m", "First\n\n---\nKey: value  \n\n\nPrompt-Version: 99\n")
    try repo.write(
      "prompts/a.prompt", "---\nz: 1\nt: 0.50\nx: {b: [1, \"2\"], a: null}\n---\nHo \n")
    try repo.ok("commit")
    try repo.ok("rollback", "a", "-m", " \"quoted\" \\ and\ttab\nline \u{1} \u{7f} é")
    try repo.commit("a", "third\n\n", "--activate")
    try repo.commit("gone", "x")
    try repo.commit("old", "y")
    try repo.ok("delete", "gone", "--yes", "-m", "no more use")
    try repo.ok("mv", "old", "new")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--requires", "staging", "-m", " \"rules\"")
    try repo.ok("deploy", "a", "new", "--env", "staging", "-m", "line\nline")
    try repo.ok("promote", "--all", "--from", "staging", "--to", "production")
    try repo.ok("release", "create", "r1", "a@v1", "new")
    try repo.ok("release", "create", "r2", "a@v2")
    for release in ["r1", "r2"] { try repo.ok("release", "deploy", release, "--env", "staging") }
    try repo.ok("promote", "a", "--from", "staging", "--to", "production")
    try repo.ok("release", "rollback", "--env", "staging")
    try repo.ok("undo")
    try repo.ok("undo")
    try repo.ok("archive", "new")
    return repo
  }

  private func read(_ arguments: String...) throws -> JSONObject {
    let script = "\(RealPrompts.projectRoot)/Fixtures/format/read"
    let result = try run(
      "python3", [script] + arguments, env: ["GIT_CONFIG_NOSYSTEM": "1", "PYTHONUTF8": "1"])
    try #require(result.status == 0, "\(result.stderr)")
    return try #require(try JSONValue(parsing: result.outputBytes).object)
  }

  /// Expects that the program prints what the reader found.
  private func expectAlike(_ found: JSONObject, _ repo: PromptRepo, _ folder: String) throws {
    let prompts = try #require(found["prompts"]?.array).compactMap(\.object)
    let listed = try repo.json("-C", folder, "list", "--archived")
    #expect(listed.map { $0.text("name") } == prompts.map { $0.text("name") })
    for (prompt, listed) in zip(prompts, listed) {
      let name = prompt.text("name")
      expect(listed, has: try #require(prompt["record"]?.object))
      let versions = try #require(prompt["versions"]?.array).compactMap(\.object)
      #expect(try repo.json("-C", folder, "log", name).count == versions.count)
      for var version in versions {
        version["on_behalf_of"] = nil
        let spec = "\(name)@v\(version.number("version"))"
        expect(try repo.json("-C", folder, "show", spec)[0], has: version)
      }
      expect(try repo.json("-C", folder, "log", name, "--pointers"), have: prompt)
      for environment in try #require(prompt["environments"]?.object) {
        expect(
          try repo.json("-C", folder, "log", name, "--env", environment.key),
          have: try #require(environment.value.object))
      }
    }
    let environments = try repo.json("-C", folder, "env", "list")
    for (printed, found) in zip(environments, found["environments"]?.array ?? []) {
      expect(printed, has: try #require(found.object))
    }
    #expect(environments.count == found["environments"]?.array?.count)
    let releases = try repo.json("-C", folder, "release", "list")
    #expect(releases.count == found["releases"]?.object?.count)
    for printed in releases {
      let release = try #require(found["releases"]?.object?[printed.text("name")]?.object)
      #expect(printed["live_in"] == release["live_in"])
      let members = try #require(release["members"]?.array).compactMap(\.object)
      for (printed, member) in zip(try #require(printed["members"]?.array), members) {
        expect(try #require(printed.object), has: member)
      }
    }
  }

  /// Expects of a pointer's moves what the reader found.
  private func expect(_ printed: [JSONObject], have found: JSONObject) {
    let moves = (found["moves"]?.array ?? []).compactMap(\.object)
    #expect(printed.count == moves.count)
    for (move, printed) in zip(moves, printed) {
      var move = move
      #expect(
        printed["rollback"] == .bool(move.text("restores") != "" && move.text("undoes") == ""))
      move["restores"] = nil
      expect(printed, has: move)
    }
  }

  /// Expects every member that the reader found; its null is as good as none.
  private func expect(_ printed: JSONObject, has found: JSONObject) {
    for member in found {
      let value = printed[member.key] ?? .null
      #expect(value == member.value, "\(member.key) of \(printed)")
    }
  }
}
