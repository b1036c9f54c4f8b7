import MemoryStore
import PromptRepo
import Testing

/// Commits in the ledger that this program would never write.
struct ForeignCommitTests {
  private let ledger = LedgerFixture()

  /// Puts a commit by hand on top of a chain of a prompt.
  private func put(
    _ message: String, on reference: ReferenceName, time: String = "1700000000 +0000"
  ) throws {
    let store = ledger.repository.store
    let tip = try #require(try store.reference(reference))
    let parent = try Commit(#require(try store.object(tip)))
    let text =
      "tree \(parent.tree)\nparent \(tip)\nauthor A <a@example.com> \(time)\n"
      + "committer A <a@example.com> \(time)\n\n\(message)"
    let commit = GitObject(.commit, Array(text.utf8))
    try store.apply(
      Change(
        objects: [commit],
        moves: [ReferenceMove(reference, from: tip, to: commit.id, message: "by hand")],
        committer: ledger.author()))
  }

  private func move(
    _ reference: ReferenceName, to target: ObjectID?, adding objects: [GitObject] = []
  ) throws {
    let store = ledger.repository.store
    let old = try store.reference(reference)
    try store.apply(
      Change(
        objects: objects,
        moves: [ReferenceMove(reference, from: old, to: target, message: "by hand")],
        committer: ledger.author()))
  }

  private static let hash = String(repeating: "0", count: 64)

  @Test(arguments: ["0", "-1", "9223372036854775807", "9223372036854775808", "", "two"])
  func `a version with an impossible number is an error, not a trap`(number: String) throws {
    let name = try ledger.prompt("a", versions: 1)
    let id = try ledger.repository.existing(name).record.id
    try put(
      """
      a v2

      Prompt-Id: \(id)
      Prompt-Version: \(number)
      Version-Hash: sha256:\(Self.hash)
      Template-Hash: sha256:\(Self.hash)

      """, on: .prompt(name, .versions))
    let repository = ledger.repository
    let read = #expect(throws: RepositoryError.self) { try repository.version(name, .number(1)) }
    #expect(read?.code == .damaged)
    let draft = try ledger.draft("new")
    let cut = #expect(throws: RepositoryError.self) {
      try repository.by(ledger.author()).addVersion(draft, to: name)
    }
    #expect(cut?.code == .damaged)
  }

  @Test func `a number that leaves a gap is found`() throws {
    let name = try ledger.prompt("a", versions: 2)
    let repository = ledger.repository
    let latest = try #require(try repository.latest(of: name))
    try put(
      """
      a v7

      Prompt-Id: \(latest.promptID)
      Prompt-Version: 7
      Version-Hash: \(latest.hash)
      Template-Hash: \(latest.templateHash)

      """, on: .prompt(name, .versions))
    let all = #expect(throws: RepositoryError.self) { try repository.versions(of: name) }
    #expect(all?.code == .damaged)
    let one = #expect(throws: RepositoryError.self) { try repository.version(name, .number(1)) }
    #expect(one?.code == .damaged)
  }

  @Test func `what lies under a name that no prompt has is none of the ledger's`() throws {
    let repository = ledger.repository
    let name = try ledger.prompt("b", versions: 1)
    let info = try repository.target(of: .prompt(name, .info))
    for odd in ["UPPER", "a/-x"] {
      try move(ReferenceName("refs/prompts/\(odd)/@info"), to: info)
    }
    #expect(try repository.names() == [name])
    #expect(try repository.names(limit: 1) == [name])
    #expect(try repository.prompts().map(\.name) == [name])
  }

  @Test func `versions of another prompt are not shown as a prompt's own`() throws {
    let repository = ledger.repository
    let versions = ReferenceName.prompt(try ledger.prompt("a", versions: 1), .versions)
    let other = ReferenceName.prompt(try ledger.prompt("b", versions: 2), .versions)
    try move(versions, to: try repository.target(of: other))
    let error = #expect(throws: RepositoryError.self) { try repository.prompts() }
    #expect(error?.code == .damaged)
  }

  @Test(arguments: ["junk\n", "9999-12-31T23:59:59.999Z\n"])
  func `a clock that cannot go on says how to set it right`(content: String) throws {
    let repository = ledger.repository
    _ = try ledger.prompt("a", versions: 1)
    let blob = GitObject(.blob, Array(content.utf8))
    try move(ReferenceName("refs/promptrepo/clock"), to: blob.id, adding: [blob])
    let error = #expect(throws: RepositoryError.self) { try ledger.prompt("b", versions: 1) }
    #expect(error?.hint?.contains("git update-ref -d refs/promptrepo/clock") == true)
    #expect(try repository.names().count == 1)
  }

  @Test func `a move to an impossible number is an error`() throws {
    let name = try ledger.prompt("a", versions: 1)
    let version = try #require(try ledger.repository.latest(of: name))
    try put(
      """
      a active is v0

      Prompt-Id: \(version.promptID)
      Prompt-Version: 0
      Version-Hash: \(version.hash)
      Version-Commit: \(version.commit)

      """, on: .prompt(name, .pointer(.active)))
    let error = #expect(throws: RepositoryError.self) { try ledger.repository.active(of: name) }
    #expect(error?.code == .damaged)
  }

  @Test(arguments: ["-9223372036854775808 +0000", "9223372036854775807 +0000", "1 +00000000", " "])
  func `a commit with an impossible time is an error, not a trap`(time: String) throws {
    let name = try ledger.prompt("a", versions: 1)
    let versions = ReferenceName.prompt(name, .versions)
    try put("a v2\n", on: versions, time: time)
    let error = #expect(throws: RepositoryError.self) { try ledger.repository.latest(of: name) }
    #expect(error?.code == .damaged)
  }

  @Test func `a name that still has references is not used again`() throws {
    let repository = ledger.repository
    let name = try ledger.prompt("a", versions: 1)
    let info = ReferenceName.prompt(name, .info)
    let tip = try #require(try repository.target(of: info))
    try repository.store.apply(
      Change(
        objects: [], moves: [ReferenceMove(info, from: tip, to: nil, message: "by hand")],
        committer: ledger.author()))
    let draft = try ledger.draft("x")
    let created = #expect(throws: RepositoryError.self) {
      try repository.by(ledger.author()).create(name, draft)
    }
    #expect(created?.code == .damaged)
    let other = try ledger.prompt("b", versions: 1)
    let renamed = #expect(throws: RepositoryError.self) {
      try repository.by(ledger.author()).rename(other, to: name)
    }
    #expect(renamed?.code == .damaged)
    #expect(try repository.prompt(other) != nil)
  }
}
