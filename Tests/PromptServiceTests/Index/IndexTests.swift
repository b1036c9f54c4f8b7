import APIKeys
import CanonicalJSON
import DirectoryStore
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What the index does where the ledger is unusual.
@Suite struct IndexTests {
  private func create(
    _ name: String, at milliseconds: Int64? = nil, in repository: Repository
  ) throws -> PromptID {
    try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
      try transaction.create(
        PromptName(name), createdAt: milliseconds.map { Timestamp(milliseconds: $0) },
        VersionDraft(VersionContent(template: name)))
    }.record.id
  }

  @Test(arguments: Setup.observable)
  func equalTimesAreOrderedByID(_ setup: Setup) async throws {
    try await setup.run { served in
      let repository = try served.repository()
      var ids: [String] = []
      for number in 0..<12 {
        ids.append(try create("p\(number)", at: 1_000, in: repository).rawValue)
      }
      for limit in [1, 5, 12] {
        #expect(try served.listed("asc", limit: limit).map { $0.text("id") } == ids.sorted())
        #expect(
          try served.listed("desc", limit: limit).map { $0.text("id") } == ids.sorted().reversed())
      }
    }
  }

  @Test(arguments: Setup.observable)
  func pagesStayWhileOthersAreAdded(_ setup: Setup) async throws {
    try await setup.run { served in
      var ids: [String] = []
      for number in 0..<10 { ids.append(try served.create("p\(number)")) }
      for (order, expected) in [("desc", Array(ids.reversed())), ("asc", ids)] {
        var seen: [String] = []
        var after = ""
        while true {
          let answer = try served.get("\(Served.path)?limit=3&order=\(order)\(after)")
          seen += try answer.list().map { $0.text("id") }
          guard try answer.json()["has_more"] == true, seen.count < 10 else { break }
          after = try "&after=\(answer.json().text("last_id"))"
          try served.create("added \(seen.count)")
        }
        #expect(Array(seen.prefix(10)) == expected)
        #expect(Set(seen).count == seen.count)
        for prompt in try served.listed("asc", limit: 100).dropFirst(10) {
          _ = try served.delete(Served.path(prompt.text("id")))
        }
      }
    }
  }

  /// Breaks one chain of a prompt, as a program that knows nothing of ledgers could.
  private func damage(_ chain: String, of name: String, in store: any Store) throws {
    let reference = "refs/prompts/\(name)/@\(chain)"
    let old = try store.value(reference)
    try store.write(reference, "not of this ledger", from: old)
  }

  @Test(arguments: Setup.observable, ["info", "versions", "active"])
  func whatIsDamagedHidesOnlyItself(_ setup: Setup, _ chain: String) async throws {
    try await setup.run { served in
      var ids: [String] = []
      for name in ["a", "b", "c", "d", "e"] { ids.append(try served.create(name)) }
      for name in ["b", "c"] { try damage(chain, of: name, in: served.open()) }
      let left = [ids[0], ids[3], ids[4]]
      for limit in [1, 2, 3, 100] {
        #expect(try served.listed("asc", limit: limit).map { $0.text("id") } == left)
        #expect(try served.listed("desc", limit: limit).map { $0.text("id") } == left.reversed())
      }
      let answer = try served.get(Served.path(ids[1]))
      try answer.expectError(chain == "info" ? 404 : 500)
      #expect(!answer.text.contains("refs/") && !answer.text.contains("commit"))
      #expect(try served.get(Served.path(ids[3])).status == .ok)
      // A service that begins now starts nonetheless.
      let fresh = try Served(.memory, open: served.open)
      #expect(try fresh.listed("asc", limit: 2).map { $0.text("id") } == left)
      try served.service.rescan()
      #expect(try served.listed("asc", limit: 2).map { $0.text("id") } == left)
    }
  }

  @Test func aSecondPromptWithAnIDIsShownOnceTheFirstIsGone() throws {
    let store = MemoryStore()
    let served = try Served(.memory, open: { store })
    let id = try served.create("b")
    func copy(to name: String) throws {
      var moves: [ReferenceMove] = []
      for chain in ["info", "versions", "active"] {
        let tip = try store.value("refs/prompts/b/@\(chain)")
        moves.append(
          ReferenceMove(
            try ReferenceName("refs/prompts/\(name)/@\(chain)"), from: nil, to: tip, message: "c"))
      }
      try store.apply(Change(objects: [], moves: moves, committer: Sample.person))
    }
    for other in ["a", "c"] {
      try copy(to: other)
      #expect(try served.listed("asc", limit: 5).map { $0.text("id") } == [id])
    }
    for name in ["b", "a", "c"] {
      #expect(try served.listed("asc", limit: 5).map { $0.text("id") } == [id], "\(name)")
      #expect(try served.get(Served.path(id)).status == .ok)
      try Repository(store: store).by(Sample.person).delete(PromptName(name))
    }
    #expect(try served.listed("asc", limit: 5).isEmpty)
    try served.get(Served.path(id)).expectError(404)
  }

  @Test func aRescanSeesWhatGitChanged() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("store")
    _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
    let served = try Served(.memory) {
      try DirectoryStore(opening: path, layout: .prompts, durability: .none)
    }
    let id = try served.create("A", "one")
    try served.addVersion(id, "two")
    let kept = try served.open().references(under: "refs/prompts/a/")
    func update(_ arguments: String...) throws {
      #expect(try git(path, ["update-ref"] + arguments).status == 0)
      try served.service.rescan()
    }
    try update("refs/prompts/a/@active", "refs/prompts/a/@active^")
    #expect(try served.get(Served.path(id)).json().number("active_version") == 1)
    for reference in kept { try update("-d", reference.name.rawValue) }
    try served.get(Served.path(id)).expectError(404)
    #expect(try served.get(Served.path).list().isEmpty)
    for reference in kept {
      let name = reference.name.rawValue.replacing("/a/", with: "/other/name/")
      try update(name, reference.target.hex)
    }
    #expect(try served.get(Served.path).list().map { $0.text("id") } == [id])
    #expect(try served.get(Served.path(id)).json().number("active_version") == 2)
    try git(path, ["pack-refs", "--all"])
    try served.service.rescan()
    #expect(try served.listed("asc", limit: 1).map(Row.init) == served.rows())
  }
}
