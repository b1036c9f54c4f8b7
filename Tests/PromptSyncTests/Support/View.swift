import CanonicalJSON
import PromptRepo
import PromptSync

/// What a hosted API can hold of a prompt: texts in order, the active one, the record.
struct View: Equatable, CustomStringConvertible {
  var texts: [String]
  var active: Int
  var name: String
  var text: String
  var metadata: String

  var description: String { "\(texts) active \(active) '\(name)' \(text) \(metadata)" }

  /// The text of the active version.
  var activeText: String { texts.indices.contains(active - 1) ? texts[active - 1] : "" }

  static func == (left: View, right: View) -> Bool {
    // By bytes, not as Unicode compares.
    Array(left.description.utf8) == Array(right.description.utf8)
  }

  /// Each prompt, but those whose ids a text names.
  static func all(
    _ repository: Repository, except text: String = ""
  ) throws -> [String: View] {
    var views: [String: View] = [:]
    for prompt in try repository.prompts() where !text.contains(prompt.record.id.rawValue) {
      let versions = try repository.versions(of: prompt.name).reversed()
      var metadata = prompt.record.metadata
      for key in [RemoteRecord.token, RemoteRecord.nameKey] { metadata[key] = nil }
      views[prompt.displayName] = View(
        texts: try versions.map { try repository.content(of: $0).template },
        active: prompt.active?.version ?? 0, name: prompt.displayName,
        text: prompt.record.description ?? "", metadata: "\(JSONValue.object(metadata.sortedKeys))")
    }
    return views
  }
}
