import MemoryStore
import PromptRepo

/// A ledger in memory with a person and a clock that a test moves.
struct LedgerFixture {
  let repository = Repository(store: MemoryStore())

  func author(_ second: Int64 = 0) -> Signature {
    Signature(
      name: "Test Author", email: "author@example.com",
      time: Timestamp(milliseconds: (1_700_000_000 + second) * 1000))
  }

  func draft(_ template: String, _ message: String = "", activates: Bool = true) throws
    -> VersionDraft
  {
    VersionDraft(
      try VersionContent(template: template), message: message, activates: activates)
  }

  /// A prompt with the templates "1" … "n", each active in its turn.
  func prompt(_ text: String, versions: Int) throws -> PromptName {
    let name = try PromptName(text)
    try repository.by(author()).create(name, draft("1", "first"))
    for number in 1..<max(versions, 1) {
      try repository.by(author(Int64(number))).addVersion(draft("\(number + 1)"), to: name)
    }
    return name
  }
}
