import CanonicalJSON
import PromptsAPI
import TestSupport
import Testing

/// What is sent, against the types of the hosted API's own client.
@Suite struct PublishedClientTests {
  private static let models = [
    "Prompt": "UpdatePromptResponse", "PromptWithTemplate": "GetPromptResponse",
    "CreatedPrompt": "CreatePromptResponse", "PromptPage": "ListPromptsResponse",
    "DeletedPrompt": "DeletePromptResponse", "Version": "CreateVersionResponse",
    "VersionList": "ListVersionsResponse", "CreatePromptRequest": "CreatePromptRequest",
    "UpdatePromptRequest": "UpdatePromptRequestBody",
    "CreateVersionRequest": "CreatePromptVersionRequestBody",
    "RollbackRequest": "RollbackPromptRequestBody",
  ]

  /// Each sample is read by the client and sent again; only times may then be written otherwise,
  /// and what the client does not know is passed over.
  @Test func samplesAreReadAsTheyAreMeant() throws {
    // Deployments are not the hosted API's.
    let samples = WireSample.all.filter { Self.models[$0.schema] != nil }
    #expect(Set(samples.map(\.schema)) == Set(Self.models.keys))
    let data = try samples.map { sample -> JSONValue in
      [.string(try #require(Self.models[sample.schema])), .object(sample.json)]
    }
    let answer = try PythonPackages.run(
      """
      from meetkai_mka1 import models
      answer = [
          getattr(models, name).model_validate(value).model_dump(mode="json", by_alias=True)
          for name, value in data
      ]
      """, on: .array(data))
    let answers = answer.array ?? []
    #expect(answers.count == samples.count)
    for (sample, answer) in zip(samples, answers) {
      let sent = Self.known(.object(sample.json))
      #expect(Self.known(answer).isEqualIgnoringOrder(to: sent), "\(sample.schema)")
      let again = try sample.reread(try #require(answer.object))
      #expect(Self.known(.object(again)) == sent, "\(sample.schema)")
    }
  }

  private static func known(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(
        JSONObject(
          object.filter {
            !["created_at", "updated_at", "messages", "promptrepo"].contains($0.key)
          }
          .map { JSONMember(key: $0.key, value: known($0.value)) }))
    case .array(let values): .array(values.map(known))
    default: value
    }
  }
}
