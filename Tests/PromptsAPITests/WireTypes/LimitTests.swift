import CanonicalJSON
import PromptsAPI
import Testing

/// Lengths are counted in code points, whatever people see as one character.
@Suite struct LimitTests {
  /// One code point each; combining marks join with what is before them.
  static let single = ["x", "\u{1F600}", "\u{301}", "\u{200D}", "\n"]

  @Test(arguments: single)
  func everyLimitAtItsEdge(_ piece: String) throws {
    func text(_ count: Int) -> JSONValue { .string(String(repeating: piece, count: count)) }
    for (member, limit) in [
      ("name", 1...255), ("template", 1...100_000), ("description", 0...2_000),
    ] {
      for count in [limit.lowerBound, limit.upperBound] {
        _ = try Self.create(member, text(count))
      }
      for count in [limit.lowerBound - 1, limit.upperBound + 1] where count >= 0 {
        #expect { try Self.create(member, text(count)) } throws: { error in
          (error as? FormatError)?.member == member
            && "\(error)".hasPrefix("'\(member)' has \(count) characters, and ")
        }
      }
    }
  }

  @Test(arguments: ["\r\n", "e\u{301}", "\u{1F1E9}\u{1F1EA}", "\u{1100}\u{1161}"])
  func whatLooksLikeOneCharacterMayBeTwo(_ piece: String) throws {
    func text(_ count: Int) -> JSONValue { .string(String(repeating: piece, count: count)) }
    #expect(piece.count == 1)
    _ = try Self.create("name", text(127))
    #expect(throws: FormatError.self) { try Self.create("name", text(128)) }
    _ = try Self.create("template", text(50_000))
    #expect(throws: FormatError.self) { try Self.create("template", text(50_001)) }
    _ = try Self.create("description", text(1_000))
    #expect(throws: FormatError.self) { try Self.create("description", text(1_001)) }
  }

  @Test func theSameLimitsHoldForChanges() throws {
    func text(_ count: Int) -> JSONValue { .string(String(repeating: "\u{1F600}", count: count)) }
    _ = try UpdatePromptRequest(["name": text(255), "description": text(2_000)])
    _ = try CreateVersionRequest(["template": text(100_000)])
    #expect(throws: FormatError("name", "'name' has 0 characters, and has to have 1 to 255")) {
      try UpdatePromptRequest(["name": ""])
    }
    #expect(throws: FormatError.self) { try UpdatePromptRequest(["name": text(256)]) }
    #expect(
      throws: FormatError(
        "description", "'description' has 2001 characters, and may have at most 2000")
    ) { try UpdatePromptRequest(["description": text(2_001)]) }
    #expect(throws: FormatError.self) { try CreateVersionRequest(["template": text(100_001)]) }
    #expect(throws: FormatError.self) { try CreateVersionRequest(["template": ""]) }
  }

  @Test func versionNumbers() throws {
    #expect(try RollbackRequest(["version": 1]).version == 1)
    #expect(try RollbackRequest(["version": .double(1.0)]).version == 1)
    let largest = JSONValue.integer(9_007_199_254_740_991)
    #expect(try RollbackRequest(["version": largest]).version == 9_007_199_254_740_991)
    for wrong: JSONValue in [0, -1, .double(1.5), .double(1e300), "1", true, .null, [1]] {
      #expect { try RollbackRequest(["version": wrong]) } throws: { error in
        (error as? FormatError)?.member == "version"
      }
    }
  }

  private static func create(
    _ member: String, _ value: JSONValue
  ) throws(FormatError) -> CreatePromptRequest {
    let request: JSONObject = ["name": "n", "template": "t"]
    return try CreatePromptRequest(request.replacing(member, value))
  }
}
