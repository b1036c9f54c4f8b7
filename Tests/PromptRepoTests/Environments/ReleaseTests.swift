import PromptRepo
import Testing

/// Named sets of versions, moved together and back together.
struct ReleaseTests {
  let fixture: EnvironmentFixture
  let names: [PromptName]

  init() throws {
    let fixture = try EnvironmentFixture(isProtected: false)
    self.fixture = fixture
    names = try ["a", "b", "c"].map { try fixture.prompt($0, "one", "two", "three") }
    for name in names { try fixture.deploy(name, 1, to: fixture.production) }
  }

  @discardableResult
  private func make(_ text: String, _ versions: [Int?]) throws -> Release {
    let release = try ReleaseName(text)
    let orders = zip(names, versions).compactMap { name, version in
      version.map { DeploymentRequest(name, .number($0)) }
    }
    return try fixture.change { transaction throws(RepositoryError) in
      try transaction.createRelease(release, orders)
    }
  }

  @discardableResult
  private func deploy(_ text: String) throws -> [Deployment] {
    let release = try ReleaseName(text)
    return try fixture.change { transaction throws(RepositoryError) in
      try transaction.deployRelease(release, to: fixture.production)
    }
  }

  @discardableResult
  private func rollback() throws(RepositoryError) -> ReleaseRollback {
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.rollbackRelease(in: fixture.production)
    }
  }

  private var live: [Int?] {
    get throws { try names.map { try fixture.live($0, fixture.production) } }
  }

  private var liveRelease: String? {
    get throws { try fixture.repository.liveRelease(in: fixture.production)?.release.rawValue }
  }

  @Test func aReleaseIsTheActiveVersionsUnlessSomeAreNamed() throws {
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.archive(names[2])
    }
    try fixture.repository.by(fixture.author).rollback(names[0])
    let release = try fixture.change { transaction throws(RepositoryError) in
      try transaction.createRelease(ReleaseName("all"))
    }
    #expect(release.members.map(\.name) == [names[0], names[1]])
    #expect(release.members.map(\.version) == [2, 3])
    #expect(try fixture.repository.release(ReleaseName("all")) == release)
    #expect(throws: RepositoryError.self) { try make("all", [1, 1, 1]) }
    #expect(try fixture.repository.releases().count == 1)
  }

  @Test func itMovesTogetherAndBackTogether() throws {
    try make("r1", [2, 2, nil])
    try make("r2", [3, 2, 3])
    try deploy("r1")
    #expect(try live == [2, 2, 1])
    let second = try deploy("r2")
    #expect(second.map(\.isChange) == [true, false, true])
    #expect(try live == [3, 2, 3])
    let back = try rollback()
    #expect(back.release.rawValue == "r2" && back.restored?.rawValue == "r1")
    #expect(back.moves.map(\.name) == [names[0], names[2]] && back.left.isEmpty)
    #expect(try live == [2, 2, 1])
    #expect(try liveRelease == "r1")
    let further = try rollback()
    #expect(further.restored == nil)
    #expect(try live == [1, 1, 1])
    #expect(try liveRelease == nil)
    _ = fixture.refusal(.notFound) { () throws(RepositoryError) in try rollback() }
    try deploy("r2")
    try rollback()
    #expect(try live == [1, 1, 1])
  }

  @Test func allOrNone() throws {
    try make("r1", [2, 2, 2])
    try fixture.repository.by(fixture.author).delete(names[1], forces: true)
    #expect(throws: RepositoryError.self) { try deploy("r1") }
    #expect(try fixture.live(names[0], fixture.production) == 1)
    #expect(try liveRelease == nil)
  }

  @Test func aHotfixStaysAndIsNamed() throws {
    try make("r1", [2, 2, 2])
    try deploy("r1")
    try fixture.deploy(names[1], 3, to: fixture.production)
    let back = try rollback()
    #expect(try live == [1, 3, 1])
    #expect(back.left.map(\.description) == ["'b' was moved to v3 since, by Ada"])
  }

  @Test func aHotfixThatWasTakenBackIsNone() throws {
    try make("r1", [2, 2, 2])
    try deploy("r1")
    try fixture.deploy(names[1], 3, to: fixture.production)
    try fixture.repository.by(fixture.author).rollback(
      names[1], .environment(fixture.production))
    #expect(try rollback().left.isEmpty)
    #expect(try live == [1, 1, 1])
  }

  @Test func whatWasRolledBackByItselfStays() throws {
    try make("r1", [2, 2, nil])
    try deploy("r1")
    try fixture.repository.by(fixture.author).rollback(
      names[0], .environment(fixture.production))
    let back = try rollback()
    #expect(back.left.map(\.name) == [names[0]])
    #expect(try live == [1, 1, 1])
  }

  @Test func whatWasNeverThereBeforeStays() throws {
    let new = try fixture.prompt("new", "one")
    let release = try ReleaseName("r1")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.createRelease(
        release, [DeploymentRequest(new), DeploymentRequest(names[0], .number(2))])
    }
    try deploy("r1")
    let back = try rollback()
    #expect(back.left.map(\.description) == ["nothing was live of 'new' before"])
    #expect(back.moves.map(\.name) == [names[0]])
  }

  @Test func whatMovedNothingIsNotInTheWay() throws {
    try make("r1", [2, nil, nil])
    try deploy("r1")
    try make("r2", [2, 1, nil])
    try deploy("r2")
    try make("r3", [nil, nil, 2])
    try deploy("r3")
    try fixture.repository.by(fixture.author).delete(names[2], forces: true)
    let third = try rollback()
    #expect(third.release.rawValue == "r3" && third.moves.isEmpty)
    #expect(third.left.map(\.cause) == [.deleted])
    let second = try rollback()
    #expect(second.release.rawValue == "r2" && second.moves.isEmpty && second.left.isEmpty)
    #expect(try rollback().moves.map(\.name) == [names[0]])
    #expect(try liveRelease == nil)
  }

  @Test func membersAreFoundUnderOtherNames() throws {
    try make("r1", [2, nil, nil])
    let newName = try PromptName("z")
    try fixture.repository.by(fixture.author).rename(names[0], to: newName)
    try fixture.prompt("a", "another prompt")
    #expect(try deploy("r1").map(\.name) == [newName])
    #expect(try rollback().moves.map(\.name) == [newName])
  }

  @Test func undoTakesBackEachStep() throws {
    try make("r1", [2, 2, nil])
    try make("r2", [3, 3, nil])
    try deploy("r1")
    try deploy("r2")
    try rollback()
    try fixture.repository.by(fixture.author).undo()
    #expect(try live == [3, 3, 1])
    #expect(try liveRelease == "r2")
    try fixture.repository.by(fixture.author).undo()
    #expect(try live == [2, 2, 1])
    #expect(try liveRelease == "r1")
    // That was a rollback again, to r1; the next one goes further back.
    try rollback()
    #expect(try live == [1, 1, 1])
    try make("r3", [3, nil, nil])
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.releases().map(\.name.rawValue) == ["r1", "r2"])
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.releases().map(\.name.rawValue) == ["r1", "r2", "r3"])
  }
}
