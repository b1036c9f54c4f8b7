import APIKeys
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What was done, by operations, and its undoing.
@Suite struct ActivityTests {
  let operated: Operated
  let staging: EnvironmentName

  init() throws {
    operated = try Operated()
    staging = try EnvironmentName("staging")
    try operated.served.addEnvironments("staging")
  }

  /// All operations, part by part.
  private func all(_ query: AuditQuery, limit: Int) throws -> [LedgerOperation] {
    var found: [LedgerOperation] = []
    var cursor: String?
    repeat {
      let page = try operated.request(.reader).activity(query, after: cursor, limit: limit)
      #expect(page.failures.isEmpty && page.operations.count <= limit)
      if page.next != nil { #expect(page.operations.count == limit) }
      found += page.operations
      cursor = page.next
    } while cursor != nil
    return found
  }

  @Test func partsTellWhatTheAuditTellsInItsOrder() throws {
    let names = try [operated.create("a", "One", "Two"), operated.create("b", "One")]
    try operated.deploy(names[0], 1, to: staging)
    let plan = try operated.request(.reader).planDeployment(
      of: names.map { DeploymentRequest($0, .latest) }, to: staging)
    let made = try operated.request(.deployer).deploy(
      plan.entries.compactMap(\.shown), to: staging, reason: "Both")
    for query in [
      AuditQuery(), AuditQuery(prompt: names[0]), AuditQuery(environment: staging),
      AuditQuery(actor: "team"), AuditQuery(since: operated.served.clock.now),
    ] {
      var log = try operated.repository().audit(query)
      var expected: [String] = []
      var count = 0
      while let entry = try log.next() {
        count += 1
        if let id = entry.operation, !expected.contains(id) { expected.append(id) }
      }
      for limit in [1, 2, 100] {
        let found = try all(query, limit: limit)
        #expect(found.compactMap(\.id) == expected)
        #expect(found.map(\.count).reduce(0, +) == count)
      }
    }
    let newest = try #require(
      try operated.request(.reader).activity(AuditQuery(), limit: 1).operations.first)
    #expect(newest.id == made.id && newest.count == 2 && newest.role == .deployer)
    #expect(Set(newest.entries.map(\.prompt)) == Set(names))
  }

  @Test func whatIsNoPlaceOfTheListIsRefused() throws {
    _ = try operated.create("a", "One")
    operated.expectRefusal(.invalid) {
      _ = try operated.request(.reader).activity(AuditQuery(), after: "0123abcd", limit: 5)
    }
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.reader).activity(AuditQuery(prompt: PromptName("no")), limit: 5)
    }
  }

  @Test func anOperationIsFoundByTheFirstDigits() throws {
    let name = try operated.create("a", "One", "Two")
    let move = try #require(try operated.repository().moves(of: .active, name).first)
    let id = try #require(move.operation)
    let found = try operated.request(.reader).operation(String(id.prefix(8)))
    #expect(found.id == id && found.count == 2 && found.role == .editor)
    for text in ["", "0123abcd", String(id.prefix(7)), id + "0"] {
      operated.expectRefusal(.notFound) { _ = try operated.request(.reader).operation(text) }
    }
  }

  @Test func anOperationIsTakenBackByWhoeverMayDoIt() throws {
    let name = try operated.create("a", "One", "Two")
    try operated.deploy(name, 1, to: staging)
    let plan = try operated.request(.reader).planDeployment(
      of: [DeploymentRequest(name, .latest)], to: staging)
    let made = try operated.request(.deployer).deploy(
      plan.entries.compactMap(\.shown), to: staging, reason: nil)
    let id = try #require(made.id)
    let undo = try operated.request(.reader).planUndo(String(id.prefix(8)))
    #expect(undo.refusal == nil && undo.steps.count == 1 && undo.operation.id == id)
    guard case .moved(name, .environment(staging), let move)? = undo.steps.first else {
      Issue.record("no move: \(undo.steps)")
      return
    }
    #expect(move.version == 1)
    #expect(try operated.live(name, .environment(staging)) == 2)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.editor).undo(id, reason: nil)
    }
    let undone = try operated.request(.deployer).undo(id, reason: "Too early")
    #expect(try operated.live(name, .environment(staging)) == 1)
    #expect(try operated.request(.reader).operation(undone.id ?? "").undoes == id)
    // Sent twice, it finds that it is not as it was.
    operated.expectRefusal(.conflict) {
      _ = try operated.request(.deployer).undo(id, reason: "Too early")
    }
    let again = try operated.request(.reader).planUndo(id)
    #expect(again.refusal?.code == .conflict && again.steps.isEmpty)
  }

  @Test func whatHasNoInverseSaysWhy() throws {
    let name = try operated.create("a", "One")
    try operated.deploy(name, 1, to: staging)
    let move = try #require(
      try operated.repository().moves(of: .environment(staging), name).first)
    let id = try #require(move.operation)
    let plan = try operated.request(.reader).planUndo(id)
    #expect(plan.refusal?.message.contains("has nothing to go back to") == true)
    operated.expectRefusal(.rule, "has nothing to go back to") {
      _ = try operated.request(.deployer).undo(id, reason: nil)
    }
    operated.expectRefusal(.notFound) { _ = try operated.request(.reader).planUndo("0123abcd") }
  }

  @Test func anEditorUndoesACommitAndNotRules() throws {
    let name = try operated.create("a", "One", "Two")
    let commit = try #require(
      try operated.repository().moves(of: .active, name).first?.operation)
    _ = try operated.request(.editor).undo(commit, reason: nil)
    #expect(try operated.live(name) == 1)
    let rules = try #require(
      try operated.request(.reader).activity(AuditQuery(environment: staging), limit: 1)
        .operations.last)
    #expect(rules.role == .admin)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.deployer).undo(rules.id ?? "", reason: nil)
    }
  }

  @Test func aHistoryComesInPartsWithTheMovesBetween() throws {
    let name = try operated.create("a", "1", "2", "3", "4", "5")
    for version in [1, 5, 2] { try operated.deploy(name, version, to: staging) }
    let whole = try operated.request(.reader).find(.text("a")).history(limit: 50)
    #expect(whole.versions.map(\.number) == [5, 4, 3, 2, 1] && whole.next == nil)
    #expect(whole.moves.count == 8)
    #expect(whole.live.map { "\($0.pointer) \($0.move.version)" } == ["active 5", "staging 2"])
    var versions: [Int] = []
    var moves: [PointerMove] = []
    var next: Int?
    repeat {
      let part = try operated.request(.reader).find(.text("a")).history(before: next, limit: 2)
      versions += part.versions.map(\.number)
      moves += part.moves
      next = part.next
    } while next != nil
    #expect(versions == [5, 4, 3, 2, 1])
    #expect(moves == whole.moves)
    #expect(moves.prefix(3).map(\.version) == [2, 5, 1])
  }
}
