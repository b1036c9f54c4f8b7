import MemoryStore
import PromptFiles
import PromptRepo
import Synchronization
import Testing

/// What status costs depends on the working files, not on the prompts that have none.
@Suite struct StatusCostTests {
  /// A store that counts what is read of it.
  private final class CountingStore: SurveyableStore {
    private let store = MemoryStore()
    private let count = Mutex(0)

    var reads: Int { count.withLock { $0 } }

    private func note(_ number: Int = 1) { count.withLock { $0 += number } }

    func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
      note()
      return try store.object(id)
    }

    func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
      note()
      return try store.reference(name)
    }

    func references(
      under prefix: String, after: String?, limit: Int?
    ) throws(RepositoryError) -> [Reference] {
      let found = try store.references(under: prefix, after: after, limit: limit)
      note(found.count)
      return found
    }

    func apply(_ change: Change) throws(RepositoryError) { try store.apply(change) }

    func surveyRecords(
      findingKeys findsKeys: Bool,
      _ body: ([UInt8], ObjectID, RecordKey?) throws(RepositoryError) -> Void
    ) throws(RepositoryError) -> Bool {
      for reference in try references(under: LedgerRef.Folder.prompts.rawValue) {
        try body(Array(reference.name.rawValue.utf8), reference.target, nil)
      }
      return true
    }

    func recordCount() throws(RepositoryError) -> Int {
      let names = try store.references(in: .prompts).map(\.name.rawValue)
      return names.count { $0.hasSuffix("/@info") }
    }
  }

  private func costs(_ count: Int) throws -> [Int] {
    let store = CountingStore()
    let repository = Repository(store: store)
    let desk = try Desk(repository)
    try repository.change(by: Desk.author) { (transaction) throws(RepositoryError) in
      for number in 0..<count {
        try transaction.create(
          PromptName("p\(number)"), VersionDraft(VersionContent(template: "text \(number)")))
      }
    }
    var costs: [Int] = []
    func look(files: Int, states: [FileState]) throws {
      let before = store.reads
      let fresh = Repository(store: store)
      let status = try desk.workspace.status(in: fresh, absent: .counted)
      #expect(status.absentCount == count - files && status.isClean == states.isEmpty)
      #expect(status.prompts.map(\.state) == states)
      costs.append(store.reads - before)
    }
    try look(files: 0, states: [])
    try desk.write("p1", "another text\n")
    try look(files: 1, states: [.conflict(.noBase)])
    let before = store.reads
    let plan = try desk.workspace.planCommit(
      to: Repository(store: store), options: CommitOptions(onto: .latest))
    #expect(plan.items.count == 1)
    costs.append(store.reads - before)
    return costs
  }

  @Test func statusAndCommitCostTheSameOfFewAndOfMany() throws {
    let few = try costs(20)
    #expect(try costs(200) == few)
    #expect(few[0] == 0)
  }

  @Test func allAreToldOneAfterTheOther() throws {
    let desk = try Desk()
    for name in ["a", "a/0", "b", "c"] { try desk.commit(name, "text of \(name)\n") }
    try desk.remove("a/0")
    try desk.removeIndex()
    try desk.write("d", "new\n")
    var told: [String] = []
    let status = try desk.workspace.forEachStatus(in: desk.repository) {
      told.append("\($0.name) \($0.state) \($0.latest ?? 0)")
    }
    let listed = try desk.workspace.status(in: desk.repository)
    #expect(told == listed.prompts.map { "\($0.name) \($0.state) \($0.latest ?? 0)" })
    #expect(told.count == 5 && status.absentCount == 1 && listed.absentCount == 1)
  }
}
