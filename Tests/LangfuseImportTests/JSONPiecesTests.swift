import CanonicalJSON
import Testing

@testable import LangfuseImport

/// Texts of JSON that are cut before they are read.
@Suite struct JSONPiecesTests {
  private func pieces(_ text: String) -> JSONPieces { JSONPieces(Array(text.utf8)) }

  @Test func aPieceThatCannotBeReadSpoilsNoOther() throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let members = try #require(
      pieces(#" {"a": 9223372036854775808, "b" : "}],\"{", "c":\#(deep),"d":[1,{"e":null}] } "#)
        .members())
    #expect(throws: VersionFault.self) { try members.value("a") }
    #expect(throws: VersionFault.self) { try members.value("c") }
    #expect(try members.text("b") == #"}],"{"#)
    #expect(try members.value("d") == [1, ["e": .null]])
    #expect(try members.value("e") == nil)
  }

  @Test(arguments: [
    "", " ", "[", "]", "{", "[]]", "[[]", "{]", #"{"a}"#, #"{"a" 1}"#, #"{a: 1}"#, #"{"\"#, "null",
    "{,}", #"{"a":1,}"#, #"["a]"#, "[}]", #"["\"#,
  ])
  func whatIsNoneGivesNothing(text: String) {
    #expect(pieces(text).members() == nil)
    #expect(pieces(text).elements()?.isEmpty != true)
  }

  @Test func emptyOnesAreEmpty() {
    #expect(pieces(" [ ] ").elements()?.count == 0)
    #expect(pieces("{\n}").members()?["a"] == nil)
  }

  /// Cut and read, a random value is what it is read whole.
  @Test func piecesAreWhatAReaderOfTheWholeSees() throws {
    let texts = [
      #"{"x": [1, -2.5e3, true, null, "a\\\"b", {"k": [[], {}]}], "y": {"z": "é"}}"#,
      #"[{"a": "]"}, "[", [","], 3]"#,
    ]
    for text in texts {
      let whole = try JSONValue(parsing: text)
      if let object = whole.object {
        let members = try #require(pieces(text).members())
        for member in object { #expect(try members.value(member.key) == member.value) }
      } else {
        let elements = try #require(pieces(text).elements())
        #expect(try elements.map { try $0.value() } == whole.array)
      }
    }
  }
}
