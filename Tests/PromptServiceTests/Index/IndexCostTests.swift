import CanonicalJSON
import HTTPMessages
import MemoryStore
import TestSupport
import Testing

@testable import PromptRepo

/// What a page of the list costs does not depend on how many prompts there are.
@Suite struct IndexCostTests {
  /// A store with so many prompts, of which the last ones are whole.
  ///
  /// The others have a record and share their other chains, which are not read.
  private func store(_ count: Int) throws -> MemoryStore {
    let store = MemoryStore()
    let repository = Repository(store: store)
    let whole = 60
    try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
      for number in 0..<whole {
        try transaction.create(
          PromptName("whole/\(number)"), VersionDraft(VersionContent(template: "\(number)")))
      }
    }
    let (shared, other) = Sample.commit("shared")
    var objects = shared
    var moves: [ReferenceMove] = []
    for number in 0..<(count - whole) {
      let record = PromptRecord(
        id: PromptID(Repository.randomUUID()), createdAt: Timestamp(milliseconds: Int64(number)),
        title: nil, description: nil, metadata: [:])
      let file = GitObject(.blob, record.file)
      let tree = Tree([TreeEntry(.file, PromptRecord.fileName, file.id)]).object
      let commit = Commit(
        tree: tree.id, parents: [], author: Sample.person, committer: Sample.person,
        message: "created\n"
      ).object
      objects += [file, tree, commit]
      for (concern, tip) in [("info", commit.id), ("versions", other), ("active", other)] {
        let name = try ReferenceName("refs/prompts/p/\(number)/@\(concern)")
        moves.append(ReferenceMove(name, from: nil, to: tip, message: "made"))
      }
    }
    try store.apply(Change(objects: objects, moves: moves, committer: Sample.person))
    return store
  }

  /// What some requests read, one after another.
  private func costs(_ count: Int) throws -> [CountingStore.Counts] {
    let store = try store(count)
    let counting = CountingStore(store)
    let served = try Served(.memory, open: { counting })
    #expect(try served.get("/metrics").text.contains("promptrepo_prompts \(count)\n"))
    var costs: [CountingStore.Counts] = []
    func page(_ query: String) throws -> String {
      var last = ""
      costs.append(
        try counting.count {
          let answer = try served.get("\(Served.path)?limit=20\(query)")
          #expect(try answer.list().count == 20)
          last = try answer.json().text("last_id")
        })
      return last
    }
    let last = try page("")
    _ = try page("")
    _ = try page("&after=\(last)")
    let other = Repository(store: store)
    try other.by(Sample.person).addVersion(
      VersionDraft(VersionContent(template: "new")), to: PromptName("whole/1"))
    _ = try page("")
    try other.by(Sample.person).create(
      PromptName("another"), VersionDraft(VersionContent(template: "new")))
    _ = try page("")
    try other.by(Sample.person).delete(PromptName("whole/2"))
    _ = try page("&after=\(last)")
    return costs
  }

  /// A write reads each object at most once, and none that it writes: its answer is what it made.
  @Test func aWriteIsReadOnce() throws {
    let store = CountingStore(MemoryStore())
    let served = try Served(.memory, open: { store })
    let id = try served.create("Counted")
    for number in 2...4 {
      let objects = try store.objects {
        let answer = try served.post(
          Served.path(id, "/versions"), ["template": .string("Hi {{name}}, \(number)")])
        #expect(try answer.json().number("version") == number)
      }
      #expect(!objects.written.isEmpty && objects.written.isDisjoint(with: objects.read))
      #expect(Set(objects.read).count == objects.read.count)
    }
  }

  @Test func aPageCostsTheSameOfFewAndOfMany() throws {
    let few = try costs(1_000)
    let many = try costs(isExtra ? 20_000 : 4_000)
    #expect(few == many)
    // A page that was read before costs one look at the store.
    #expect(many[1] == CountingStore.Counts(looks: 1))
    for cost in many { #expect(cost.listings == 0 && cost.references <= 3 && cost.looks <= 3) }
  }
}
