import Foundation
import PromptReview
import TestSupport
import Testing

/// The example of the documentation, as people read it: each fixture was looked at.
@Suite struct ReviewFixtureTests {
  @Test(arguments: [ReviewFormat.text, .markdown])
  func theExampleReadsAsItsFixture(_ format: ReviewFormat) throws {
    let ending = format == .text ? "txt" : "md"
    let path = "\(RealPrompts.projectRoot)/Fixtures/review/review.\(ending)"
    let text = try format.text(of: try ExampleReview.make())
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.split(separator: "\n") == expected.split(separator: "\n"))
    #expect(Array(text.utf8) == Array(expected.utf8))
  }

  @Test func theFixtureIsAWellFormedComment() throws {
    let path = "\(RealPrompts.projectRoot)/Fixtures/review/review.md"
    let verdicts = try MarkdownJudge.verdicts(
      on: [try String(contentsOfFile: path, encoding: .utf8)])
    #expect(verdicts.first?.problems == [])
    #expect(verdicts.first?.rows == 4 && verdicts.first?.fences.count == 2)
  }
}
