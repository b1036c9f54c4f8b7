import PromptRepo
import Testing

/// The names of a ledger's references, read and made.
@Suite struct LedgerRefTests {
  private static let id = "prompt_0123456789ab4def8123456789abcdef"

  @Test(
    arguments: [
      "refs/prompts/a/@info", "refs/prompts/support/reply/@versions",
      "refs/prompts/support/reply/@active", "refs/prompts/a/@env/staging",
      "refs/promptrepo/ledger/environments", "refs/promptrepo/ledger/releases",
      "refs/promptrepo/deleted/\(id)", "refs/promptrepo/remotes/hosted/\(id)",
    ])
  func namesAreReadAndMade(_ text: String) throws {
    let name = try ReferenceName(text)
    #expect(LedgerRef(name)?.name == name)
    #expect(LedgerRef(name).map(\.rank) == ReferenceLayout.prompts.rank(of: name))
  }

  @Test(
    arguments: [
      "refs/heads/main", "refs/prompts/a", "refs/prompts/a/@other", "refs/prompts/a@info",
      "refs/prompts/A/@info", "refs/prompts/a/@env/1", "refs/promptrepo/clock",
      "refs/promptrepo/receipts/ab", "refs/promptrepo/ledger/other", "refs/promptrepo/deleted/a",
      "refs/promptrepo/remotes/origin/prompts/a/@info",
    ])
  func otherNamesAreNone(_ text: String) throws {
    #expect(LedgerRef(try ReferenceName(text)) == nil)
  }
}
