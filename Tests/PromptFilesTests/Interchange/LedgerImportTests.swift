import CanonicalJSON
import MemoryStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

struct LedgerImportTests {
  private let repository = Repository(store: MemoryStore())
  private let author = Signature(
    name: "Test Author", email: "author@example.com",
    time: Timestamp(milliseconds: 1_700_000_000_000))

  private func row(
    _ name: String, _ template: String, line: Int = 1,
    _ adjust: (inout ImportRow) -> Void = { _ in }
  ) -> ImportRow {
    var row = ImportRow(line: line, name: name, template: template)
    adjust(&row)
    return row
  }

  @discardableResult
  private func run(
    _ rows: [ImportRow], prefix: String = "", dryRun: Bool = false
  ) throws -> ImportReport {
    try LedgerImport(ImportRows(rows), prefix: prefix).run(
      in: repository, by: author, dryRun: dryRun)
  }

  private func names() throws -> [String] {
    try repository.names().map(\.rawValue).sorted()
  }

  @Test func `the k-th row of a title is the k-th prompt of that title, in every run`() throws {
    let rows = [row("Code Review", "one"), row("Astrologer", "x"), row("Code Review", "two")]
    #expect(try run(rows).created.count == 3)
    #expect(try names() == ["astrologer", "code-review", "code-review-2"])
    let again = try run(rows)
    #expect(again.unchangedCount == 3)
    #expect(again.versionCount == 0)
    let edited = try run([rows[0], rows[1], row("Code Review", "two, better")])
    #expect(edited.changed.map(\.rawValue) == ["code-review-2"])
    #expect(try repository.versions(of: PromptName("code-review-2")).map(\.number) == [2, 1])
    #expect(try repository.existing(PromptName("code-review")).record.title == "Code Review")
  }

  /// Each prompt's texts, the oldest first, by name.
  private func texts() throws -> [String: [String]] {
    var texts: [String: [String]] = [:]
    for name in try repository.names() {
      texts[name.rawValue] = try repository.versions(of: name).reversed().map {
        try repository.content(of: $0).template
      }
    }
    return texts
  }

