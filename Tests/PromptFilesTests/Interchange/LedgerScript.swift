import CanonicalJSON
import Digests
import PromptRepo
import Synchronization
import TestSupport

/// A random script of all that people do with a ledger, the same for the same seed.
struct LedgerScript {
  private let seed: Int

  init(seed: Int) { self.seed = seed }

  /// Ids that are the same in each run.
  static func ids() -> @Sendable () -> UUIDValue {
    let count = Counter()
    return { UUIDValue(namespace: .dns, name: Array("\(count.next())".utf8)) }
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  private static func person(_ second: Int64) -> Signature {
    Signature(
      name: second % 2 == 0 ? "Ada" : "Bob", email: "a@example.com",
      time: Timestamp(
        milliseconds: 1_750_000_000_000 + second * 1_234, offset: second % 3 == 0 ? 90 : 0))
  }

  /// One prompt with two versions, an active one and two environments, and one that was put away.
  func begin(on repository: Repository) throws {
    let (reply, old) = (try PromptName("support/reply"), try PromptName("old"))
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    try repository.by(Self.person(1)).create(
      reply,
      VersionDraft(
        VersionContent(template: "One {{x}}"), message: "First\n\nBody",
        source: VersionSource(
          commit: GitObject(.blob, Array("commit".utf8)).id, path: "docs/a b.md"),
        remoteVersion: "hosted 3"),
      title: "Reply", description: "What for", metadata: ["team": ["a", 1]])
    try repository.by(Self.person(2)).addVersion(
      VersionDraft(VersionContent(template: "Two {{x}}", config: ["z": 1, "a": 2])), to: reply)
    try repository.by(Self.person(3)).create(
      old, VersionDraft(VersionContent(template: "Old")))
    try repository.change(by: Self.person(4)) { transaction throws(RepositoryError) in
      try transaction.archive(old)
      try transaction.addEnvironment(DeploymentEnvironment(staging))
      try transaction.addEnvironment(DeploymentEnvironment(production, requires: staging))
    }
    for number in 1...2 {
      let orders = [DeploymentRequest(reply, .number(number))]
      try repository.by(Self.person(5)).deploy(orders, to: staging, reason: "Try")
      try repository.by(Self.person(6)).deploy(orders, to: production)
    }
  }

  /// Does some thirty things; what is refused is not done.
  func run(on repository: Repository) throws {
    try begin(on: repository)
    var random = RepeatableNumbers(seed: UInt64(seed) &+ 99)
    let environments = try ["staging", "production", "dev"].map { try EnvironmentName($0) }
    for second in 10..<Int64(10 + 20 + random.below(25)) {
      let names = try repository.names()
      let name = names[random.below(names.count)]
      let environment = environments[random.below(3)]
      let number = VersionSpec.number(1 + random.below(3))
      let pointer = random.below(2) == 0 ? Pointer.active : .environment(environment)
      let choice = random.below(14)
      do throws(RepositoryError) {
        try repository.change(by: Self.person(second)) { transaction throws(RepositoryError) in
          switch choice {
          case 0:
            try transaction.create(
              PromptName("p\(second)"), title: "T", VersionDraft(VersionContent(template: "é\r\n")))
          case 1, 2, 3:
            let content = try VersionContent(template: "text \(second / 3)")
            try transaction.addVersion(
              VersionDraft(
                content, message: "m \(second)",
                author: second % 4 == 0 ? Self.person(second - 500) : nil,
                activates: second % 3 != 0, mayRepeat: true), to: name)
          case 4: try transaction.rollback(name, pointer, reason: "Worse")
          case 5: try transaction.rollback(name, pointer, to: number)
          case 6: try transaction.activate(name, number, reason: "Better: \"q\"\n2")
          case 7: try transaction.deploy([DeploymentRequest(name, number)], to: environment)
          case 8: try transaction.promote([name], from: environments[0], to: environments[1])
          case 9:
            try transaction.addEnvironment(DeploymentEnvironment(environment, isProtected: true))
          case 10: _ = try transaction.undo()
          case 11: try transaction.archive(name)
          case 12: try transaction.edit(name, RecordEdit(description: .set("d\(second)")))
          default: try transaction.rename(name, to: PromptName("r/\(second)"))
          }
        }
      } catch { continue }
    }
  }
}
