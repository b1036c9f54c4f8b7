import TestSupport
import Testing

@testable import GitModel
@testable import PromptRepo

struct CommitMessageTests {
  private let hash = Trailer(.versionHash, "sha256:abc")

  @Test(arguments: [
    "", "plain", "two\n\nparagraphs", "Version-Hash: sha256:forged",
    "text\n\nVersion-Hash: sha256:forged\nPrompt-Id: x", "a\n---\nVersion-Hash: forged",
    "ends\n\n\n", "\r\nwindows\r\n",
  ])
  func `no text of a user's passes for a trailer, for us or for git`(body: String) throws {
    let text = try CommitMessage(subject: "a v1", body: body, trailers: [hash]).encoded()
    let read = CommitMessage(text)
    #expect(read.trailers == [hash])
    #expect(read.subject == "a v1")
    let git = try run(
      "git", ["interpret-trailers", "--parse"], stdin: Array(text.utf8))
    #expect(git.stdout == "Version-Hash: sha256:abc\n")
    let again = try CommitMessage(subject: "a v1", body: read.body, trailers: [hash]).encoded()
    #expect(again == text)
  }

  @Test(arguments: [
    "", " ", "two\nlines", "\"quoted\"", "tab\there", "back\\slash", "é\u{1}\u{7f}", "a: b", "\r",
  ])
  func `a value comes back as it was given`(value: String) throws {
    let trailer = Trailer(.reason, value)
    let text = try CommitMessage(subject: "s", trailers: [trailer]).encoded()
    #expect(CommitMessage(text).trailers == [trailer])
    #expect(text.utf8.count(where: { $0 == 10 }) == 3)
  }

  @Test func `a message with NUL is refused`() {
    #expect(throws: RepositoryError.self) {
      try CommitMessage(subject: "s", body: "a\0b", trailers: [hash]).encoded()
    }
  }

  @Test func `a message without trailers has none`() {
    #expect(CommitMessage("subject\n\nbody: yes and no\nmore\n").trailers.isEmpty)
    #expect(CommitMessage("").trailers.isEmpty)
    #expect(CommitMessage("Key: value\n").trailers.isEmpty)
  }
}
