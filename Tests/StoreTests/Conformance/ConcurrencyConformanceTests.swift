import PromptRepo
import TestSupport
import Testing

@Suite struct ConcurrencyConformanceTests {
  /// Many tasks, each with a handle of its own, move one reference on; no move gets lost.
  @Test(arguments: TestStore.allCases)
  func manyWritersOfOneReference(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let name = "refs/prompts/p/@versions"
      let wins = try await withThrowingTaskGroup(of: Int.self) { group in
        for writer in 0..<8 {
          group.addTask {
            let store = try open()
            var wins = 0
            for round in 0..<12 {
              let old = try store.value(name)
              do {
                try store.write(name, "writer \(writer), round \(round)", from: old)
                wins += 1
              } catch let error as RepositoryError where error.code == .conflict {
                continue
              }
            }
            return wins
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(wins >= 12)
      let store = try open()
      var next = try store.value(name)
      var length = 0
      while let id = next {
        let object = try #require(try store.object(id))
        next = try Commit(object).parents.first
        length += 1
      }
      #expect(length == wins)
    }
  }

  /// Writers of different references do not get into each other's way, and readers see wholes.
  @Test(arguments: TestStore.allCases)
  func manyWritersOfTheirOwnReferences(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let shared = try open()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<6 {
          group.addTask {
            var last: ObjectID?
            for round in 0..<8 {
              last = try shared.write("refs/prompts/p\(writer)/@info", "\(round)", from: last)
              #expect(try shared.value("refs/prompts/p\(writer)/@info") == last)
            }
          }
        }
        group.addTask {
          let reader = try open()
          for _ in 0..<20 {
            for reference in try reader.references(under: "refs/") {
              #expect(try reader.object(reference.target) != nil)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try open().references(under: "refs/prompts/").count == 6)
    }
  }
}
