import CanonicalJSON
import PromptsAPI
import Testing

@Suite struct FormatErrorTests {
  @Test func missingMembersAreNamed() {
    #expect(throws: FormatError("name", "'name' is missing: it has to be a string")) {
      try CreatePromptRequest(["template": "t"])
    }
    #expect(
      throws: FormatError(
        "version", "'version' is missing: it has to be a whole number from 1 to 9007199254740991")
    ) { try RollbackRequest([:]) }
    #expect(throws: FormatError("has_more", "'has_more' is missing: it has to be true or false")) {
      try PromptPage(["object": "list", "data": []])
    }
    #expect(throws: FormatError("data", "'data' is missing: it has to be a list")) {
      try VersionList(["object": "list"])
    }
  }

  @Test(
    arguments: [
      (.null, "null"), (true, "of kind boolean"), (.double(1.5), "1.5"), ([], "of kind array"),
      ([:], "of kind object"),
    ] as [(JSONValue, String)])
  func membersOfAWrongKindAreNamed(_ value: JSONValue, _ found: String) {
    #expect(throws: FormatError("name", "'name' has to be a string, and is \(found)")) {
      try CreatePromptRequest(["name": value, "template": "t"])
    }
    #expect(throws: FormatError("name", "'name' has to be a string, and is \(found)")) {
      try UpdatePromptRequest(["name": value])
    }
  }

  @Test(
    arguments: [
      (.null, "null"), ("{}", "of kind string"), (0, "0"), ([], "of kind array"),
    ] as [(JSONValue, String)])
  func metadataHasToBeAnObject(_ value: JSONValue, _ found: String) {
    #expect(throws: FormatError("metadata", "'metadata' has to be an object, and is \(found)")) {
      try UpdatePromptRequest(["metadata": value])
    }
  }

  @Test func otherObjectsAreNotMistaken() {
    #expect(throws: FormatError("object", "'object' has to be \"prompt.deleted\"")) {
      try DeletedPrompt(["id": "x", "object": "prompt", "deleted": true])
    }
    #expect(throws: FormatError("deleted", "'deleted' has to be true")) {
      try DeletedPrompt(["id": "x", "object": "prompt.deleted", "deleted": false])
    }
    #expect(throws: FormatError("deleted", "'deleted' is missing: it has to be true or false")) {
      try DeletedPrompt(["id": "x", "object": "prompt.deleted"])
    }
  }

  @Test func membersWithinAreNamedWithTheirPlace() throws {
    let list = try #require(WireSample.all.last { $0.schema == "VersionList" })
    var versions = try #require(list.json["data"]?.array)
    versions[1] = 7
    #expect(throws: FormatError("data[1]", "'data[1]' has to be an object, and is 7")) {
      try VersionList(list.json.replacing("data", .array(versions)))
    }
    versions[1] = ["object": "prompt.version"]
    #expect(throws: FormatError("data[1].id", "'data[1].id' is missing: it has to be a string")) {
      try VersionList(list.json.replacing("data", .array(versions)))
    }
    let created = try #require(WireSample.all.last { $0.schema == "CreatedPrompt" })
    #expect(
      throws: FormatError("version.object", "'version.object' has to be \"prompt.version\"")
    ) { try CreatedPrompt(created.json.replacing("version", ["object": "prompt"])) }
  }

  /// Every error names the member that is wrong, or one within it, and its message the same one.
  @Test(arguments: WireSample.all)
  func everyRefusalNamesItsMember(_ sample: WireSample) {
    for variant in sample.variants {
      do {
        _ = try sample.reread(variant.json)
      } catch {
        let member = error.member ?? ""
        #expect(member.hasPrefix(variant.member))
        #expect(error.message.hasPrefix("'\(member)' "))
      }
    }
  }
}
