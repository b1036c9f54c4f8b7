import TestSupport
import Testing

/// A clone whose remote may hold prompts does not begin a second ledger by accident.
@Suite struct FirstCommitTests {
  @Test func aCloneWithARemoteIsToldToPull() throws {
    let origin = try PromptRepo.inWorkTree()
    try origin.commit("p", "one")
    try origin.workTree("add", "prompts")
    try origin.workTree("commit", "-qm", "Add a prompt")
    try origin.workTree("clone", "-q", ".", "../clone")
    let clone = try origin.beside("clone")
    let message = try clone.refusal("commit", status: 2)
    for part in ["origin", "promptrepo pull", "--first"] { #expect(message.contains(part)) }
    let rows = "{\"name\":\"q\",\"template\":\"row\"}\n"
    try clone.refusal("import", "-", "--format", "jsonl", status: 2, stdin: rows)
    #expect(try clone.workTree("for-each-ref", "refs/prompts", "refs/promptrepo") == "")
    try clone.ok("commit", "--first")
    #expect(try clone.ok("show", "p") == "one")
    // From then on there is a ledger, and nothing to ask.
    try clone.commit("q", "two")
  }

  @Test func withoutARemoteNobodyIsAsked() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "one")
  }
}
