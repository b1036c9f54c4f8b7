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
