import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// Whatever is done to the ledger and by whom: the list is what the ledger says.
@Suite struct IndexPropertyTests {
  @Test(arguments: [(TestStore.memory, 100), (.directory, 40), (.git, 15)])
  func theListIsWhatTheLedgerSays(_ store: TestStore, _ steps: Int) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      var script = RandomScript(seed: 7, other: try served.repository())
      for step in 0..<steps {
        let what = try script.step(served)
        // A fresh reader, so that no cache hides anything.
        let expected = try served.rows()
        let limit = [1, 2, 3, 7, 100][step % 5]
        for order in ["asc", "desc"] {
          let rows = try served.listed(order, limit: limit).map(Row.init)
          #expect(rows == (order == "asc" ? expected : expected.reversed()), "\(step): \(what)")
        }
      }
      // A service that begins now sees the same.
      let fresh = try Served(.memory, open: open)
      #expect(try fresh.listed("asc", limit: 9).map(Row.init) == served.rows())
    }
  }

  @Test(arguments: [TestStore.memory, .directory])
  func manyChangesAtOnceAreTakenOver(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      let repository = try served.repository()
      func create(_ numbers: Range<Int>) throws {
        try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
          for number in numbers {
            try transaction.create(
              PromptName("p\(number)"), VersionDraft(VersionContent(template: "t")))
          }
        }
      }
      for numbers in [0..<30, 30..<100, 100..<260] {
        try create(numbers)
        #expect(try served.listed("asc", limit: 100).map(Row.init) == served.rows())
      }
      try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        for number in 0..<150 {
          if number % 2 == 0 {
            try transaction.delete(PromptName("p\(number)"))
          } else {
            try transaction.rename(PromptName("p\(number)"), to: PromptName("q\(number)"))
          }
        }
      }
      #expect(try served.listed("desc", limit: 100).count == 185)
      #expect(try served.listed("asc", limit: 100).map(Row.init) == served.rows())
    }
  }
}

/// What the list shows of a prompt.
struct Row: Equatable {
  let id: String
  let name: String
  let active: Int
  let latest: Int
  let updatedAt: String

  init(_ prompt: Prompt) {
    id = prompt.record.id.rawValue
    name = prompt.displayName
    active = prompt.active?.version ?? 0
    latest = prompt.latest?.number ?? 0
    updatedAt = prompt.updatedAt.rfc3339
  }

  init(_ json: JSONObject) {
    id = json.text("id")
    name = json.text("name")
    active = json.number("active_version")
    latest = json.number("latest_version")
    updatedAt = json.text("updated_at")
  }
}

extension Served {
  /// The prompts that are to be listed, oldest first, as a fresh reader finds them.
  func rows() throws -> [Row] {
    try repository().prompts().filter { $0.active != nil }
      .sorted {
        let (left, right) = ($0.record.createdAt.milliseconds, $1.record.createdAt.milliseconds)
        return (left, $0.record.id.rawValue) < (right, $1.record.id.rawValue)
      }.map(Row.init)
  }
}

/// Random operations, by the service and by another program in turn.
private struct RandomScript {
  private var state: UInt64
  private let other: Repository
  private var count = 0

  init(seed: UInt64, other: Repository) {
    state = seed
    self.other = other
  }

  private mutating func random(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  /// Does one thing, and says what.
  mutating func step(_ served: Served) throws -> String {
    count += 1
    served.clock.advance(milliseconds: Int64(random(3)))
    let author = Signature(name: "Other", email: "", time: served.clock.now)
    let prompts = try other.prompts()
    let action = random(12)
    guard !prompts.isEmpty, action > 2 else {
      return try create(served, author, byService: action == 0)
    }
    let prompt = prompts[random(prompts.count)]
    let name = prompt.name
    let path = Served.path(prompt.record.id.rawValue)
    let text = VersionDraft(
      try VersionContent(template: "text \(count)"), activates: random(3) > 0)
    switch action {
    case 3, 4: try other.by(author).addVersion(text, to: name)
    case 5: _ = try served.post("\(path)/versions", ["template": "text \(count)"])
    case 6: _ = try served.post("\(path)/rollback", ["version": 1])
    case 7:
      guard let latest = prompt.latest else { return "nothing" }
      let number = 1 + random(latest.number)
      guard number != prompt.active?.version else { return "nothing" }
      try other.by(author).activate(name, .number(number))
    case 8: try other.by(author).rename(name, to: PromptName("renamed/\(count)"))
    case 9: try other.by(author).edit(name, RecordEdit(title: .set("Title \(count)")))
    case 10: try other.by(author).delete(name)
    default:
      _ = try served.delete(path)
      guard try other.prompt(name) == nil else { return "nothing" }
      try other.by(author).create(name, text)
    }
    return "action \(action) on \(name)"
  }

  private mutating func create(
    _ served: Served, _ author: Signature, byService: Bool
  ) throws -> String {
    if byService {
      try served.create("Prompt \(random(5))")
      return "create by the service"
    }
    let draft = VersionDraft(
      try VersionContent(template: "text"), activates: random(4) > 0)
    // Some come from elsewhere with their time of creation, which others may have too.
    let time = random(2) == 0 ? nil : Timestamp(milliseconds: 1_700_000_000_000 + Int64(random(3)))
    let name = try PromptName("other/\(count)")
    try other.change(by: author) { (transaction) throws(RepositoryError) in
      try transaction.create(name, createdAt: time, draft)
    }
    return "create \(name)"
  }
}