  @Test(arguments: ["Chess", "chess"])
  func `a row whose text is the latest of a prompt of its title is that prompt`(
    title: String
  ) throws {
    let rows = ["Play white.", "Play black.", "Set problems."].map { row(title, $0) }
    try run(rows)
    let before = try texts()
    #expect(
      before == [
        "chess": ["Play white."], "chess-2": ["Play black."], "chess-3": ["Set problems."],
      ])
    let orders = [[1], [2], [0], [1, 2], [0, 2], [2, 1, 0], [1, 0], [2, 0, 1], [1, 1], []]
    for order in orders where Set(order).count == order.count {
      let report = try run(order.map { rows[$0] })
      #expect(report.unchangedCount == order.count && report.versionCount == 0, "\(order)")
      #expect(try texts() == before, "\(order)")
    }
    // One is removed and one edited at once; then one is new in front of all.
    try run([row(title, "Play black, slowly."), rows[2]])
    #expect(try texts()["chess-2"] == ["Play black.", "Play black, slowly."])
    #expect(try texts()["chess"] == ["Play white."])
    let now = [rows[0], row(title, "Play black, slowly."), rows[2]]
    #expect(try run([row(title, "Teach openings.")] + now).created.map(\.rawValue) == ["chess-4"])
    #expect(try run([row(title, "Teach openings.")] + now).unchangedCount == 4)
    #expect(try run(now.reversed()).unchangedCount == 3)
  }

  @Test func `a row with an older text is its prompt, and a rewritten one keeps its place`() throws
  {
    try run([row("T", "first"), row("T", "second"), row("T", "third")])
    try run([row("T", "first, again"), row("T", "second"), row("T", "third")])
    try run([row("T", "third"), row("T", "first")])
    #expect(try texts()["t"] == ["first", "first, again", "first"])
    try run([row("T", "first"), row("T", "0123456789"), row("T", "third")])
    #expect(try texts()["t-2"] == ["second", "0123456789"])
    #expect(try texts()["t-3"] == ["third"])
  }

  @Test func `equal texts under one title are as many prompts, in every run`() throws {
    let rows = [row("T", "same"), row("T", "same"), row("T", "other")]
    #expect(try run(rows).created.count == 3)
    #expect(try run(rows).unchangedCount == 3)
    try run([row("T", "edited"), rows[1], rows[2]])
    #expect(
      try texts() == ["t": ["same", "edited"], "t-2": ["same"], "t-3": ["other"]])
  }

  @Test func `a config that is edited alone leaves a row its prompt`() throws {
    try run([row("T", "a"), row("T", "b")])
    try run([row("T", "b") { $0.config = ["model": "m"] }])
    #expect(try texts() == ["t": ["a"], "t-2": ["b", "b"]])
  }

  @Test func `a title does not take the prompt that another row names`() throws {
    try run([row("Chess", "one"), row("chess", "two")])
    #expect(try repository.names().count == 2)
    let before = try texts()
    #expect(try run([row("chess", "two")]).unchangedCount == 1)
    #expect(try run([row("chess", "two"), row("Chess", "one")]).unchangedCount == 2)
    #expect(try texts() == before)
    // Names that are another's with a number behind it are names of their own.
    try run([row("a", "x"), row("a-2", "y"), row("a", "z")])
    let names = try texts().filter { $0.value == ["z"] }.keys
    #expect(names.count == 1 && names.first != "a-2")
    try run([row("a", "y"), row("a-2", "x"), row("a", "z")])
    #expect(try texts()["a"] == ["x", "y"] && texts()["a-2"] == ["y", "x"])
  }

  @Test func `rows that are moved, removed, added and edited at once stay their prompts`() throws {
    var random = RepeatableNumbers(seed: 7)
    let words = (0..<400).map { "w\($0 * 7919 % 997)" }
    func text() -> [String] { (0..<30).map { _ in words.randomElement(using: &random) ?? "" } }
    for round in 0..<40 {
      let title = "Title \(round)"
      let texts = (0..<Int.random(in: 1...6, using: &random)).map { _ in text() }
      var names: [PromptName] = []
      for count in 1...texts.count {
        let rows = texts.prefix(count).map { row(title, $0.joined(separator: " ")) }
        names += try run(rows).created
      }
      var wanted = Array(zip(names, texts)).map { (name: Optional($0), text: $1) }
      for index in wanted.indices where Bool.random(using: &random) {
        wanted[index].text[Int.random(in: 0..<30, using: &random)] = "edited"
      }
      wanted.removeAll { _ in Int.random(in: 0..<4, using: &random) == 0 }
      if Bool.random(using: &random) { wanted.shuffle(using: &random) }
      if Bool.random(using: &random) { wanted.append((nil, text())) }
      let rows = wanted.map { row(title, $0.text.joined(separator: " ")) }
      let report = try run(rows)
      #expect(report.rejected.isEmpty)
      for (name, text) in wanted {
        guard let name = name ?? report.created.first else { continue }
        let latest = try #require(try repository.latest(of: name))
        #expect(
          try repository.content(of: latest).template == text.joined(separator: " "), "\(round)")
      }
      #expect(try run(rows).unchangedCount == wanted.count)
    }
  }

  @Test func `titles whose slugs are the same stay apart, in every run`() throws {
    let rows = [row("Go Expert", "one"), row("Go, Expert!", "two"), row("go-expert", "three")]
    try run(rows)
    #expect(try repository.names().count == 3)
    #expect(try run(rows).unchangedCount == 3)
    #expect(try run(rows.reversed()).unchangedCount == 3)
  }

  @Test func `titles that only Unicode takes for the same stay apart, in every run`() throws {
    let rows = [row("Cafe\u{301}", "one"), row("Caf\u{e9}", "two")]
    #expect(try run(rows).created.count == 2)
    #expect(try repository.prompts().map(\.latest?.number) == [1, 1])
    #expect(try run(rows).unchangedCount == 2)
  }

  @Test func `a title of another script gets a name of its id`() throws {
    try run([row("小红书", "text")])
    let prompt = try #require(try repository.prompts().first)
    #expect(prompt.name.rawValue == "prompt-\(prompt.record.id.rawValue.dropFirst(7).prefix(8))")
    #expect(try run([row("小红书", "text")]).unchangedCount == 1)
  }

  @Test func `a name that is a prompt's slug is that prompt`() throws {
    try run([row("support/reply", "one")])
    let report = try run([row("support/reply", "two")])
    #expect(report.changed.map(\.rawValue) == ["support/reply"])
    #expect(try repository.active(of: PromptName("support/reply"))?.number == 2)
  }

  @Test func `a name that is a device of Windows becomes another`() throws {
    let rows = [row("con", "one"), row("aux/x", "two"), row("Nul", "three"), row("con", "four")]
    #expect(try run(rows).created.count == 4)
    #expect(try repository.names().allSatisfy(\.isPortable))
    #expect(try names().starts(with: ["aux_/x", "con_"]))
    #expect(try run(rows).unchangedCount == 4)
    let refused = try run([row("a", "x", line: 3)], prefix: "nul/")
    #expect(refused.rejected.map(\.line) == [3] && refused.created.isEmpty)
  }

  @Test func `a row with an id is that prompt, whatever its name`() throws {
    let id = "prompt_00112233445566778899aabbccddeeff"
    try run([row("first", "one") { $0.id = id }])
    try run([row("other", "two") { $0.id = id }])
    #expect(try names() == ["first"])
    #expect(try repository.existing(PromptName("first")).record.id.rawValue == id)
    #expect(try repository.latest(of: PromptName("first"))?.number == 2)
    let bad = try run([row("x", "y", line: 7) { $0.id = "nonsense" }])
    #expect(bad.rejected.map(\.line) == [7])
  }

  @Test func `a history keeps numbers, authors, dates, messages and what is active`() throws {
    let time = try Timestamp("2025-01-02T03:04:05Z")
    let rows = (1...3).map { number in
      row("a", "text \(number)", line: number) {
        $0.version = number
        $0.message = "change \(number)"
        $0.author = "Somebody Else <else@example.com>"
        $0.createdAt = time
        $0.active = number == 2 ? true : nil
      }
    }
    try run(rows)
    let name = try PromptName("a")
    let versions = try repository.versions(of: name)
    #expect(versions.map(\.message) == ["change 3", "change 2", "change 1"])
    #expect(versions.allSatisfy { $0.author.name == "Somebody Else" && $0.createdAt == time })
    #expect(try repository.active(of: name)?.number == 2)
    #expect(try run(rows).unchangedCount == 1)
  }

  @Test func `numbers that do not fit are said, and nothing is renumbered`() throws {
    try run([row("a", "one") { $0.version = 1 }])
    let report = try run([
      row("a", "other", line: 2) { $0.version = 1 }, row("a", "four", line: 3) { $0.version = 4 },
      row("a", "two", line: 4) { $0.version = 2 },
    ])
    #expect(report.rejected.map(\.line) == [2, 3])
    #expect(try repository.versions(of: PromptName("a")).map(\.number) == [2, 1])
  }

  @Test func `rows of one id without numbers are a history that can be run again`() throws {
    let id = "prompt_00112233445566778899aabbccddeeff"
    let rows = ["one", "two", "two", "one"].map { text in row("a", text) { $0.id = id } }
    #expect(try run(rows).versionCount == 3)
    #expect(try run(rows).versionCount == 0)
    #expect(try run(rows + [row("a", "three") { $0.id = id }]).versionCount == 1)
  }

  @Test func `a bad row does not stop the others`() throws {
    let report = try run([
      row("long", String(repeating: "x", count: 1_048_577), line: 2),
      row(String(repeating: "t", count: 256), "text", line: 3), row("good", "text", line: 4),
    ])
    #expect(report.rejected.map(\.line) == [2, 3])
    #expect(try names() == ["good"])
  }

  @Test func `a dry run says the same and changes nothing`() throws {
    let report = try run([row("A Title", "text")], prefix: "lib/", dryRun: true)
    #expect(report.created.map(\.rawValue) == ["lib/a-title"])
    #expect(try names() == [])
    #expect(try repository.store.references(under: "refs/") == [])
  }

  @Test func `fields that a row has are set, and the others stay`() throws {
    let metadata: JSONObject = ["team": "x"]
    try run([
      row("a", "one") {
        $0.description = "What for"; $0.metadata = metadata
      }
    ])
    try run([row("a", "one") { $0.title = "Title" }])
    let record = try repository.existing(PromptName("a")).record
    #expect(record.title == "Title")
    #expect(record.description == "What for")
    #expect(record.metadata == metadata)
  }
}
