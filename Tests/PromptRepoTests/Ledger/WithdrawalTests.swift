import PromptRepo
import Testing

/// What a rollback withdraws, and until when.
struct WithdrawalTests {
  private let ledger = LedgerFixture()

  private func withdrawal(_ name: PromptName) throws -> WithdrawnVersions? {
    try ledger.repository.withdrawal(of: name)
  }

  @discardableResult
  private func roll(
    _ name: PromptName, to version: Int? = nil, _ reason: String? = nil
  ) throws -> PointerMove {
    try ledger.repository.by(ledger.author(50)).rollback(
      name, to: version.map { .number($0) }, reason: reason)
  }

  /// Cuts a version made from another, and answers whether it went live.
  @discardableResult
  private func cut(
    _ text: String, from base: Int, of name: PromptName, activates: Bool = true
  ) throws -> Bool {
    let base = try ledger.repository.version(name, .number(base))
    let draft = VersionDraft(
      try VersionContent(template: text), activates: activates, from: base)
    let version = try ledger.repository.by(ledger.author(60)).addVersion(draft, to: name)
    return try ledger.repository.active(of: name)?.commit == version.commit
  }

  @Test func `nothing is withdrawn before a rollback`() throws {
    let name = try ledger.prompt("a", versions: 3)
    #expect(try withdrawal(name) == nil)
    try ledger.repository.by(ledger.author(5)).addVersion(
      ledger.draft("4", activates: false), to: name)
    #expect(try withdrawal(name) == nil)
    #expect(try cut("5", from: 4, of: name))
  }

  @Test func `what goes on from a withdrawn version waits, and what goes on from that too`()
    throws
  {
    let name = try ledger.prompt("a", versions: 2)
    try roll(name, "too chatty")
    let found = try #require(try withdrawal(name))
    #expect(found.versions == [2] && found.live.version == 1)
    #expect(found.reason == "too chatty" && found.rollbacks.map(\.version) == [1])
    #expect(try !cut("3", from: 2, of: name))
    #expect(try !cut("4", from: 3, of: name))
    #expect(try ledger.repository.active(of: name)?.number == 1)
    #expect(try withdrawal(name)?.versions == [2])
  }

  @Test func `what goes on from the live version goes live, and ends it`() throws {
    let name = try ledger.prompt("a", versions: 2)
    try roll(name)
    #expect(try cut("3", from: 1, of: name))
    #expect(try withdrawal(name) == nil)
    #expect(try cut("4", from: 3, of: name))
    // One step back from there is not what was withdrawn before.
    try roll(name)
    try roll(name)
    #expect(try ledger.repository.active(of: name)?.number == 1)
    #expect(try withdrawal(name)?.versions == [4, 3, 2])
  }

  @Test func `an activation of that version or a newer one ends it, of an older one does not`()
    throws
  {
    let name = try ledger.prompt("a", versions: 4)
    try roll(name, to: 1, "all of them")
    #expect(try withdrawal(name)?.versions == [4, 3, 2])
    try ledger.repository.by(ledger.author(51)).activate(name, .number(3))
    let found = try #require(try withdrawal(name))
    #expect(found.versions == [4] && found.reason == "all of them")
    #expect(try !cut("5", from: 4, of: name))
    try ledger.repository.by(ledger.author(61)).activate(name, .number(5))
    #expect(try withdrawal(name) == nil)
    #expect(try cut("6", from: 5, of: name))
  }

  @Test func `undoing a rollback ends it, and undoing a version's activation is one`() throws {
    let name = try ledger.prompt("a", versions: 2)
    try roll(name)
    _ = try ledger.repository.by(ledger.author(52)).undo(name)
    #expect(try withdrawal(name) == nil)
    #expect(try cut("3", from: 2, of: name))
    _ = try ledger.repository.by(ledger.author(61)).undo(name, reason: "by mistake")
    #expect(try withdrawal(name)?.versions == [3])
    #expect(try withdrawal(name)?.reason == "by mistake")
    #expect(try !cut("4", from: 3, of: name))
  }

  @Test func `several rollbacks are all named, each with its reason`() throws {
    let name = try ledger.prompt("a", versions: 4)
    try roll(name, "first")
    try roll(name)
    try roll(name, "third")
    let found = try #require(try withdrawal(name))
    #expect(found.rollbacks.map(\.version) == [1, 2, 3])
    #expect(found.rollbacks.map(\.reason) == ["third", nil, "first"])
    #expect(found.versions == [4, 3, 2])
  }

  @Test func `an activation of an older version is a rollback too`() throws {
    let name = try ledger.prompt("a", versions: 3)
    try ledger.repository.by(ledger.author(51)).activate(name, .number(2), reason: "v3 is slow")
    #expect(try withdrawal(name)?.reason == "v3 is slow")
    #expect(try !cut("4", from: 3, of: name))
  }

  @Test func `a text that is live is not held back, whatever it was made from`() throws {
    let name = try ledger.prompt("a", versions: 2)
    try roll(name)
    // What git revert makes of the withdrawn text.
    #expect(try cut("1", from: 2, of: name))
    #expect(try withdrawal(name) == nil)
    #expect(try cut("4", from: 3, of: name))
  }

  @Test func `a withdrawn text that comes back is held back, whatever it was made from`() throws {
    let name = try ledger.prompt("a", versions: 3)
    try roll(name, to: 1)
    #expect(try !cut("2", from: 1, of: name))
    #expect(try cut("5", from: 1, of: name))
  }

