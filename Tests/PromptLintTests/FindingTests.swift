import PromptLint
import Testing

@Suite struct FindingTests {
  @Test func levelsAreOrdered() {
    #expect([FindingLevel.error, .note, .warning].sorted() == [.note, .warning, .error])
  }
}
