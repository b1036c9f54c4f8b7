import CanonicalJSON
import PromptMCP
import Testing

/// Three prompts, of which one fails and one refuses.
struct StubCatalogue: PromptCatalogue {
  var names = ["a", "b/c", "d"]

  func entries(afresh: Bool) throws(CatalogueError) -> [CatalogueEntry] {
    names.map { name in
      CatalogueEntry(
        name: name, title: name == "a" ? "The A" : nil,
        description: name == "a" ? "For a" : nil,
        arguments: name == "a"
          ? [
            CatalogueArgument(name: "x", description: "An x", isRequired: true),
            CatalogueArgument(name: "y", isRequired: false),
          ] : [])
    }
  }

  func prompt(
    _ name: String, _ values: [CatalogueValue]
  ) throws(CatalogueError) -> CataloguePrompt {
    guard names.contains(name) else { throw .refused("there is no prompt '\(name)'") }
    guard name != "d" else { throw .failed("d is broken") }
    let text = values.map { "\($0.name)=\($0.text)" }.joined(separator: ",")
    return CataloguePrompt(
      description: nil,
      messages: [["role": "user", "content": ["type": "text", "text": .string(text)]]],
      meta: ["promptrepo/version": 3])
  }

  func completions(
    of argument: String, in name: String, beginning: String
  ) throws(CatalogueError) -> [String] {
    (0..<150).map { "\(beginning)\($0)" }
  }
}

/// The revision that requests of the modern era bring, as the members of `params`.
let modern =
  #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
  + #""io.modelcontextprotocol/clientCapabilities":{}}"#

/// The number of an error in an answer.
func code(_ answer: JSONObject?) -> Int? { answer?["error"]?.object?["code"]?.integer }

/// The words of an error in an answer.
func message(_ answer: JSONObject?) -> String? { answer?["error"]?.object?["message"]?.string }

/// Expects that an object has the shape of an answer of JSON-RPC.
func expectAnswer(_ answer: JSONObject, at location: SourceLocation = #_sourceLocation) {
  #expect(answer["jsonrpc"] == "2.0", sourceLocation: location)
  let members = Set(answer.map(\.key))
  #expect(
    members == ["jsonrpc", "id", "result"] || members == ["jsonrpc", "id", "error"]
      || members == ["jsonrpc", "error"], "\(members)", sourceLocation: location)
  #expect(answer["id"]?.isNull != true, sourceLocation: location)
  guard let error = answer["error"] else {
    #expect(answer["result"]?.object != nil, sourceLocation: location)
    return
  }
  #expect(error.object?["code"]?.integer != nil, sourceLocation: location)
  #expect(error.object?["message"]?.string?.isEmpty == false, sourceLocation: location)
}
