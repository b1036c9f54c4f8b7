import PromptRepo
import TestSupport
import Testing

@Suite struct ObjectConformanceTests {
  @Test(arguments: TestStore.allCases)
  func whatIsWrittenIsRead(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      let store = try open()
      let texts = ["", "a", "Hallo {{name}}\r\n", "e\u{301} and \u{e9}", "\u{0}\u{1}"]
      for (index, text) in texts.enumerated() {
        try store.write("refs/prompts/p\(index)", text)
        for object in Sample.commit(text).objects {
          #expect(try store.object(object.id) == object)
          #expect(try open().object(object.id) == object)
        }
      }
    }
  }

  @Test(arguments: TestStore.allCases)
  func idsAreThoseOfGit(_ kind: TestStore) async throws {
    try await kind.withStore { store in
      // `printf hello | git hash-object --stdin`
      let id = try #require(ObjectID(hex: "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0"))
      #expect(try store.object(id) == nil)
      try store.write("refs/prompts/p", "hello")
      #expect(try store.object(id)?.bytes == Array("hello".utf8))
    }
  }

  @Test(arguments: TestStore.allCases)
  func anObjectThatIsThereMayBeAddedAgain(_ kind: TestStore) async throws {
    try await kind.withStore { store in
      let first = try store.write("refs/prompts/p", "same")
      let second = try store.write("refs/prompts/q", "same")
      #expect(first == second)
    }
  }

  @Test(arguments: TestStore.allCases)
  func manyObjectsInOneChange(_ kind: TestStore) async throws {
    try await kind.withStores { open in
      var objects: [GitObject] = []
      var moves: [ReferenceMove] = []
      for number in 0..<300 {
        let (new, id) = Sample.commit("prompt \(number)\n")
        objects += new
        let name = try ReferenceName("refs/prompts/p\(number)/@versions")
        moves.append(ReferenceMove(name, from: nil, to: id, message: "imported"))
      }
      let change = Change(objects: objects, moves: moves, committer: Sample.person)
      try open().apply(change)
      let store = try open()
      for move in moves { #expect(try store.reference(move.name) == move.new) }
      for object in objects { #expect(try store.object(object.id) == object) }
      #expect(try store.references(under: "refs/").count == 300)
      // All of it once more is refused: the references are there.
      #expect { try store.apply(change) } throws: { ($0 as? RepositoryError)?.code == .conflict }
    }
  }
}
