public import CanonicalJSON

extension PromptRecord {
  /// The name of the record's file in a tree.
  package static let fileName = "prompt.json"

  /// The record as a JSON object with sorted keys; unset fields are absent.
  public var json: JSONObject {
    var object = JSONObject()
    if let archivedAt { object["archived_at"] = .string(archivedAt.rfc3339) }
    object["created_at"] = .string(createdAt.rfc3339)
    if let description { object["description"] = .string(description) }
    object["id"] = .string(id.rawValue)
    object["metadata"] = .object(metadata.sortedKeys)
    if let title { object["title"] = .string(title) }
    return object
  }

  /// The record's file: canonical JSON and one line break.
  var file: [UInt8] {
    JSONValue.object(json).utf8(.canonical) + [10]
  }

  /// Reads a record's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``.
  init(file: GitObject) throws(RepositoryError) {
    let json: JSONObject?
    do {
      json = try JSONValue(parsing: file.bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "the record in object \(file.id) is not JSON: \(error)", cause: error)
    }
    guard let json, let id = json["id"]?.string, let createdAt = json["created_at"]?.string else {
      throw .damaged(file, "is not a prompt's record")
    }
    let archivedAt = try json["archived_at"]?.string.map { text throws(RepositoryError) in
      try Timestamp(text)
    }
    self.init(
      id: try PromptID(id), createdAt: try Timestamp(createdAt), title: json["title"]?.string,
      description: json["description"]?.string, metadata: json["metadata"]?.object ?? JSONObject(),
      archivedAt: archivedAt)
  }
}

extension PromptRecord: Equatable {
  /// Whether two records have the same bytes.
  public static func == (left: PromptRecord, right: PromptRecord) -> Bool {
    left.json == right.json
  }
}
