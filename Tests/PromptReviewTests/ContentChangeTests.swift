import PromptRepo
import PromptReview
import Testing

@Suite struct ContentChangeTests {
  @Test func namesVariablesOfOneSideOnly() throws {
    let change = ContentChange(
      from: try VersionContent(template: "Hello {{name}}, {{mood}}"),
      to: try VersionContent(template: "Hello {{name}}, {{tone}}"))
    #expect(change.variables.added == ["tone"])
    #expect(change.variables.removed == ["mood"])
  }
}
