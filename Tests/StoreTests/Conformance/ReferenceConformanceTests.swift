import PromptRepo
import TestSupport
import Testing

@Suite struct ReferenceConformanceTests {
  @Test(arguments: TestStore.allCases)
  func movesFromOldToNew(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let store = try open()
      #expect(try store.value("refs/prompts/p") == nil)
      let first = try store.write("refs/prompts/p", "one")
      #expect(try open().value("refs/prompts/p") == first)
      let second = try store.write("refs/prompts/p", "two", from: first)
      #expect(try store.value("refs/prompts/p") == second)
      #expect(try open().value("refs/prompts/p") == second)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aWrongOldValueIsAConflictAndChangesNothing(_ kind: TestStore) async throws {
    try await kind.withStore { store in
      let first = try store.write("refs/prompts/p", "one")
      let second = try store.write("refs/prompts/p", "two", from: first)
      for (name, old) in [
        ("refs/prompts/p", first), ("refs/prompts/p", nil), ("refs/prompts/q", first),
      ] {
        // The first move of the change is fine, and must not be made either.
        let (good, _) = try Sample.change("refs/prompts/new", "new")
        let (bad, _) = try Sample.change(name, "three", from: old)
        let change = Change(
          objects: good.objects + bad.objects, moves: good.moves + bad.moves,
          committer: Sample.person)
        #expect { try store.apply(change) } throws: { ($0 as? RepositoryError)?.code == .conflict }
        let names = try store.references(under: "refs/").map(\.name.rawValue)
        #expect(names == ["refs/prompts/p"])
        #expect(try store.value("refs/prompts/p") == second)
      }
    }
  }