  @Test func `a version of equal content stands for the live one`() throws {
    let name = try ledger.prompt("a", versions: 2)
    try ledger.repository.by(ledger.author(9)).addVersion(ledger.draft("1"), to: name)
    try roll(name, to: 1)
    // The content of version 3 is live, only version 2 is withdrawn.
    #expect(try withdrawal(name)?.versions == [2])
    #expect(try cut("4", from: 3, of: name))
  }

  @Test func `environments play no part`() throws {
    let name = try ledger.prompt("a", versions: 2)
    let production = try EnvironmentName("production")
    try ledger.repository.change(by: ledger.author(10)) { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(production))
    }
    for number in 1...2 {
      try ledger.repository.by(ledger.author(11)).deploy(
        [DeploymentRequest(name, .number(number))], to: production)
    }
    try ledger.repository.by(ledger.author(12)).rollback(
      name, .environment(production), reason: "there")
    #expect(try withdrawal(name) == nil)
    let row = try #require(try ledger.repository.matrix().rows.first)
    #expect(row.withdrawals[.active] == nil)
    #expect(row.withdrawals[.environment(production)]?.reason == "there")
    #expect(try cut("3", from: 2, of: name))
    // Told to hold something else, it is not held back any more.
    try ledger.repository.by(ledger.author(61)).deploy([DeploymentRequest(name)], to: production)
    #expect(try ledger.repository.matrix().rows.first?.withdrawals.isEmpty == true)
  }

  @Test func `one held back of several does not keep the others from being undone`() throws {
    let (held, other) = (
      try ledger.prompt("held", versions: 2), try ledger.prompt("other", versions: 2)
    )
    try roll(held)
    try ledger.repository.change(by: ledger.author(70)) { transaction throws(RepositoryError) in
      for name in [held, other] {
        let base = try transaction.latest(of: name)
        try transaction.addVersion(
          VersionDraft(try VersionContent(template: "new"), from: base), to: name)
      }
    }
    #expect(try ledger.repository.active(of: other)?.number == 3)
    #expect {
      _ = try ledger.repository.by(ledger.author(71)).undo(held)
    } throws: {
      ($0 as? RepositoryError)?.code == .unsupported
    }
    _ = try ledger.repository.by(ledger.author(71)).undo()
    #expect(try ledger.repository.active(of: other)?.number == 2)
    #expect(try ledger.repository.active(of: held)?.number == 1)
  }

  /// Random commits, rollbacks, activations and undos agree with a model that keeps the set of what
  /// is withdrawn, step by step.
  @Test(arguments: 0..<100) func `random schedules agree with a model`(
    seed: Int
  ) throws {
    var state = UInt64(seed) &* 2_654_435_761 &+ 77
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    let repository = Repository(store: ledger.repository.store)
    let name = try PromptName("p\(seed)")
    try repository.by(ledger.author()).create(name, ledger.draft("v1"))
    var model = Model()
    for step in 1...30 {
      let author = ledger.author(Int64(step))
      let number = 1 + random(model.latest)
      switch random(8) {
      case 0...3:
        let base = random(2) == 0 ? model.latest : model.active
        let activates = random(4) > 0
        let draft = VersionDraft(
          try VersionContent(template: "v\(model.latest + 1)"), activates: activates,
          from: try repository.version(name, .number(base)))
        try repository.by(author).addVersion(draft, to: name)
        model.cut(from: base, activates: activates)
      case 4, 5:
        // Without a version, to what was live before, which the store knows.
        guard let move = try repository.moves(of: .active, name).first else { break }
        let target = random(2) == 0 ? nil : number
        guard target != model.active,
          target != nil || (try? repository.version(name, .back(1))) != nil
        else { break }
        let to = try repository.by(author).rollback(
          name, to: target.map { .number($0) }, reason: "r\(step)")
        #expect(to.parent == move.commit)
        model.move(to: to.version)
      case 6:
        guard number != model.active else { break }
        try repository.by(author).activate(name, .number(number))
        model.move(to: number)
      default:
        guard let move = try repository.lastMove(of: .active, name), let parent = move.parent
        else { break }
        let before = try repository.move(at: parent).version
        _ = try repository.by(author).undo(name, operation: move.operation)
        model.move(to: before)
      }
      #expect(try repository.active(of: name)?.number == model.active, "seed \(seed) step \(step)")
      #expect(try repository.latest(of: name)?.number == model.latest)
      let found = try repository.withdrawal(of: name)
      #expect((found != nil) == !model.withdrawn.isEmpty, "seed \(seed) step \(step)")
      guard let found else { continue }
      for number in 1...model.latest {
        let version = try repository.version(name, .number(number))
        #expect(
          found.covers(version) == model.isOff(number), "seed \(seed) step \(step) v\(number)")
      }
    }
  }

  /// What the rule says, told move by move instead of from the chain.
  private struct Model {
    var latest = 1
    var active = 1
    /// What was live and taken back.
    var withdrawn: Set<Int> = []
    private var everLive: Set<Int> = [1]

    /// Withdrawn, or made after what is live while something is withdrawn.
    func isOff(_ number: Int) -> Bool { !withdrawn.isEmpty && number > active }

    mutating func move(to version: Int) {
      if version < active {
        withdrawn.formUnion(everLive.filter { $0 > version })
      } else {
        withdrawn = withdrawn.filter { $0 > version }
      }
      everLive.insert(version)
      active = version
    }

    mutating func cut(from base: Int, activates: Bool) {
      let isHeld = isOff(base)
      latest += 1
      if activates, !isHeld { move(to: latest) }
    }
  }
}
