internal import CanonicalJSON
internal import PromptRepo

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
