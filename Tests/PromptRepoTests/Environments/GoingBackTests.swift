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
    try fixture.repository.by(fixture.author).rollback(
      name, .environment(fixture.production), to: spec.map { try VersionSpec($0) })
  }

  @Test func eachRollbackGoesOneStepFurtherBack() throws {
    try rollback()
    #expect(try live == 2)
    try rollback()
    #expect(try live == 1)
    let text = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).rollback(
        name, .environment(fixture.production))
    }
    #expect(text.contains("nothing was live in 'production' before version 1"))
    // The other pointers did not move.
    #expect(try fixture.live(name, fixture.staging) == 3)
    #expect(try fixture.repository.active(of: name)?.number == 4)
  }

  @Test func aRollbackGoesOnlyToWhatTheEnvironmentHasHeld() throws {
    let text = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).rollback(
        name, .environment(fixture.production), to: .number(4))
    }
    #expect(text.contains("version 4 of prompt 'a' was never live in 'production'"))
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).rollback(
        name, .environment(fixture.production), to: .number(4))
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
        try fixture.repository.by(fixture.author).rollback(
          name, .environment(fixture.production), to: .back(1))
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
    try fixture.repository.by(fixture.author).rollback(other, .environment(fixture.production))
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
    let undone = try fixture.repository.by(fixture.author).undo(name, reason: "it was the model")
    #expect(try live == 3)
    #expect(undone.subject == "a production rolls back to v2")
    let move = try #require(
      try fixture.repository.lastMove(of: .environment(fixture.production), name))
    #expect(move.undoes == undone.operation && !move.isRollback)
    #expect(move.reason == "it was the model")
    try fixture.repository.by(fixture.author).undo()
    #expect(try live == 2)
    try fixture.repository.by(fixture.author).undo(name)
    #expect(try live == 3)
    // What undo brought back counts as what it was: one step back from v3 is v2.
    try rollback()
    #expect(try live == 2)
    try rollback()
    #expect(try live == 1)
  }

  @Test func undoOfACommitBringsBackWhatWasActive() throws {
    let undone = try fixture.repository.by(fixture.author).undo(
      name, operation: fixture.repository.lastMove(of: .active, name)?.operation)
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
      try fixture.repository.by(fixture.author).undo(operation: first.operation)
    }
    #expect(text.contains("was moved on since, by Ada: a production moves to v3"))
    #expect(try live == 3)
  }

  @Test func undoTakesBackAWholeOperationOrOnePromptOfIt() throws {
    let other = try fixture.prompt("b", "one", "two")
    try fixture.ship(other, 1)
    try fixture.repository.by(fixture.author).deploy(
      [DeploymentRequest(name, .number(1)), DeploymentRequest(other, .number(2))],
      to: fixture.staging)
    try fixture.repository.by(fixture.author).undo(other)
    #expect(try fixture.live(other, fixture.staging) == 1)
    #expect(try fixture.live(name, fixture.staging) == 1)
    try fixture.repository.by(fixture.author).undo(other)
    let operation = try fixture.repository.lastMove(of: .environment(fixture.staging), name)
    // The other one was moved on, so the whole is not taken back.
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: operation?.operation)
    }
    #expect(try fixture.live(name, fixture.staging) == 1)
    try fixture.repository.by(fixture.author).undo(name, operation: operation?.operation)
    #expect(try fixture.live(name, fixture.staging) == 3)
  }

  @Test func anOperationIsTakenBackWholeWhateverTheClocksSay() throws {
    let other = try fixture.prompt("b", "one", "two")
    try fixture.deploy(other, 1, to: fixture.staging)
    func person(_ second: Int64) -> Signature {
      Signature(
        name: "Ada", email: "", time: Timestamp(milliseconds: (1_800_000_000 + second) * 1000))
    }
    try fixture.repository.by(person(10)).deploy(
      [DeploymentRequest(name, .number(1)), DeploymentRequest(other, .number(2))],
      to: fixture.staging)
    try fixture.repository.by(person(9)).deploy(
      [DeploymentRequest(name, .number(2))], to: fixture.staging)
    try fixture.repository.by(person(3)).edit(other, RecordEdit(title: .set("T")))
    // By the clocks the first deployment is the last thing that was done; it was moved on since.
    let first = try #require(
      try fixture.repository.lastMove(of: .environment(fixture.staging), other))
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.by(person(20)).undo(operation: first.operation)
    }
    let undone = try fixture.repository.by(person(20)).undo()
    #expect(undone.subject == "a staging moves to v2")
    // One whose parts have different times, since one of them came after what a later clock wrote.
    try fixture.repository.by(person(15)).deploy(
      [DeploymentRequest(name, .number(3)), DeploymentRequest(other, .number(1))],
      to: fixture.staging)
    #expect(try fixture.repository.by(person(16)).undo().steps.count == 2)
    #expect(try fixture.live(name, fixture.staging) == 1)
    #expect(try fixture.live(other, fixture.staging) == 2)
  }

  @Test func ofEqualContentTheVersionThatWasHeldIsMeant() throws {
    try fixture.repository.by(fixture.author).addVersion(
      VersionDraft(try VersionContent(template: "one")), to: name)
    let hash = try fixture.repository.version(name, .number(1)).hash
    try rollback(to: "\(hash)")
    #expect(try live == 1)
    try rollback(to: "v3")
    try rollback(to: "v5")
    #expect(try live == 1)
  }

  @Test func recordsGoBackToo() throws {
    try fixture.repository.by(fixture.author).edit(
      name, RecordEdit(title: .set("New"), metadata: .set(["team": "x"])))
    try fixture.repository.by(fixture.author).undo(name)
    let record = try #require(try fixture.repository.prompt(name)).record
    #expect(record.title == nil && record.metadata.isEmpty)
    try fixture.change { transaction throws(RepositoryError) in try transaction.archive(name) }
    try fixture.repository.by(fixture.author).undo(name)
    #expect(try fixture.repository.prompt(name)?.record.isArchived == false)
    try fixture.repository.by(fixture.author).undo(name)
    #expect(try fixture.repository.prompt(name)?.record.isArchived == true)
  }

  @Test func rulesGoBackToo() throws {
    let last = try EnvironmentName("last")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(last))
    }
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.environments().count == 2)
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.environments().map(\.name).last == last)
    try fixture.deploy(name, 1, to: last)
    let tip = try #require(try fixture.repository.audit(AuditQuery(environment: last)).all.last)
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: tip.operation)
    }
  }

  /// A prompt that was created is put away, and comes back with all that it has.
  @Test func aCreationIsTakenBack() throws {
    let new = try fixture.prompt("new", "one")
    guard case .archived(new)? = try fixture.repository.by(fixture.author).undo().steps.first else {
      Issue.record("not archived")
      return
    }
    #expect(try fixture.repository.existing(new).record.isArchived)
    #expect(try fixture.repository.active(of: new)?.number == 1)
    try fixture.repository.by(fixture.author).undo()
    #expect(try !fixture.repository.existing(new).record.isArchived)
    // What somebody built on is not put away below it.
    let creation = try #require(try fixture.repository.audit(AuditQuery(prompt: new)).all.last)
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: creation.operation)
    }
    let other = try fixture.prompt("other", "one")
    let begin = try #require(try fixture.repository.audit(AuditQuery(prompt: other)).all.last)
    let later = Signature(
      name: "L", email: "l@e",
      time: Timestamp(milliseconds: fixture.author.time.milliseconds + 60_000))
    try fixture.repository.by(later).addVersion(
      VersionDraft(try VersionContent(template: "two")), to: other)
    #expect(
      fixture.refusal(.conflict) { () throws(RepositoryError) in
        try fixture.repository.by(later).undo(operation: begin.operation)
      }.contains("was moved on since, by L"))
  }

  /// All that one operation did in a chain is one step back, not its last step.
  @Test func severalStepsOfOneChainAreTakenBackTogether() throws {
    let new = try fixture.prompt("new", "one")
    let (one, two) = (try EnvironmentName("one"), try EnvironmentName("two"))
    try fixture.change { transaction throws(RepositoryError) in
      for text in ["two", "three"] {
        try transaction.addVersion(
          VersionDraft(try VersionContent(template: text)), to: new)
      }
      try transaction.addEnvironment(DeploymentEnvironment(one))
      try transaction.addEnvironment(DeploymentEnvironment(two, requires: one))
    }
    #expect(try fixture.repository.active(of: new)?.number == 3)
    let count = try fixture.repository.environments().count
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.active(of: new)?.number == 1)
    #expect(try fixture.repository.environments().count == count - 2)
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.active(of: new)?.number == 3)
    #expect(try fixture.repository.environments().count == count)
  }

  /// Prompts get their names back, also those that exchanged them, and what was done besides.
  @Test func renamesAreTakenBack() throws {
    let (new, newer, newest) = (
      try fixture.prompt("new", "one"), try PromptName("newer"), try PromptName("newest")
    )
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.rename(new, to: newer)
      try transaction.addVersion(VersionDraft(try VersionContent(template: "two")), to: newer)
    }
    // By the name that it had, too; never only a part of it.
    let undone = try fixture.repository.by(fixture.author).undo(new, reason: "too new")
    #expect(undone.steps.count == 3)
    #expect(try fixture.repository.active(of: new)?.number == 1)
    #expect(try fixture.repository.prompt(newer) == nil)
    let log = try fixture.repository.audit(AuditQuery(prompt: new)).all
    #expect(
      log.contains { $0.event == .left(newName: new) && $0.undoes == undone.operation })
    #expect(log.contains { $0.reason == "too new" })
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.active(of: newer)?.number == 2)
    // A chain of names: each is free again only once the one after it has moved.
    let second = try fixture.prompt("second", "2")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.rename(newer, to: newest)
      try transaction.rename(second, to: newer)
    }
    try fixture.repository.by(fixture.author).undo()
    #expect(try fixture.repository.prompt(second) != nil)
    #expect(try fixture.repository.active(of: newer)?.number == 2)
    // A name that somebody took meanwhile.
    try fixture.repository.by(fixture.author).rename(newer, to: newest)
    let rename = try #require(try fixture.repository.audit(AuditQuery(prompt: newest)).all.first)
    try fixture.prompt("newer", "other")
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(newest, operation: rename.operation)
    }
    guard case .cannotUndoRename(newer, to: newest)? = cause as? LedgerRefusal else {
      Issue.record("\(String(describing: cause))")
      return
    }
  }

  @Test func whatHasNoInverseSaysWhy() throws {
    let new = try fixture.prompt("new", "one")
    try fixture.repository.by(fixture.author).addVersion(
      VersionDraft(try VersionContent(template: "two"), activates: false), to: new)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.by(fixture.author).undo(new)
      }.contains("it cut v2 of prompt 'new', which was not made live by it"))
    try fixture.deploy(new, 1, to: fixture.staging)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.by(fixture.author).undo(new)
      }.contains("nothing was live in 'staging' before"))
    let creation = try #require(try fixture.repository.audit(AuditQuery(prompt: new)).all.last)
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: creation.operation)
    }
    guard case .cannotUndoCreation(new, liveIn: [fixture.staging])? = cause as? LedgerRefusal else {
      Issue.record("\(String(describing: cause))")
      return
    }
    try fixture.repository.by(fixture.author).rename(new, to: PromptName("newer"))
    try fixture.repository.by(fixture.author).delete(PromptName("newer"), forces: true)
    #expect(
      fixture.refusal(.unsupported) { () throws(RepositoryError) in
        try fixture.repository.by(fixture.author).undo(PromptName("newer"))
      }.contains("no version of a deleted prompt is kept"))
    _ = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: "0123456789")
    }
    _ = fixture.refusal(.ambiguous) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).undo(operation: "")
    }
  }

  @Test func deletionWaitsForTheEnvironments() throws {
    let text = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).delete(name)
    }
    #expect(text.contains("is live in staging, production"))
    // Not to be seen by who deletes, but there.
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      let new = try PromptName("new")
      try fixture.repository.by(fixture.author).create(
        new, VersionDraft(VersionContent(template: "one")))
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.delete(new)
        try fixture.deploy(new, 1, to: fixture.staging)
      }
    }
    try fixture.repository.by(fixture.author).delete(name, forces: true)
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
