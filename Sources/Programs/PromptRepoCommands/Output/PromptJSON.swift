internal import CanonicalJSON
internal import PromptRepo

extension Prompt {
  /// The prompt in the API's shape, with the slug as its name and the title beside it.
  var json: JSONObject {
    var object = JSONObject()
    object["id"] = .string(record.id.rawValue)
    object["object"] = "prompt"
    object["name"] = .string(name.rawValue)
    if let title = record.title { object["title"] = .string(title) }
    if let description = record.description { object["description"] = .string(description) }
    object["active_version"] = active.map { .integer($0.version) } ?? .null
    object["latest_version"] = latest.map { .integer($0.number) } ?? .null
    object["metadata"] = .object(record.metadata)
    object["created_at"] = .string(record.createdAt.rfc3339)
    object["updated_at"] = .string(updatedAt.rfc3339)
    if let archivedAt = record.archivedAt { object["archived_at"] = .string(archivedAt.rfc3339) }
    return object
  }
}

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

extension PointerMove {
  /// The move as machine-readable output shows it.
  func json(of name: PromptName, _ pointer: Pointer) -> JSONObject {
    var object = JSONObject()
    object["object"] = "prompt.pointer_move"
    object["name"] = .string(name.rawValue)
    object["pointer"] = .string(pointer.label)
    object["version"] = .integer(version)
    object["previous_version"] = previousVersion.map { .integer($0) } ?? .null
    object["hash"] = .string("\(hash)")
    object["commit"] = .string(commit.hex)
    object["rollback"] = .bool(isRollback)
    if let undoes { object["undoes"] = .string(undoes) }
    if let promotedFrom { object["promoted_from"] = .string(promotedFrom) }
    if let release { object["release"] = .string(release) }
    if let onBehalfOf { object["on_behalf_of"] = .string(onBehalfOf) }
    if let operation { object["operation"] = .string(operation) }
    if let reason { object["reason"] = .string(reason) }
    object["author"] = .object(author.json)
    object["created_at"] = .string(author.time.rfc3339)
    return object
  }

  /// What the move was, in a word.
  func verb(_ pointer: Pointer) -> String {
    if undoes != nil { return "undo" }
    if isRollback { return "rollback" }
    if promotedFrom != nil { return "promote" }
    return pointer == .active ? "activate" : "deploy"
  }
}
