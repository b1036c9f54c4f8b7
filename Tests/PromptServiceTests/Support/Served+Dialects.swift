import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport

// Prompts with a configuration, which the API itself does not write.
extension Served {
  /// Creates a prompt with a configuration, and answers its id.
  @discardableResult
  func add(_ name: String, _ template: String, _ config: JSONObject) throws -> String {
    let prompt = try repository().by(Sample.person).create(
      PromptName(name), VersionDraft(VersionContent(template: template, config: config)))
    return prompt.record.id.rawValue
  }

  /// The configuration of a prompt that includes the newest versions of others.
  func config(_ dialect: String, including names: String...) throws -> JSONObject {
    var partials = JSONObject()
    for name in names {
      let hash = try repository().version(PromptName(name), .latest).hash
      partials[name] = .string("\(hash)")
    }
    return ["dialect": .string(dialect), "partials": .object(partials)]
  }

  /// Reads a prompt with something made of its template.
  func rendering(
    _ id: String, _ variables: JSONObject? = nil, _ more: String...
  ) throws -> HTTPResponse {
    let values = variables.map {
      "variables=\(PercentEncoding.encode(JSONValue.object($0).text()))"
    }
    let query = ([values].compactMap(\.self) + more).joined(separator: "&")
    return try get(Served.path(id, "?\(query)"))
  }
}
