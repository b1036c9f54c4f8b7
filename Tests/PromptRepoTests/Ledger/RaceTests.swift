import PromptRepo
import Testing

struct RaceTests {
  private let ledger = LedgerFixture()

  @Test func `a lost race is a conflict and changes nothing`() throws {
    let name = try ledger.prompt("a", versions: 1)
    let repository = ledger.repository
    let draft = try ledger.draft("mine")
    let error = #expect(throws: RepositoryError.self) {
      try repository.change(by: ledger.author(7)) { transaction throws(RepositoryError) in
        try transaction.addVersion(draft, to: name)
        // Somebody else is faster.
        try repository.by(ledger.author(6)).addVersion(
          VersionDraft(try VersionContent(template: "theirs")), to: name)
      }
    }
    #expect(error?.code == .conflict)
    #expect(try repository.versions(of: name).map(\.number) == [2, 1])
    #expect(try repository.activeText(of: name).content.template == "theirs")
  }

  @Test func `what was read before a lost race is not built on`() throws {
    let name = try ledger.prompt("a", versions: 1)
    let repository = ledger.repository
    let draft = try ledger.draft("mine")
    let theirs = try ledger.draft("theirs")
    let error = #expect(throws: RepositoryError.self) {
      try repository.change(by: ledger.author(7)) { transaction throws(RepositoryError) in
        let read = try transaction.versions(of: name)
        // Somebody else is faster.
        try repository.by(ledger.author(6)).addVersion(theirs, to: name)
        #expect(try transaction.versions(of: name).map(\.commit) == read.map(\.commit))
        try transaction.addVersion(draft, to: name)
      }
    }
    #expect(error?.code == .conflict)
    #expect(try repository.versions(of: name).map(\.number) == [2, 1])
    #expect(try repository.activeText(of: name).content.template == "theirs")
  }

  /// What may happen to a prompt while somebody else begins a chain of it.
  enum Removal: CaseIterable {
    case deletion, renaming

    func run(_ name: PromptName, _ ledger: LedgerFixture) throws(RepositoryError) {
      switch self {
      case .deletion: try ledger.repository.by(ledger.author(6)).delete(name)
      case .renaming: try ledger.repository.by(ledger.author(6)).rename(name, to: PromptName("z"))
      }
    }
  }

  @Test(arguments: Removal.allCases)
  func `a prompt that goes meanwhile is not activated`(_ removal: Removal) throws {
    let repository = ledger.repository
    let name = try PromptName("a")
    try repository.by(ledger.author()).create(name, ledger.draft("1", activates: false))
    let error = #expect(throws: RepositoryError.self) {
      try repository.change(by: ledger.author(7)) { transaction throws(RepositoryError) in
        try transaction.activate(name, .latest)
        try removal.run(name, ledger)
      }
    }
    #expect(error?.code == .conflict)
    #expect(try repository.store.references(under: "refs/prompts/a/") == [])
  }

  @Test(arguments: Removal.allCases)
  func `a prompt that is activated meanwhile does not go`(_ removal: Removal) throws {
    let repository = ledger.repository
    let name = try PromptName("a")
    try repository.by(ledger.author()).create(name, ledger.draft("1", activates: false))
    let error = #expect(throws: RepositoryError.self) {
      try repository.change(by: ledger.author(7)) { transaction throws(RepositoryError) in
        switch removal {
        case .deletion: try transaction.delete(name)
        case .renaming: try transaction.rename(name, to: PromptName("z"))
        }
        try repository.by(ledger.author(6)).activate(name, .latest)
      }
    }
    #expect(error?.code == .conflict)
    #expect(try repository.active(of: name)?.number == 1)
    #expect(try repository.names() == [name])
  }

  @Test func `a record may be edited while a version is cut`() throws {
    let name = try ledger.prompt("a", versions: 1)
    let repository = ledger.repository
    let draft = try ledger.draft("mine")
    try repository.change(by: ledger.author(7)) { transaction throws(RepositoryError) in
      try transaction.addVersion(draft, to: name)
      try repository.by(ledger.author(6)).edit(name, RecordEdit(title: .set("T")))
    }
    #expect(try repository.prompt(name)?.latest?.number == 2)
    #expect(try repository.prompt(name)?.record.title == "T")
  }

  @Test func `many writers of one prompt get numbers without gaps`() async throws {
    let name = try ledger.prompt("a", versions: 1)
    let ledger = ledger
    let won = try await withThrowingTaskGroup(of: Int?.self) { group in
      for writer in 0..<32 {
        group.addTask {
          do {
            return try ledger.repository.by(ledger.author()).addVersion(
              ledger.draft("by \(writer)"), to: name
            ).number
          } catch let error as RepositoryError where error.code == .conflict {
            return nil
          }
        }
      }
      return try await group.reduce(into: [Int?]()) { $0.append($1) }.compactMap(\.self)
    }
    #expect(won.sorted() == Array(2..<(2 + won.count)))
    #expect(try ledger.repository.latest(of: name)?.number == won.count + 1)
  }

  @Test func `creators of different prompts never conflict`() async throws {
    let ledger = ledger
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<32 {
        group.addTask {
          try ledger.repository.by(ledger.author()).create(
            PromptName("p\(writer)"), ledger.draft("x"))
        }
      }
      try await group.waitForAll()
    }
    let prompts = try ledger.repository.prompts()
    #expect(Set(prompts.map(\.record.createdAt)).count == 32)
  }
}
