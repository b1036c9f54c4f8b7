import Digests
import MemoryStore
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// Random scripts of ledger operations, with fixed authors, dates and ids, leave byte-identical
/// references and give the same answers in every store.
struct RandomScriptTests {
  @Test(arguments: 0..<(isExtra ? 300 : 24))
  func theSameScriptGivesTheSameReferences(seed: Int) async throws {
    let expected = try RandomScript.run(seed: seed, on: MemoryStore())
    #expect(expected.contains { $0.failure == nil })
    for kind in TestStore.allCases where kind != .memory {
      try await kind.withStore { store in
        let found = try RandomScript.run(seed: seed, on: store)
        for (index, pair) in zip(expected, found).enumerated() where pair.0 != pair.1 {
          Issue.record("seed \(seed), \(kind), step \(index): \(pair.0.step)\n\(pair.1)")
          return
        }
        #expect(found.count == expected.count, "seed \(seed), \(kind)")
      }
    }
  }
}

/// A script that a seed decides; it depends on nothing that a store says.
struct RandomScript {
  /// What one step did: the same in every store.
  struct Outcome: Equatable {
    let step: String
    /// The error's code; nil for success.
    let failure: String?
    let references: [Reference]
  }

  private var generator: RepeatableNumbers
  private var second: Int64 = 0
  private static let names = ["a", "a", "a/b", "a/b", "a.b", "support/reply"]

  /// - Parameter begins: Whether a first prompt and the environments are made.
  static func run(seed: Int, on store: any Store, begins: Bool = true) throws -> [Outcome] {
    var script = RandomScript(seed: seed)
    return try script.run(on: store, begins: begins)
  }

  private init(seed: Int) {
    generator = RepeatableNumbers(seed: seed)
  }

  private mutating func run(on store: any Store, begins: Bool) throws -> [Outcome] {
    let count = Mutex(0)
    let repository = Repository(store: store) {
      let number = count.withLock { count in
        count += 1
        return count
      }
      return UUIDValue(namespace: .dns, name: Array("\(number)".utf8))
    }
    var outcomes: [Outcome] = []
    // One prompt to begin with; a script of refusals would say little.
    if begins { try begin(on: repository) }
    for _ in 0..<Int.random(in: 20...40, using: &generator) {
      var step = ""
      var failure: String?
      do {
        try perform(on: repository, &step)
      } catch let error as RepositoryError {
        failure = error.code.rawValue
      }
      outcomes.append(
        Outcome(step: step, failure: failure, references: try store.references(under: "refs/")))
    }
    return outcomes
  }

  private mutating func begin(on repository: Repository) throws {
    try repository.by(person()).create(
      PromptName("a"), VersionDraft(VersionContent(template: "first")))
    try repository.change(by: person()) { transaction throws(RepositoryError) in
      for name in ["staging", "production"] {
        try transaction.addEnvironment(DeploymentEnvironment(EnvironmentName(name)))
      }
    }
  }

  private mutating func perform(on repository: Repository, _ step: inout String) throws {
    let name = try PromptName(pick(Self.names))
    let other = try PromptName(pick(Self.names))
    let text = pick(["Hi {{x}}", "e\u{301}", "a\r\nb", "🎉", "long \(second % 50)", "", "a\nb"])
    let message = pick(["", "why", "two\nlines\n\n---\nX: y", "Prompt-Id: forged"])
    let reason: String? = pick([nil, "slow", "\"quoted\"\nline"])
    let isLive = Bool.random(using: &generator)
    let number = Int.random(in: 1...3, using: &generator)
    let author = person()
    let operation = Int.random(in: 0..<20, using: &generator)
    step = "\(operation) \(name) \(other) \(text.debugDescription) \(number) \(isLive)"
    var draft = VersionDraft(
      try VersionContent(template: text), message: message, activates: isLive)
    // So that rollbacks hold some of them back.
    if operation > 3, number > 1 { draft.base = try repository.latest(of: name) }
    switch operation {
    case 0, 1: try repository.by(author).create(name, draft, title: pick([nil, "T"]))
    case 2, 3, 4, 5: try repository.by(author).addVersion(draft, to: name)
    case 6: try repository.by(author).activate(name, .number(number), reason: reason)
    case 7: try repository.by(author).rollback(name, reason: reason)
    case 8: try repository.by(author).rollback(name, to: .number(number), reason: reason)
    case 9:
      try repository.by(author).edit(name, RecordEdit(description: .set(pick([nil, message]))))
    case 10: try repository.by(author).rename(name, to: other)
    case 11: try repository.by(author).delete(name, reason: reason)
    default: try move(name, other, reason, by: author, on: repository, &step)
    }
  }

  /// What is about environments, releases and what was done before.
  private mutating func move(
    _ name: PromptName, _ other: PromptName, _ reason: String?, by author: Signature,
    on repository: Repository, _ step: inout String
  ) throws {
    let (staging, production) = (try EnvironmentName("staging"), try EnvironmentName("production"))
    let environment = pick([staging, production])
    let number = Int.random(in: 1...3, using: &generator)
    let release = try ReleaseName(pick(["r1", "r2"]))
    let isBold = Bool.random(using: &generator)
    let operation = Int.random(in: 0..<12, using: &generator)
    step += " \(operation) \(environment) \(number) \(release) \(isBold)"
    let orders = [DeploymentRequest(name, .number(number))]
    let acknowledged: Set<String> = isBold ? ["x"] : []
    try repository.change(by: author) { transaction throws(RepositoryError) in
      switch operation {
      case 0:
        let known = try transaction.environments().map(\.name)
        let required = environment == production && known.contains(staging) ? staging : nil
        let place = DeploymentEnvironment(environment, isProtected: isBold, requires: required)
        if known.contains(environment) {
          try transaction.setEnvironment(place, reason: reason)
        } else {
          try transaction.addEnvironment(place, reason: reason)
        }
      case 1: try transaction.removeEnvironment(environment, forces: isBold, reason: reason)
      case 2, 3:
        try transaction.deploy(
          orders, to: environment, reason: reason, acknowledging: acknowledged)
      case 4:
        try transaction.promote(
          isBold ? nil : [name, other], from: staging, to: production, reason: reason,
          acknowledging: acknowledged)
      case 5: try transaction.rollback(name, .environment(environment), reason: reason)
      case 6: _ = try transaction.undo(isBold ? name : nil, reason: reason)
      case 7: try transaction.createRelease(release, isBold ? [] : orders, reason: reason)
      case 8:
        try transaction.deployRelease(
          release, to: environment, reason: reason, acknowledging: acknowledged)
      case 9: _ = try transaction.rollbackRelease(in: environment, reason: reason)
      case 10: try transaction.archive(name, reason: reason)
      default: try transaction.unarchive(name, reason: reason)
      }
    }
  }

  private mutating func person() -> Signature {
    second += Int64.random(in: 0...90, using: &generator)
    return Signature(
      name: pick(["Ada", "Grace", "Ünal Ç."]),
      email: pick(["ada@example.com", "u@example.com", "a@b"]),
      time: Timestamp(
        milliseconds: (1_700_000_000 + second) * 1_000 + 123, offset: pick([0, 120, -330])))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }
}
