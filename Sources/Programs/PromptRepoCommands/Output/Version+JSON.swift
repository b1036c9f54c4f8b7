internal import CanonicalJSON
internal import PromptRepo

extension Version {
  /// The version in the API's shape, with what the ledger knows beside it.
  ///
  /// - Parameter content: Adds `template` and `config`.
  func json(of name: PromptName, content: VersionContent? = nil) -> JSONObject {
    var object = JSONObject()
    object["id"] = .string(id.rawValue)
    object["object"] = "prompt.version"
    object["prompt_id"] = .string(promptID.rawValue)
    object["name"] = .string(name.rawValue)
    object["version"] = .integer(number)
    object["hash"] = .string("\(hash)")
    object["template_hash"] = .string("\(templateHash)")
    object["commit"] = .string(commit.hex)
    if let content {
      object["template"] = .string(content.template)
      if let config = content.config { object["config"] = .object(config) }
    }
    object["author"] = .object(author.json)
    object["message"] = .string(message)
    object["created_at"] = .string(createdAt.rfc3339)
    if let source { object["source"] = .object(source.json) }
    return object
  }
}

extension VersionSource {
  var json: JSONObject { ["commit": .string(commit.hex), "path": .string(path)] }
}

extension Signature {
  var json: JSONObject { ["name": .string(name), "email": .string(email)] }
}
