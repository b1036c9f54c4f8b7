import CanonicalJSON
import Digests
import MemoryStore
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// The same operations give the same objects and references in every store.
struct LedgerConformanceTests {
  @Test(arguments: TestStore.allCases)
  func theSameScriptGivesTheSameReferences(_ kind: TestStore) async throws {
    let expected = try LedgerScript.run(on: MemoryStore())
    try await kind.withStore { store in
      let found = try LedgerScript.run(on: store)
      #expect(found == expected)
      #expect(found.count == 21)
    }
  }
}

/// A script of every operation of the ledger, with fixed ids and dates.
enum LedgerScript {
  static func run(on store: any Store) throws -> [Reference] {
    let count = Mutex<UInt8>(0)
    let repository = Repository(store: store) {
      let number = count.withLock { count in
        count += 1
        return count
      }
      return UUIDValue(namespace: .dns, name: [number])
    }
    var second: Int64 = 0
    func author() -> Signature {
      second += 7
      return Signature(
        name: "Test Author", email: "author@example.com",
        time: Timestamp(milliseconds: (1_700_000_000 + second) * 1000 + 123, offset: 120))
    }
    let names = try ["support/reply", "support/reply/short", "a", "g"]
      .map { try PromptName($0) }
    for name in names {
      try repository.by(author()).create(
        name, VersionDraft(VersionContent(template: "Hi {{x}} — \(name)\r\n"), message: "first"),
        title: "Título \(name)", metadata: ["team": "x"])
    }
    let config: JSONObject = ["model": "m", "temperature": 1]
    for number in 2...5 {
      let content = try VersionContent(template: "version \(number) 🎉", config: config)
      try repository.by(author()).addVersion(
        VersionDraft(content, message: "change \(number)\n\n---\nmore", activates: number != 4),
        to: names[0])
    }
    try repository.by(author()).rollback(names[0], reason: "slow")
    try repository.by(author()).rollback(names[0], reason: "still \"slow\"\nsecond line")
    try repository.by(author()).activate(names[0], .latest)
    try repository.by(author()).edit(names[1], RecordEdit(description: .set("What for")))
    try repository.by(author()).rename(names[2], to: PromptName("b/c"))
    try repository.by(author()).delete(names[3], reason: "unused")
    try repository.by(author()).create(
      names[3], VersionDraft(VersionContent(template: "again")))
    try deployAndGoBack(names[0], names[1], on: repository, by: author)
    return try store.references(under: "refs/")
  }

  /// Two environments, a release, a hotfix, what takes them back, and what takes that back.
  private static func deployAndGoBack(
    _ first: PromptName, _ second: PromptName, on repository: Repository,
    by author: () -> Signature
  ) throws {
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    let release = try ReleaseName("r1")
    try repository.change(by: author()) { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(staging), reason: "first")
      try transaction.addEnvironment(DeploymentEnvironment(production, requires: staging))
    }
    try repository.by(author()).deploy(
      [DeploymentRequest(first, .number(1)), DeploymentRequest(second)], to: staging)
    try repository.by(author()).promote(nil, from: staging, to: production, reason: "go")
    try repository.by(author()).deploy([DeploymentRequest(first, .number(3))], to: staging)
    try repository.change(by: author()) { transaction throws(RepositoryError) in
      try transaction.createRelease(release, [DeploymentRequest(first, .environment(staging))])
    }
    try repository.change(by: author()) { transaction throws(RepositoryError) in
      try transaction.deployRelease(release, to: production, acknowledging: ["x"])
    }
    try repository.change(by: author()) { transaction throws(RepositoryError) in
      _ = try transaction.rollbackRelease(in: production, reason: "bad")
    }
    try repository.by(author()).undo()
    try repository.by(author()).undo(first, reason: "no")
    try repository.by(author()).rollback(first, .environment(staging))
    try repository.change(by: author()) { transaction throws(RepositoryError) in
      try transaction.archive(second, reason: "old")
    }
  }
}
