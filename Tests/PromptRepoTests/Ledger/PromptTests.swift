import CanonicalJSON
import PromptRepo
import Testing

struct PromptTests {
  private let ledger = LedgerFixture()

  @Test func `a record is edited field by field`() throws {
    let name = try PromptName("a")
    try ledger.repository.by(ledger.author()).create(
      name, ledger.draft("x"), title: "Title", description: "What for",
      metadata: ["team": "onboarding"])
    try ledger.repository.by(ledger.author(1)).edit(
      name, RecordEdit(description: .set(nil), metadata: .set(["b": 1, "a": 2])))
    let record = try ledger.repository.existing(name).record
    #expect(record.title == "Title")
    #expect(record.description == nil)
    #expect(record.metadata == ["a": 2, "b": 1])
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author(2)).edit(name, RecordEdit(title: .set("Title")))
    }
    #expect(error?.code == .nothingToCommit)
    #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author(2)).edit(
        name, RecordEdit(title: .set(String(repeating: "é", count: 256))))
    }
  }

  @Test func `creation times only grow, also when the clock stands still`() throws {
    var times: [Timestamp] = []
    for text in ["a", "b", "c"] {
      let prompt = try ledger.repository.by(ledger.author()).create(
        PromptName(text), ledger.draft("x"))
      times.append(prompt.record.createdAt)
    }
    #expect(times == times.sorted())
    #expect(Set(times).count == 3)
  }

  @Test func `a taken name is a conflict`() throws {
    let name = try ledger.prompt("a", versions: 1)
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author()).create(name, ledger.draft("y"))
    }
    #expect(error?.code == .conflict)
  }

  @Test func `a renamed prompt keeps identity and history`() throws {
    let name = try ledger.prompt("old", versions: 2)
    let new = try PromptName("folder/new")
    let before = try ledger.repository.existing(name)
    try ledger.repository.by(ledger.author(5)).rename(name, to: new)
    let after = try ledger.repository.existing(new)
    #expect(after.record == before.record)
    #expect(after.latest == before.latest)
    #expect(try ledger.repository.versions(of: new).map(\.number) == [2, 1])
    #expect(try ledger.repository.prompt(name) == nil)
    #expect(try ledger.repository.store.references(under: "refs/promptrepo/deleted/").count == 1)
    _ = try ledger.prompt("old", versions: 1)
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author(6)).rename(name, to: new)
    }
    #expect(error?.code == .conflict)
  }

  @Test func `a deleted prompt leaves a tombstone and its name free for another`() throws {
    let name = try ledger.prompt("a", versions: 2)
    let first = try ledger.repository.existing(name).record.id
    try ledger.repository.by(ledger.author(5)).delete(name, reason: "unused")
    #expect(try ledger.repository.prompt(name) == nil)
    #expect(try ledger.repository.names() == [])
    let stones = try ledger.repository.store.references(under: "refs/promptrepo/deleted/")
    #expect(stones.map(\.name.rawValue) == ["refs/promptrepo/deleted/\(first)"])
    let again = try ledger.prompt("a", versions: 1)
    #expect(try ledger.repository.existing(again).record.id != first)
    #expect(try ledger.repository.versions(of: again).map(\.number) == [1])
  }

  @Test func `pages of names follow each other without gaps`() throws {
    let all = ["a", "a-b", "a/0", "a/b", "a/b/c", "b", "c.d"]
    for text in all { _ = try ledger.prompt(text, versions: 1) }
    var seen: [String] = []
    var last: PromptName?
    while let page = try ledger.repository.names(after: last, limit: 2).nonEmpty {
      #expect(page.count <= 2)
      seen += page.map(\.rawValue)
      last = page.last
    }
    #expect(seen.sorted() == all.sorted())
    #expect(
      try ledger.repository.names(under: "a/").map(\.rawValue).sorted() == ["a/0", "a/b", "a/b/c"])
    #expect(try ledger.repository.prompts(limit: 3).count == 3)
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
