import CanonicalJSON
import Foundation
import Handlebars
import PromptTemplate
import TestSupport
import Testing

/// What Handlebars.js 4.7.9 makes of 216 templates.
@Suite struct RecordedCasesTests {
  /// The recorded cases, which `.ci/handlebars-cases` fetches.
  static let file: String = {
    _ = try? run("\(RealPrompts.projectRoot)/.ci/handlebars-cases")
    return "\(RealPrompts.projectRoot)/.venv/handlebars-cases/0.2.0.json"
  }()

  /// Those within the extent: not what needs helpers of one's own, partial blocks or inline partials.
  static func load() throws -> [JSONObject] {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let all = try JSONValue(parsing: bytes).array?.compactMap(\.object) ?? []
    #expect(all.count == 216)
    return all.filter { recorded in
      let template = recorded["template"]?.string ?? ""
      return recorded["helpers"]?.array?.isEmpty == true && !template.contains("{{#>")
        && !template.contains("{{#*")
    }
  }

  @Test(.enabled(if: exists(file), ".ci/handlebars-cases could not fetch the recorded results"))
  func recordedResults() throws {
    let cases = try Self.load()
    #expect(cases.count == 179)
    for recorded in cases {
      let name = Comment(rawValue: recorded["name"]?.string ?? "")
      guard let expected = recorded["text"]?.string else {
        #expect(recorded["raises"]?.bool == true)
        #expect(throws: (any Error).self, name) { try Self.render(recorded) }
        continue
      }
      #expect(try Self.render(recorded) == Self.unescaped(expected), name)
    }
  }

  /// The rendered text; dotprompt drops a text of white space alone.
  static func render(_ recorded: JSONObject) throws -> String {
    var template = recorded["template"]?.string ?? ""
    var partials = recorded["partials"]?.object ?? [:]
    var values = recorded["context"]?.object
    if values == nil, let context = recorded["context"] {
      // A context that is no object is given to a partial.
      partials["the whole"] = .string(template)
      template = "{{> \"the whole\" value}}"
      values = ["value": context]
    }
    let elements = try HandlebarsTemplate(parsing: template).render(
      RenderInput(values ?? [:], context: recorded["data"]?.object ?? [:]),
      partials: handlebars(partials), strict: recorded["strict"]?.bool ?? false)
    guard case .message(let message) = elements.first else { return "" }
    #expect(elements.count == 1 && message.role == "user" && message.parts.count == 1)
    guard case .text(let text) = message.parts.first else { return "no text" }
    return text.written
  }

  /// Nothing is escaped here, as dotprompt has it.
  static func unescaped(_ text: String) -> String {
    let entities = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x60;", "`"),
      ("&#x3D;", "="), ("&amp;", "&"),
    ]
    let result = entities.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    return result.allSatisfy(\.isWhitespace) ? "" : result
  }
}
