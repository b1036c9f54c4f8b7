import PromptRepo
import TestSupport
import Testing

struct ReferenceNameTests {
  @Test(arguments: [
    "refs/heads/main", "refs/a", "refs/prompts/a/@active", "refs/x@y", "refs/é", "refs", "main",
    "refs/", "refs//a", "refs/a.lock", "refs/a.lock/b", "refs/.a", "refs/a.", "refs/a..b",
    "refs/a b", "refs/a~b", "refs/a^b", "refs/a:b", "refs/a?b", "refs/a*", "refs/a[b", "refs/a\\b",
    "refs/a@{b", "refs/@", "refs/@/a", "refs/a\u{7f}", "refs/a/", "refs/a\tb",
  ])
  func `names are those that git accepts below refs`(text: String) throws {
    let accepted =
      try run("git", ["check-ref-format", text]).status == 0 && text.hasPrefix("refs/")
    #expect(((try? ReferenceName(text)) != nil) == accepted)
  }
}
