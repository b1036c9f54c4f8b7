import DirectoryStore
import Foundation
import MemoryStore
import PromptRepo
import TestSupport
import Testing

/// Changes whose objects are too many to be held.
@Suite struct PackStageTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
  }

  private func open() throws -> DirectoryStore {
    try DirectoryStore(opening: path, layout: .prompts, durability: .none)
  }

  private func packs() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/objects/pack").sorted()
  }

  /// Makes prompts with megabytes of text, then goes on with the first of them.
  private func fill(_ store: any Store) throws {
    try Repository(store: store).change(by: Sample.person) {
      (transaction) throws(RepositoryError) in
      for index in 0..<70 {
        let digits = "\(index + 10)"
        let id = try PromptID("prompt_" + String(repeating: digits, count: 16))
        let text = String(repeating: "line \(index)\n", count: 12_000)
        try transaction.create(
          PromptName("p\(index)"), id: id, VersionDraft(VersionContent(template: text)))
      }
      try transaction.addVersion(
        VersionDraft(VersionContent(template: "short")), to: PromptName("p0"))
      try transaction.edit(PromptName("p1"), RecordEdit(title: .set("One")))
    }
  }

  @Test func aLargeChangeIsTheSameInAllStores() throws {
    let memory = MemoryStore()
    try fill(memory)
    try fill(open())
    let store = try open()
    #expect(try store.references(under: "refs/") == memory.references(under: "refs/"))
    for reference in try store.references(under: "refs/") {
      #expect(try store.object(reference.target) == memory.object(reference.target))
    }
    #expect(try packs().map { ($0 as NSString).pathExtension } == ["idx", "pack"])
    try git(path, ["fsck", "--strict", "--no-dangling"])
    try git(path, ["verify-pack", "objects/pack/\(packs()[1])"])
    #expect(try Repository(store: store).versions(of: PromptName("p0")).map(\.number) == [2, 1])
  }

  @Test func objectsAreReadBackAndSeenByNobodyElse() throws {
    let stage = try open().stage()
    let objects = (0..<3_000).map { GitObject(.blob, Array("text \($0) \($0 * 7)".utf8)) }
    for object in objects + objects.reversed() { try stage.add(object) }
    let other = try open()
    for object in objects {
      #expect(try stage.object(object.id) == object)
      #expect(try other.object(object.id) == nil)
    }
    #expect(try stage.object(GitObject(.blob, [1]).id) == nil)
    try stage.apply(ReferenceMoves(), committer: Sample.person)
    for object in objects { #expect(try other.object(object.id) == object) }
  }

  @Test func whatIsGivenUpLeavesNothing() throws {
    do {
      let stage = try open().stage()
      try stage.add(GitObject(.blob, [1, 2, 3]))
      #expect(try packs().count == 1)
    }
    #expect(try packs().isEmpty)
  }

  @Test func aLostRaceChangesNothing() throws {
    let store = try open()
    let (objects, id) = Sample.commit("one")
    let stage = try store.stage()
    for object in objects { try stage.add(object) }
    let name = try ReferenceName("refs/prompts/p/@info")
    let move = ReferenceMove(name, from: id, to: id, message: "")
    #expect { try stage.apply(ReferenceMoves([move]), committer: Sample.person) } throws: {
      ($0 as? RepositoryError)?.code == .conflict
    }
    #expect(try store.object(id) == nil && store.reference(name) == nil)
  }

  /// The second of two writers loses what the first one took, and nothing else.
  @Test func twoWritersAtOnce() throws {
    let (first, second) = (try open(), try open())
    let stages = try [first.stage(), second.stage(), second.stage()]
    let name = try ReferenceName("refs/prompts/p/@info")
    var ids: [ObjectID] = []
    for (number, stage) in stages.enumerated() {
      let (objects, id) = Sample.commit("by \(number)")
      for object in objects { try stage.add(object) }
      ids.append(id)
    }
    func move(_ name: ReferenceName, to id: ObjectID) -> ReferenceMoves {
      ReferenceMoves([ReferenceMove(name, from: nil, to: id, message: "made")])
    }
    try stages[0].apply(move(name, to: ids[0]), committer: Sample.person)
    #expect { try stages[1].apply(move(name, to: ids[1]), committer: Sample.person) } throws: {
      ($0 as? RepositoryError)?.code == .conflict
    }
    // Somebody collects while the third one has not yet applied.
    _ = try first.collectGarbage(gracePeriod: 0)
    let other = try ReferenceName("refs/prompts/q/@info")
    try stages[2].apply(move(other, to: ids[2]), committer: Sample.person)
    let store = try open()
    #expect(try store.reference(name) == ids[0] && store.reference(other) == ids[2])
    #expect(try store.object(ids[1]) == nil)
    try expectSound(path)
  }

  /// Two imports of one moment are both there, or one of them is refused.
  @Test func twoLargeChangesAtOnce() async throws {
    let path = path
    let results = await withTaskGroup(of: Bool.self) { group in
      for writer in 0..<2 {
        group.addTask {
          do {
            try Repository(
              store: DirectoryStore(opening: path, layout: .prompts, durability: .none)
            ).change(
              by: Sample.person
            ) { (transaction) throws(RepositoryError) in
              for index in 0..<60 {
                let text = String(repeating: "line \(writer) \(index)\n", count: 12_000)
                try transaction.create(
                  PromptName("w\(writer)/p\(index)"),
                  VersionDraft(VersionContent(template: text)))
              }
            }
            return true
          } catch { return false }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // Who loses the race for the newest prompt's time tries again.
    #expect(results == [true, true])
    #expect(try Repository(store: open()).names().count == 120)
    #expect(try packs().allSatisfy { $0.hasPrefix("pack-") })
    try expectSound(path)
  }
}
