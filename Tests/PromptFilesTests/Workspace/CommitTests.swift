import CanonicalJSON
import Foundation
import MemoryStore
import Platform
import PromptFiles
import PromptRepo
import Synchronization
import Testing

@Suite struct CommitTests {
  @Test func allFilesAreOneChange() throws {
    let store = CountingStore()
    let desk = try Desk(Repository(store: store))
    for number in 0..<20 { try desk.write("p\(number)", "text \(number)\n") }
    let report = try desk.commit(nil, CommitOptions(message: "First"))
    #expect(report.results.count == 20 && report.results.allSatisfy(\.isNewPrompt))
    #expect(store.changes == 1)
    #expect(Set(report.results.compactMap { $0.version?.message }) == ["First"])
    #expect(try desk.workspace.status(in: desk.repository).isClean)
    #expect(try desk.commit().results.isEmpty)
    #expect(store.changes == 1)
  }

  @Test func activatesUnlessToldNotTo() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    #expect(try desk.prompt("a").active?.version == 1)
    try desk.write("a", "two\n")
    try desk.commit(nil, CommitOptions(activates: false))
    #expect(try desk.prompt("a").active?.version == 1)
    #expect(try desk.prompt("a").latest?.number == 2)
  }

  @Test func aLostRaceIsAConflictAndChangesNothing() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("b", "one\n")
    try desk.write("a", "mine\n")
    try desk.write("b", "mine\n")
    let plan = try desk.workspace.planCommit(to: desk.repository)
    try desk.cutElsewhere("b", "theirs")
    #expect {
      try desk.workspace.commit(plan, to: desk.repository, by: Desk.author)
    } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect(try desk.latestTemplate("a") == "one")
    #expect(try desk.latestTemplate("b") == "theirs")
  }

  @Test func mergeMarkersAreRefused() throws {
    let marked = "a\n<<<<<<< file\nb\n=======\nc\n>>>>>>> v2\n"
    let desk = try Desk()
    try desk.write("new", marked)
    try desk.commit("a", "one\n")
    try desk.write("a", marked)
    try desk.commit("h", "one\n")
    try desk.write("h", "---\n<<<<<<< file\nm: 1\n=======\nm: 2\n>>>>>>> v2\n---\none\n")
    for name in ["new", "a", "h"] {
      #expect(try desk.state(name) == .conflict(.markers))
      #expect { try desk.commit([name]) } throws: { ($0 as? RepositoryError)?.code == .conflict }
    }
    // A prompt that is about them, and always had them, is fine.
    try desk.repository.create(
      try PromptName("about"), VersionDraft(try VersionContent(template: marked)),
      by: Desk.author)
    try desk.write("about", "\(marked)\nmore\n")
    try desk.commit(["about"], CommitOptions(onto: .latest))
    #expect(try desk.status("about").latest == 2)
  }

  @Test func longTemplatesAreAWarning() throws {
    let desk = try Desk()
    try desk.write("a", String(repeating: "é", count: 100_000))
    #expect(try desk.workspace.planCommit(to: desk.repository).warnings.isEmpty)
    try desk.write("a", String(repeating: "é", count: 100_001))
    let plan = try desk.workspace.planCommit(to: desk.repository)
    #expect(plan.warnings.count == 1 && plan.warnings[0].contains("100001"))
    try desk.write("a", String(repeating: "a", count: 1_048_577))
    #expect { try desk.commit() } throws: { ($0 as? RepositoryError)?.code == .invalid }
  }

  @Test func anIndexThatCannotBeWrittenLosesNoVersion() throws {
    let faults = FaultPlan([.init(.write, pathContaining: "index", .fail(.noSpace))])
    let desk = try Desk(faults: faults)
    try desk.write("a", "one\n")
    let report = try desk.commit()
    #expect(report.warnings.count == 1 && report.warnings[0].contains("No space left"))
    #expect(try desk.state("a") == .unchanged)
  }

  @Test func commitsAtTheSameTimeKeepEachOthersBases() async throws {
    let desk = try Desk()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          do { try desk.commit("p\(number)", "x\n") } catch { Issue.record(error) }
        }
      }
    }
    #expect(try desk.workspace.index().bases.count == 12)
  }
}

/// A store in memory that counts the changes it applied.
private final class CountingStore: Store {
  private let store = MemoryStore()
  private let count = Mutex(0)

  var changes: Int { count.withLock { $0 } }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    try store.apply(change)
    count.withLock { $0 += 1 }
  }
}
