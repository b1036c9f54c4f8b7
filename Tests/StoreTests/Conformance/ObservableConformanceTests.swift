import PromptRepo
import TestSupport
import Testing

@Suite struct ObservableConformanceTests {
  @Test(arguments: TestStore.allCases)
  func withoutAChangeNothingIsNamedAndTheMarkStays(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      try open().write("refs/prompts/p", "one")
      var observer = try Observer(open())
      #expect(try observer.look() == nil)
      let mark = try #require(observer.mark)
      for _ in 0..<3 { #expect(try observer.look() == []) }
      #expect(observer.mark == mark)
      // A mark is good for every instance.
      var other = try Observer(open())
      #expect(try other.look() == nil)
      #expect(other.mark == mark)
    }
  }

  @Test(arguments: TestStore.allCases)
  func namesWhatAnotherInstanceChanged(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let writer = try open()
      let first = try writer.write("refs/prompts/p", "one")
      try writer.write("refs/prompts/q", "one")
      var observer = try Observer(open())
      try observer.look()
      let second = try writer.write("refs/prompts/p", "two", from: first)
      #expect(try observer.look() == ["refs/prompts/p"])
      #expect(observer.view["refs/prompts/p"] == second)
      #expect(try observer.look() == [])
      // A deletion, and a change by the instance that looks.
      try writer.apply(Sample.removal("refs/prompts/p", from: second))
      try observer.store.write("refs/prompts/r", "one")
      #expect(try observer.look() == ["refs/prompts/p", "refs/prompts/r"])
      #expect(observer.view["refs/prompts/p"] == nil)
      #expect(try observer.view == writer.values())
      #expect(try observer.look() == [])
    }
  }

  @Test(arguments: TestStore.allCases)
  func manyChangesAreAllNamed(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let writer = try open()
      try writer.write("refs/prompts/first", "one")
      var observer = try Observer(open())
      try observer.look()
      var expected: Set<String> = []
      var last: ObjectID?
      for number in 0..<40 {
        let name = "refs/prompts/p\(number)/@info"
        expected.insert(name)
        try writer.write(name, "\(number)")
        last = try writer.write("refs/prompts/same", "\(number)", from: last)
      }
      #expect(try observer.look() == expected.union(["refs/prompts/same"]))
      #expect(try observer.view == writer.values())
    }
  }

  /// References that come in bulk go to other files than single ones.
  @Test(arguments: TestStore.allCases)
  func aLargeChangeIsNamed(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let writer = try open()
      try writer.write("refs/prompts/first", "one")
      var observer = try Observer(open())
      try observer.look()
      var change = Change(objects: [], moves: [], committer: Sample.person)
      for number in 0..<250 {
        let part = try Sample.change("refs/prompts/n\(number)", "\(number)").change
        change.objects += part.objects
        change.moves += part.moves
      }
      try writer.apply(change)
      #expect(try observer.look()?.count == 250)
      #expect(try observer.view == writer.values())
      let removals = try change.moves.flatMap { move in
        try Sample.removal(move.name.rawValue, from: #require(move.new)).moves
      }
      try writer.apply(Change(objects: [], moves: removals, committer: Sample.person))
      #expect(try observer.look()?.count == 250)
      #expect(observer.view.keys.sorted() == ["refs/prompts/first"])
    }
  }

  @Test(arguments: TestStore.allCases)
  func aRefusedChangeLeavesTheMarkRight(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let writer = try open()
      let first = try writer.write("refs/prompts/p", "one")
      var observer = try Observer(open())
      try observer.look()
      #expect(throws: RepositoryError.self) { try writer.write("refs/prompts/p", "other") }
      #expect(try observer.look()?.subtracting(["refs/prompts/p"]) == [])
      let second = try writer.write("refs/prompts/p", "two", from: first)
      #expect(try observer.look() == ["refs/prompts/p"])
      #expect(observer.view == ["refs/prompts/p": second])
    }
  }

  @Test(arguments: TestStore.allCases)
  func aMarkOfAnotherLifeSaysNothing(_ kind: TestStore) async throws {
    let old = try await kind.withStore { store in
      try store.write("refs/prompts/p", "one")
      var observer = try Observer(store)
      try observer.look()
      return try #require(observer.mark)
    }
    try await kind.withStore { store in
      try store.write("refs/prompts/p", "one")
      let store = try Observer(store).store
      let current = try store.changes(since: nil).mark
      let marks = [
        old, ChangeToken(epoch: 0, position: 0), ChangeToken(epoch: 0, position: .max),
        ChangeToken(epoch: .max, position: current.position),
        ChangeToken(epoch: current.epoch, position: current.position + 1),
        ChangeToken(epoch: current.epoch, position: .max),
      ]
      for mark in marks {
        let changes = try store.changes(since: mark)
        #expect(changes == StoreChanges(mark: current, references: nil), "\(mark)")
      }
    }
  }

  /// Writers in threads of their own, with instances of their own; what each observer knows of
  /// changes alone is in the end what the store says.
  @Test(arguments: TestStore.allCases)
  func observersKeepUpWithManyWriters(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
          group.addTask { try writeAtRandom(open(), seed: UInt64(writer), rounds: 30) }
        }
        for _ in 0..<2 {
          group.addTask {
            var observer = try Observer(open())
            for _ in 0..<200 {
              try observer.look()
              await Task.yield()
            }
            while try observer.look() != [] || observer.view != open().values() {
              // Writers are still at it; a view that stays behind never gets here.
              try await Task.sleep(for: .milliseconds(5))
            }
          }
        }
        var observer = try Observer(open())
        try observer.look()
        try await group.waitForAll()
        try observer.look()
        #expect(try observer.view == open().values())
        #expect(try observer.look() == [])
      }
    }
  }

  /// Creates, moves and deletes references that others change as well.
  private func writeAtRandom(_ store: any Store, seed: UInt64, rounds: Int) throws {
    var numbers = RepeatableNumbers(seed: seed)
    for round in 0..<rounds {
      let name = "refs/prompts/p\(Int.random(in: 0..<6, using: &numbers))"
      let old = try store.value(name)
      do {
        if let old, Int.random(in: 0..<4, using: &numbers) == 0 {
          try store.apply(Sample.removal(name, from: old))
        } else {
          try store.apply(Sample.change(name, "\(seed) \(round)", from: old).change)
        }
      } catch let error as RepositoryError where error.code == .conflict {
        continue
      }
    }
  }
}
