import MemoryStore
import PromptRepo
import Testing

/// The time line of a ledger.
struct AuditTests {
  let fixture: EnvironmentFixture

  init() throws {
    fixture = try EnvironmentFixture(isProtected: false)
  }

  private func subjects(_ query: AuditQuery = AuditQuery()) throws -> [String] {
    try fixture.repository.audit(query).all.map(\.subject)
  }

  @Test func everythingIsToldInOrder() throws {
    let name = try fixture.prompt("a", "one", "two")
    try fixture.deploy(name, 1, to: fixture.production, reason: "go")
    try fixture.repository.by(fixture.author).edit(name, RecordEdit(title: .set("T")))
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.track(
        fixture.repository.existing(name).record.id, at: RemoteName("hosted"), ["x": [1]],
        subject: "fetched")
    }
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.createRelease(ReleaseName("r1"))
    }
    try fixture.repository.by(fixture.author).rename(name, to: PromptName("b"))
    try fixture.repository.by(fixture.author).delete(PromptName("b"), forces: true)
    // What was deleted left no more than its tombstones.
    #expect(
      try subjects() == [
        "b deleted", "a renamed to b", "release r1 created", "fetched",
        "environment production added", "environment staging added",
      ])
    #expect(try subjects(AuditQuery(prompt: name)) == ["b deleted", "a renamed to b", "fetched"])
  }

  @Test func oneMomentIsToldByWhatLeansOnWhat() throws {
    try fixture.prompt("a", "one")
    #expect(
      try subjects(AuditQuery(prompt: PromptName("a"))) == ["a active is v1", "a v1", "a created"])
    let entries = try fixture.repository.audit().all
    #expect(Set(entries.prefix(3).map(\.operation)).count == 1)
  }

  @Test func millisecondsDecideWithinASecond() throws {
    let name = try fixture.prompt("z", "one", "two")
    let others = [fixture.production, fixture.staging]
    for step in 0..<20 {
      let author = Signature(
        name: "Ada", email: "", time: Timestamp(milliseconds: 1_800_000_000_000 + Int64(step)))
      try fixture.repository.by(author).deploy(
        [DeploymentRequest(name, .number(1 + step / 2 % 2))], to: others[step % 2])
    }
    let entries = try fixture.repository.audit(
      AuditQuery(since: Timestamp(milliseconds: 1_800_000_000_000))
    ).all
    #expect(entries.map { $0.time.milliseconds % 1000 } == Array((0..<20).reversed()))
  }

  @Test func partsOfItAreAskedFor() throws {
    let (a, b) = (try fixture.prompt("a", "one"), try fixture.prompt("b", "one"))
    try fixture.deploy(a, 1, to: fixture.staging)
    let grace = fixture.author("Grace")
    try fixture.repository.change(by: grace, onBehalfOf: "user-7") {
      transaction throws(RepositoryError) in
      try transaction.deploy([DeploymentRequest(b)], to: fixture.production)
    }
    #expect(
      try subjects(AuditQuery(environment: fixture.production)) == [
        "b production is v1", "environment production added",
      ])
    for actor in ["grace", "GRACE@example", "USER-7"] {
      #expect(try subjects(AuditQuery(actor: actor)) == ["b production is v1"], "\(actor)")
    }
    #expect(try subjects(AuditQuery(actor: "nobody")).isEmpty)
    #expect(try subjects(AuditQuery(since: grace.time)) == ["b production is v1"])
    #expect(
      try subjects(AuditQuery(prompt: a, environment: fixture.staging)) == ["a staging is v1"])
    #expect(throws: RepositoryError.self) {
      try fixture.repository.audit(AuditQuery(prompt: PromptName("nope")))
    }
  }

  @Test func aClockThatWentBackHidesNothing() throws {
    let name = try fixture.prompt("a", "one", "two")
    let late = Signature(name: "Ada", email: "", time: Timestamp(milliseconds: 1_900_000_000_250))
    try fixture.repository.by(late).deploy(
      [DeploymentRequest(name, .number(1))], to: fixture.staging)
    let early = fixture.author
    try fixture.repository.by(early).deploy(
      [DeploymentRequest(name, .number(2))], to: fixture.staging)
    let all = try subjects(AuditQuery(environment: fixture.staging))
    #expect(
      all == ["a staging moves to v2", "a staging is v1", "environment staging added"])
    // It came into the ledger after the other one, and its author's date is what was given.
    let recent = AuditQuery(environment: fixture.staging, since: late.time)
    let entries = try fixture.repository.audit(recent).all
    #expect(entries.map(\.subject) == Array(all.prefix(2)))
    #expect(entries.map(\.time.milliseconds) == [1_900_000_000_250, 1_900_000_000_250])
    #expect(entries.first?.author.time == early.time)
    // Whatever the clocks said, undo takes the last step of the chain.
    #expect(try fixture.repository.by(late).undo(name).subject == "a staging moves to v2")
  }

  @Test func whatTheActorIsAboutIsEachPersonThatHadPart() throws {
    let name = try fixture.prompt("a", "one")
    var draft = VersionDraft(try VersionContent(template: "two"))
    draft.author = fixture.author("Grace")
    try fixture.repository.by(fixture.author("Ada")).addVersion(draft, to: name)
    let entry = try #require(try fixture.repository.audit(AuditQuery(actor: "grace")).all.last)
    #expect(entry.author.name == "Grace" && entry.committer.name == "Ada")
  }

  @Test func aDeletionIsToldOfEachEnvironmentThatItLeft() throws {
    let name = try fixture.prompt("a", "one")
    try fixture.deploy(name, 1, to: fixture.production)
    try fixture.repository.by(fixture.author).delete(name, forces: true)
    #expect(try subjects(AuditQuery(environment: fixture.production)).first == "a deleted")
    #expect(try subjects(AuditQuery(environment: fixture.staging)) == ["environment staging added"])
  }

  @Test func aDamagedChainHidesNoOther() throws {
    let (a, b) = (try fixture.prompt("a", "one", "two"), try fixture.prompt("b", "one"))
    try fixture.deploy(b, 1, to: fixture.staging)
    let record = try #require(try fixture.repository.tip(of: .info, a))
    let store = fixture.repository.store
    let reference = ReferenceName.prompt(a, .pointer(.environment(fixture.staging)))
    try store.apply(
      Change(
        objects: [], moves: [ReferenceMove(reference, from: nil, to: record, message: "")],
        committer: fixture.author))
    var log = try fixture.repository.audit()
    var found: [String] = []
    while let entry = try log.next() { found.append(entry.subject) }
    #expect(found.contains("b staging is v1") && found.contains("a created"))
    #expect(log.failures.count == 1)
    #expect(log.failures.first?.message.contains(reference.rawValue) == true)
    let matrix = try fixture.repository.matrix()
    #expect(matrix.rows.map(\.name) == [b] && matrix.failures.map(\.name) == [a])
    _ = fixture.refusal(.damaged) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: "00000000")
    }
  }

  @Test func theMatrixShowsWhatIsWhere() throws {
    let (a, b) = (try fixture.prompt("a", "one", "two"), try fixture.prompt("a/b", "one"))
    try fixture.prompt("c", "one")
    try fixture.deploy(a, 1, to: fixture.production)
    try fixture.deploy(a, 2, to: fixture.staging)
    try fixture.deploy(b, 1, to: fixture.production)
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.archive(PromptName("c"))
    }
    let matrix = try fixture.repository.matrix()
    #expect(matrix.environments.map(\.name) == [fixture.staging, fixture.production])
    #expect(matrix.rows.map(\.name) == [a, b])
    #expect(matrix.rows.map { $0.active?.version } == [2, 1])
    #expect(matrix.rows.map { $0.live[fixture.production]?.version } == [1, 1])
    #expect(matrix.rows.map(\.different) == [[fixture.production], []])
    #expect(try fixture.repository.matrix(under: "a/").rows.map(\.name) == [b])
    #expect(try fixture.repository.matrix(archived: true).rows.count == 3)
  }
}
