import PromptSite
import TestSupport
import Testing

/// What a browser makes of line ends is taken back.
@Suite struct EditedTextTests {
  /// A field of several lines as browsers send it: HTML, "the textarea element's value" with its line
  /// ends normalised, and each then as CR LF.
  private func sent(_ text: String) -> String {
    let feeds = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    return feeds.replacing("\n", with: "\r\n")
  }

  private static let texts = [
    "", "a", "a\n", "a\r\n", "a\rb", "a\nb\r\nc\rd", "\n", "\r", "\r\n\r\n",
    "---\nx: 1\n---\n\nText",
    "a\n\n\nb\n", "one\r\ntwo\r\nthree\n", "\n\ra", "e\u{301}\n\u{1F468}\u{200D}\u{1F469}\r\n",
  ]

  @Test(arguments: texts) func whatIsNotEditedStaysByteForByte(_ text: String) {
    #expect(Array(editedText(sent(text), of: text).utf8) == Array(text.utf8))
  }

  @Test(arguments: texts) func aWordAtTheEndIsAllThatChanges(_ text: String) {
    let edited = editedText(sent(text) + "word", of: text)
    // A last line without an end is another line then, and has no end either.
    #expect(Array(edited.utf8) == Array((text + "word").utf8))
  }

  @Test func newLinesEndAsMostOthersDo() {
    #expect(Array(editedText("a\r\nnew\r\nb\r\n", of: "a\nb\n").utf8) == Array("a\nnew\nb\n".utf8))
    #expect(
      Array(editedText("a\r\nnew\r\nb\r\nc\r\n", of: "a\r\nb\r\nc\n").utf8)
        == Array("a\r\nnew\r\nb\r\nc\n".utf8))
    #expect(Array(editedText("x\r\ny", of: "").utf8) == Array("x\ny".utf8))
    #expect(Array(editedText("", of: "a\r\nb").utf8) == [])
  }

  @Test func everyRealPromptComesBackAsItIs() throws {
    for (_, prompt) in try RealPrompts.load() {
      let crlf = prompt.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
      for text in [prompt, crlf] {
        #expect(Array(editedText(sent(text), of: text).utf8) == Array(text.utf8))
      }
    }
  }
}