  @Test(arguments: TestStore.allCases)
  func aMoveToTheOldValueOnlyChecks(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let store = try open()
      let first = try store.write("refs/prompts/p", "one")
      let checks = [
        ReferenceMove(try ReferenceName("refs/prompts/p"), from: first, to: first, message: ""),
        ReferenceMove(try ReferenceName("refs/prompts/q"), from: nil, to: nil, message: ""),
      ]
      let (change, id) = try Sample.change("refs/prompts/new", "new")
      try store.apply(
        Change(objects: change.objects, moves: change.moves + checks, committer: Sample.person))
      #expect(try open().value("refs/prompts/new") == id)
      #expect(try open().value("refs/prompts/p") == first)
      #expect(try open().value("refs/prompts/q") == nil)
      try store.write("refs/prompts/p", "two", from: first)
      let (late, _) = try Sample.change("refs/prompts/late", "late")
      #expect {
        try store.apply(
          Change(objects: late.objects, moves: late.moves + checks, committer: Sample.person))
      } throws: {
        ($0 as? RepositoryError)?.code == .conflict
      }
      #expect(try open().value("refs/prompts/late") == nil)
    }
  }

  @Test(arguments: TestStore.allCases)
  func deletesAndCreatesAgain(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let store = try open()
      let first = try store.write("refs/prompts/a/b/@versions", "one")
      #expect {
        try store.apply(Sample.removal("refs/prompts/a/b/@versions", from: Sample.commit("x").id))
      } throws: {
        ($0 as? RepositoryError)?.code == .conflict
      }
      try store.apply(Sample.removal("refs/prompts/a/b/@versions", from: first))
      #expect(try store.value("refs/prompts/a/b/@versions") == nil)
      #expect(try open().references(under: "refs/") == [])
      let second = try store.write("refs/prompts/a/b/@versions", "two")
      #expect(try open().value("refs/prompts/a/b/@versions") == second)
      // A name that was a folder before.
      try store.apply(Sample.removal("refs/prompts/a/b/@versions", from: second))
      let third = try store.write("refs/prompts/a/b", "three")
      #expect(try open().value("refs/prompts/a/b") == third)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aReferenceAndAFolderOfTheSameNameExclude(_ kind: TestStore) async throws {
    try await kind.withStore { store in
      try store.write("refs/prompts/a/b", "one")
      for name in ["refs/prompts/a/b/c", "refs/prompts/a", "refs/prompts/a/b/c/d"] {
        let (change, _) = try Sample.change(name, "two")
        #expect { try store.apply(change) } throws: { ($0 as? RepositoryError)?.code == .conflict }
      }
      let (x, _) = try Sample.change("refs/x/y", "x")
      let (y, _) = try Sample.change("refs/x/y/z", "y")
      let both = Change(
        objects: x.objects + y.objects, moves: x.moves + y.moves, committer: Sample.person)
      #expect { try store.apply(both) } throws: { ($0 as? RepositoryError)?.code == .conflict }
      // One change cannot put a folder in the place of a reference, as git's cannot.
      let (child, _) = try Sample.change("refs/prompts/a/b/c", "two")
      let parent = try #require(try store.value("refs/prompts/a/b"))
      let removal = try Sample.removal("refs/prompts/a/b", from: parent)
      let swap = Change(
        objects: child.objects, moves: removal.moves + child.moves, committer: Sample.person)
      #expect { try store.apply(swap) } throws: { ($0 as? RepositoryError)?.code == .conflict }
      #expect(try store.references(under: "refs/").map(\.name.rawValue) == ["refs/prompts/a/b"])
      // Names that only begin alike are no folders of each other.
      try store.write("refs/prompts/a/b-c", "three")
      try store.write("refs/prompts/a/bc", "four")
    }
  }

  @Test(arguments: TestStore.allCases)
  func refusesTargetsThatAreNotThereAndNamesTwice(_ kind: TestStore) async throws {
    try await kind.withStore { store in
      let (objects, id) = Sample.commit("one")
      let move = ReferenceMove(try ReferenceName("refs/prompts/p"), from: nil, to: id, message: "")
      for change in [
        Change(objects: [], moves: [move], committer: Sample.person),
        Change(objects: objects, moves: [move, move], committer: Sample.person),
      ] {
        #expect { try store.apply(change) } throws: { ($0 as? RepositoryError)?.code == .invalid }
      }
      #expect(try store.references(under: "refs/") == [])
      try store.apply(Change(objects: objects, moves: [move], committer: Sample.person))
      let again = ReferenceMove(try ReferenceName("refs/prompts/q"), from: nil, to: id, message: "")
      try store.apply(Change(objects: [], moves: [again], committer: Sample.person))
      #expect(try store.value("refs/prompts/q") == id)
    }
  }

  @Test(arguments: TestStore.allCases)
  func listsInTheOrderOfBytesByPages(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let store = try open()
      let names = [
        "refs/prompts/a-b/@info", "refs/prompts/a.b/@info", "refs/prompts/a/@info",
        "refs/prompts/a/b/@active", "refs/prompts/a/b/@info", "refs/prompts/a0/@info",
        "refs/prompts/ab/@info", "refs/prompts/b", "refs/prompts/\u{e9}", "refs/promptrepo/x",
      ]
      for (index, name) in names.enumerated() { try store.write(name, "\(index)") }
      let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      for store in [store, try open()] {
        #expect(try store.references(under: "refs/").map(\.name.rawValue) == sorted)
        for prefix in [
          "", "r", "refs/prompts/", "refs/prompts/a", "refs/prompts/a/", "x", "refs/q",
        ] {
          let expected = sorted.filter { $0.utf8.starts(with: prefix.utf8) }
          for size in 1...4 {
            var found: [String] = []
            var after: String?
            while true {
              let page = try store.references(under: prefix, after: after, limit: size)
              #expect(page.count <= size)
              guard let last = page.last else { break }
              found += page.map(\.name.rawValue)
              after = last.name.rawValue
            }
            #expect(found == expected, "\(prefix) by \(size)")
          }
        }
        // A start that does not exist.
        #expect(
          try store.references(under: "refs/prompts/", after: "refs/prompts/a/b", limit: 1)
            .map(\.name.rawValue) == ["refs/prompts/a/b/@active"])
        #expect(try store.references(under: "refs/", after: "refs/z", limit: nil) == [])
        #expect(try store.references(under: "refs/", after: nil, limit: 0) == [])
      }
    }
  }
}
