import CanonicalJSON
import PromptsAPI
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: WireSample.all)
  func whatIsSentIsReadBack(_ sample: WireSample) throws {
    #expect(try sample.reread(sample.json) == sample.json)
    let text = JSONValue.object(sample.json).utf8()
    #expect(try sample.reread(JSONValue(parsing: text).object ?? [:]) == sample.json)
  }

  @Test(arguments: WireSample.all)
  func unknownMembersArePassedOver(_ sample: WireSample) throws {
    let more = sample.json.replacing("later_addition", ["x": [1]])
    #expect(try sample.reread(more) == sample.json)
  }

  @Test func unsetMembersAreNotSent() {
    let prompt = PromptObject(
      id: "prompt_1", name: "n", activeVersion: 1, latestVersion: 1, metadata: [:],
      createdAt: "c", updatedAt: "u")
    #expect(
      JSONValue.object(prompt.json).text() == """
        {"id":"prompt_1","object":"prompt","name":"n","active_version":1,"latest_version":1,\
        "metadata":{},"created_at":"c","updated_at":"u"}
        """)
    #expect(
      JSONValue.object(PromptPage(data: [], hasMore: false).json).text()
        == #"{"object":"list","data":[],"has_more":false}"#)
    #expect(JSONValue.object(UpdatePromptRequest().json).text() == "{}")
  }

  @Test func pagesNameTheirEnds() {
    let prompts = ["prompt_1", "prompt_2", "prompt_3"].map {
      PromptObject(
        id: $0, name: "n", activeVersion: 1, latestVersion: 1, metadata: [:], createdAt: "c",
        updatedAt: "u")
    }
    let page = PromptPage(data: prompts, hasMore: true)
    #expect(page.json["first_id"] == "prompt_1")
    #expect(page.json["last_id"] == "prompt_3")
    #expect(page.lastID == "prompt_3")
    #expect(PromptPage(data: [], hasMore: false).lastID == nil)
  }

  /// An update tells apart what is to stay and what is to be cleared.
  @Test func nullClearsADescription() throws {
    #expect(try UpdatePromptRequest([:]).description == .none)
    #expect(try UpdatePromptRequest(["description": .null]).description == .some(.none))
    #expect(try UpdatePromptRequest(["description": ""]).description == "")
    #expect(UpdatePromptRequest(description: .some(nil)).json == ["description": .null])
  }

  /// Elsewhere null is as good as absent, where a member may be absent.
  @Test func nullIsAbsent() throws {
    let request = try CreatePromptRequest([
      "name": "n", "template": "t", "description": .null, "metadata": .null,
    ])
    #expect(request == CreatePromptRequest(name: "n", template: "t"))
  }
}
