import CanonicalJSON
import PromptRepo
import PromptTemplate
import Testing

struct PointerTests {
  private let ledger = LedgerFixture()

  private func roll(_ name: PromptName, to spec: VersionSpec? = nil) throws -> Int {
    try ledger.repository.by(ledger.author(99)).rollback(name, to: spec, reason: "too chatty")
      .version
  }

  private func roll(_ name: PromptName, to version: Int) throws -> Int {
    try roll(name, to: .number(version))
  }

  @Test func `repeated rollbacks go further back`() throws {
    let name = try ledger.prompt("a", versions: 4)
    #expect(try roll(name) == 3)
    #expect(try roll(name) == 2)
    #expect(try roll(name) == 1)
    let error = #expect(throws: RepositoryError.self) { _ = try roll(name) }
    #expect(error?.code == .notFound)
    #expect(try ledger.repository.latest(of: name)?.number == 4)
  }

  @Test func `a rollback after a new version returns to what was live before it`() throws {
    let name = try ledger.prompt("a", versions: 3)
    #expect(try roll(name) == 2)
    try ledger.repository.by(ledger.author(5)).addVersion(ledger.draft("4"), to: name)
    #expect(try roll(name) == 2)
    #expect(try roll(name) == 1)
  }

  @Test func `a rollback to a version goes on from there`() throws {
    let name = try ledger.prompt("a", versions: 5)
    #expect(try roll(name, to: 3) == 3)
    #expect(try roll(name) == 2)
    #expect(try ledger.repository.version(name, .back(1)).number == 1)
  }

  @Test func `rolling forward is an activation and can be rolled back`() throws {
    let name = try ledger.prompt("a", versions: 2)
    #expect(try roll(name) == 1)
    try ledger.repository.by(ledger.author(6)).activate(name, .number(2))
    #expect(try ledger.repository.active(of: name)?.number == 2)
    #expect(try roll(name) == 1)
  }

  @Test func `a rollback names a move that is no rollback, however often it goes to and fro`()
    throws
  {
    let name = try ledger.prompt("a", versions: 3)
    for _ in 0..<5 {
      #expect(try roll(name, to: 1) == 1)
      #expect(try roll(name, to: 3) == 3)
    }
    let moves = try ledger.repository.moves(of: .active, name)
    let byCommit = Dictionary(uniqueKeysWithValues: moves.map { ($0.commit, $0) })
    for move in moves {
      guard let restored = move.restores else { continue }
      #expect(byCommit[restored]?.version == move.version)
      #expect(byCommit[restored]?.restores == nil)
    }
    #expect(moves.count { $0.restores != nil } >= 5)
  }

  @Test func `every move is kept with who, why, from and to`() throws {
    let name = try ledger.prompt("a", versions: 2)
    _ = try roll(name)
    let moves = try ledger.repository.moves(of: .active, name)
    #expect(moves.map(\.version) == [1, 2, 1])
    #expect(moves.map(\.previousVersion) == [2, 1, nil])
    #expect(moves.first?.reason == "too chatty")
    #expect(moves.first?.isRollback == true)
    #expect(moves.first?.author.name == "Test Author")
  }

  @Test func `activating what is active is nothing to do`() throws {
    let name = try ledger.prompt("a", versions: 2)
    for spec in [VersionSpec.active, .latest, .number(2)] {
      let error = #expect(throws: RepositoryError.self) {
        try ledger.repository.by(ledger.author()).activate(name, spec)
      }
      #expect(error?.code == .nothingToCommit)
    }
  }

  @Test func `the live template is rendered`() throws {
    let name = try PromptName("greeting")
    try ledger.repository.by(ledger.author()).create(name, ledger.draft("Hi {{who}}!"))
    let text = try ledger.repository.activeText(of: name)
    #expect(try text.render(RenderInput(["who": "you"])).text() == "Hi you!")
  }
}
