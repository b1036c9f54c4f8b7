import CanonicalJSON
import PromptRepo
import Testing

/// Rollbacks in an environment, and undo.
struct GoingBackTests {
  let fixture: EnvironmentFixture
  let name: PromptName

  init() throws {
    fixture = try EnvironmentFixture()
    name = try fixture.prompt("a", "one", "two", "three", "four")
    for version in 1...3 { try fixture.ship(name, version) }
  }

  private var live: Int? {
    get throws { try fixture.live(name, fixture.production) }
  }

  @discardableResult
  private func rollback(to spec: String? = nil) throws -> PointerMove {
    try fixture.repository.rollback(
      name, .environment(fixture.production), to: spec.map { try VersionSpec($0) },
      by: fixture.author)
  }

  @Test func eachRollbackGoesOneStepFurtherBack() throws {
    try rollback()
    #expect(try live == 2)
    try rollback()
    #expect(try live == 1)
    let text = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.rollback(
        name, .environment(fixture.production), by: fixture.author)
    }
    #expect(text.contains("nothing was live in 'production' before version 1"))
    // The other pointers did not move.
    #expect(try fixture.live(name, fixture.staging) == 3)
    #expect(try fixture.repository.active(of: name)?.number == 4)
  }

  @Test func aRollbackGoesOnlyToWhatTheEnvironmentHasHeld() throws {
    let text = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.rollback(
        name, .environment(fixture.production), to: .number(4), by: fixture.author)
    }
    #expect(text.contains("version 4 of prompt 'a' was never live in 'production'"))
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.repository.rollback(
        name, .environment(fixture.production), to: .number(4), by: fixture.author)
    }
    guard
      case .neverLive(name, version: 4, in: fixture.production, held: [1, 2, 3])? = cause
        as? LedgerRefusal
    else {
      Issue.record("\(String(describing: cause))")
      return
    }
    try rollback(to: "1")
    #expect(try live == 1)
    // Forward again to what a rollback left.
    #expect(try rollback(to: "v3").isRollback)
    #expect(try live == 3)
    try rollback()
    #expect(try live == 2)
  }

  @Test func stepsAreCountedFromWhatTheEnvironmentHas() throws {
    try rollback(to: "~2")
    #expect(try live == 1)
    #expect(
      fixture.refusal(.notFound) { () throws(RepositoryError) in
        try fixture.repository.rollback(
          name, .environment(fixture.production), to: .back(1), by: fixture.author)
      }.contains("before the production version"))
  }

  @Test func noRuleHoldsARollbackUp() throws {
    let other = try fixture.prompt("b", "{{x}}", "{{y}}")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.setEnvironment(DeploymentEnvironment(fixture.production))
    }
    try fixture.deploy(other, 1, to: fixture.production)
    try fixture.deploy(other, 2, to: fixture.production)
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.setEnvironment(
        DeploymentEnvironment(fixture.production, requires: fixture.staging))
      try transaction.archive(other)
    }
    // Other variables, never in staging, archived.
    try fixture.repository.rollback(other, .environment(fixture.production), by: fixture.author)
    #expect(try fixture.live(other, fixture.production) == 1)
  }

  @Test func anEnvironmentIsASpec() throws {
    try rollback()
    let spec = try VersionSpec("production")
    #expect(try fixture.repository.version(name, spec).number == 2)
    #expect(
      fixture.refusal(.notFound) { () throws(RepositoryError) in
        try fixture.repository.version(name, VersionSpec("prodution"))
      }.contains("names neither a version nor an environment"))
    let new = try fixture.prompt("new", "one")
    #expect(
      fixture.refusal(.notFound) { () throws(RepositoryError) in
        try fixture.repository.version(new, spec)
      }.contains("was never deployed to 'production'"))
  }

  @Test func anUndoIsUndone() throws {
    try rollback()
    let undone = try fixture.repository.undo(name, reason: "it was the model", by: fixture.author)
    #expect(try live == 3)
    #expect(undone.subject == "a production rolls back to v2")
    let move = try #require(
      try fixture.repository.lastMove(of: .environment(fixture.production), name))
    #expect(move.undoes == undone.operation && !move.isRollback)
    #expect(move.reason == "it was the model")
    try fixture.repository.undo(by: fixture.author)
    #expect(try live == 2)
    try fixture.repository.undo(name, by: fixture.author)
    #expect(try live == 3)
    // What undo brought back counts as what it was: one step back from v3 is v2.
    try rollback()
    #expect(try live == 2)
    try rollback()
    #expect(try live == 1)
  }

  @Test func undoOfACommitBringsBackWhatWasActive() throws {
    let undone = try fixture.repository.undo(
      name, operation: fixture.repository.lastMove(of: .active, name)?.operation,
      by: fixture.author)
    #expect(try fixture.repository.active(of: name)?.number == 3)
    #expect(try fixture.repository.latest(of: name)?.number == 4)
    guard case .kept(name, version: 4)? = undone.steps.first else {
      Issue.record("\(undone.steps)")
      return
    }
  }

  @Test func whatWasMovedOnSinceIsAConflict() throws {
    let first = try #require(
      try fixture.repository.moves(of: .environment(fixture.production), name).dropFirst().first)
    let text = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: first.operation, by: fixture.author)
    }
    #expect(text.contains("was moved on since, by Ada: a production moves to v3"))
    #expect(try live == 3)
  }

  @Test func undoTakesBackAWholeOperationOrOnePromptOfIt() throws {
    let other = try fixture.prompt("b", "one", "two")
    try fixture.ship(other, 1)
    try fixture.repository.deploy(
      [DeploymentRequest(name, .number(1)), DeploymentRequest(other, .number(2))],
      to: fixture.staging, by: fixture.author)
    try fixture.repository.undo(other, by: fixture.author)
    #expect(try fixture.live(other, fixture.staging) == 1)
    #expect(try fixture.live(name, fixture.staging) == 1)
    try fixture.repository.undo(other, by: fixture.author)
    let operation = try fixture.repository.lastMove(of: .environment(fixture.staging), name)
    // The other one was moved on, so the whole is not taken back.
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: operation?.operation, by: fixture.author)
    }
    #expect(try fixture.live(name, fixture.staging) == 1)
    try fixture.repository.undo(name, operation: operation?.operation, by: fixture.author)
    #expect(try fixture.live(name, fixture.staging) == 3)
  }

  @Test func anOperationIsTakenBackWholeWhateverTheClocksSay() throws {
    let other = try fixture.prompt("b", "one", "two")
    try fixture.deploy(other, 1, to: fixture.staging)
    func person(_ second: Int64) -> Signature {
      Signature(
        name: "Ada", email: "", time: Timestamp(milliseconds: (1_800_000_000 + second) * 1000))
    }
    try fixture.repository.deploy(
      [DeploymentRequest(name, .number(1)), DeploymentRequest(other, .number(2))],
      to: fixture.staging, by: person(10))
    try fixture.repository.deploy(
      [DeploymentRequest(name, .number(2))], to: fixture.staging, by: person(9))
    try fixture.repository.edit(other, RecordEdit(title: .set("T")), by: person(3))
    // By the clocks the first deployment is the last thing that was done; it was moved on since.
    let first = try #require(
      try fixture.repository.lastMove(of: .environment(fixture.staging), other))
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: first.operation, by: person(20))
    }
    let undone = try fixture.repository.undo(by: person(20))
    #expect(undone.subject == "a staging moves to v2")
    // One whose parts have different times, since one of them came after what a later clock wrote.
    try fixture.repository.deploy(
      [DeploymentRequest(name, .number(3)), DeploymentRequest(other, .number(1))],
      to: fixture.staging, by: person(15))
    #expect(try fixture.repository.undo(by: person(16)).steps.count == 2)
    #expect(try fixture.live(name, fixture.staging) == 1)
    #expect(try fixture.live(other, fixture.staging) == 2)
  }

  @Test func ofEqualContentTheVersionThatWasHeldIsMeant() throws {
    try fixture.repository.addVersion(
      VersionDraft(try VersionContent(template: "one")), to: name, by: fixture.author)
    let hash = try fixture.repository.version(name, .number(1)).hash
    try rollback(to: "\(hash)")
    #expect(try live == 1)
    try rollback(to: "v3")
    try rollback(to: "v5")
    #expect(try live == 1)
  }

  @Test func recordsGoBackToo() throws {
    try fixture.repository.edit(
      name, RecordEdit(title: .set("New"), metadata: .set(["team": "x"])), by: fixture.author)
    try fixture.repository.undo(name, by: fixture.author)
    let record = try #require(try fixture.repository.prompt(name)).record
    #expect(record.title == nil && record.metadata.isEmpty)
    try fixture.change { transaction throws(RepositoryError) in try transaction.archive(name) }
    try fixture.repository.undo(name, by: fixture.author)
    #expect(try fixture.repository.prompt(name)?.record.isArchived == false)
    try fixture.repository.undo(name, by: fixture.author)
    #expect(try fixture.repository.prompt(name)?.record.isArchived == true)
  }

  @Test func rulesGoBackToo() throws {
    let last = try EnvironmentName("last")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(last))
    }
    try fixture.repository.undo(by: fixture.author)
    #expect(try fixture.repository.environments().count == 2)
    try fixture.repository.undo(by: fixture.author)
    #expect(try fixture.repository.environments().map(\.name).last == last)
    try fixture.deploy(name, 1, to: last)
    let tip = try #require(try fixture.repository.audit(AuditQuery(environment: last)).all.last)
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: tip.operation, by: fixture.author)
    }
  }

  @Test func whatHasNoInverseSaysWhy() throws {
    let new = try fixture.prompt("new", "one")
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.undo(new, by: fixture.author)
      }.contains("it created prompt 'new'"))
    try fixture.repository.addVersion(
      VersionDraft(try VersionContent(template: "two"), activates: false), to: new,
      by: fixture.author)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.undo(new, by: fixture.author)
      }.contains("it cut v2 of prompt 'new', which was not made live by it"))
    try fixture.deploy(new, 1, to: fixture.staging)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.undo(new, by: fixture.author)
      }.contains("nothing was live in 'staging' before"))
    try fixture.repository.rename(new, to: PromptName("newer"), by: fixture.author)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.undo(by: fixture.author)
      }.contains("it renamed prompt 'new' to 'newer'"))
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.repository.undo(by: fixture.author)
    }
    guard case .cannotUndoRename(new, to: try PromptName("newer"))? = cause as? LedgerRefusal else {
      Issue.record("\(String(describing: cause))")
      return
    }
    try fixture.repository.delete(PromptName("newer"), forces: true, by: fixture.author)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.undo(PromptName("newer"), by: fixture.author)
      }.contains("no version of a deleted prompt is kept"))
    _ = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: "0123456789", by: fixture.author)
    }
    _ = fixture.refusal(.ambiguous) { () throws(RepositoryError) in
      try fixture.repository.undo(operation: "", by: fixture.author)
    }
  }

  @Test func deletionWaitsForTheEnvironments() throws {
    let text = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.repository.delete(name, by: fixture.author)
    }
    #expect(text.contains("is live in staging, production"))
    // Not to be seen by who deletes, but there.
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      let new = try PromptName("new")
      try fixture.repository.create(
        new, VersionDraft(VersionContent(template: "one")), by: fixture.author)
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.delete(new)
        try fixture.deploy(new, 1, to: fixture.staging)
      }
    }
    try fixture.repository.delete(name, forces: true, by: fixture.author)
    #expect(try fixture.repository.prompt(name) == nil)
  }
}

extension AuditLog {
  /// All entries that are left.
  var all: [AuditEntry] {
    get throws {
      var log = self
      var entries: [AuditEntry] = []
      while let entry = try log.next() { entries.append(entry) }
      return entries
    }
  }
}
