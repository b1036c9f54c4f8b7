import CanonicalJSON
import Foundation
import PromptsAPI
import TestSupport
import Testing

/// The answers that the hosted API's documentation shows.
@Suite struct RecordedAnswerTests {
  @Test func aPromptThatIsRead() throws {
    let json = try Self.answer("get-prompt")
    let prompt = try PromptObject(json)
    #expect(prompt.json == json)
    #expect(prompt.id == "prompt_aa87e2b1112a455b8deabed784372198")
    #expect(prompt.activeTemplate?.contains("{{message}}") == true)
    #expect(prompt.renderedTemplate == nil)
  }

  @Test func aPromptThatIsRolledBack() throws {
    let json = try Self.answer("rollback-prompt")
    let prompt = try PromptObject(json)
    #expect(prompt.json == json)
    #expect(prompt.activeVersion == 1 && prompt.latestVersion == 2)
    #expect(prompt.activeTemplate == nil)
  }

  @Test func aVersion() throws {
    let json = try Self.answer("get-version")
    let version = try VersionObject(json)
    #expect(version.json == json)
    #expect(version.version == 1)
  }

  @Test func theyFitOurSchemas() throws {
    let answers = try [
      ("PromptWithTemplate", "get-prompt"), ("Prompt", "rollback-prompt"),
      ("Version", "get-version"),
    ].map { (schema: $0, json: try Self.answer($1)) }
    #expect(try SchemaJudge.complaints(answers) == [nil, nil, nil])
  }

  private static func answer(_ name: String) throws -> JSONObject {
    let path = "\(RealPrompts.projectRoot)/Fixtures/api/\(name).json"
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    return try #require(try JSONValue(parsing: bytes).object)
  }
}
