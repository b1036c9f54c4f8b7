internal import CanonicalJSON

extension Tombstone {
  /// The name of a tombstone's file in a tree.
  static let fileName = "tombstone.json"

  /// The tombstone's file: canonical JSON and one line break.
  var file: [UInt8] {
    var tips = JSONObject()
    for concern in self.tips.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      tips["@\(concern)"] = self.tips[concern].map { .string($0.hex) }
    }
    var json = JSONObject()
    json["id"] = .string(id.rawValue)
    json["name"] = .string(name.rawValue)
    if let renamedTo { json["renamed_to"] = .string(renamedTo.rawValue) }
    json["tips"] = .object(tips)
    return JSONValue.object(json).utf8(.canonical) + [10]
  }

  /// Reads a tombstone's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``, or ``RepositoryError/Code/invalid`` for names
  ///   that there cannot be.
  init(file: GitObject) throws(RepositoryError) {
    let json: JSONObject?
    do {
      json = try JSONValue(parsing: file.bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "the tombstone in object \(file.id) is not JSON: \(error)", cause: error)
    }
    guard let json, let id = json["id"]?.string, let name = json["name"]?.string,
      let members = json["tips"]?.object
    else { throw .damaged(file, "is not a tombstone") }
    var tips: [String: ObjectID] = [:]
    for member in members {
      guard member.key.utf8.first == UInt8(ascii: "@"),
        let tip = member.value.string.flatMap(ObjectID.init(hex:))
      else { throw .damaged(file, "is a tombstone with a tip that is not an object id") }
      tips[String(decoding: member.key.utf8.dropFirst(), as: UTF8.self)] = tip
    }
    let newName: PromptName? =
      if let text = json["renamed_to"]?.string { try PromptName(text) } else { nil }
    self.init(id: try PromptID(id), name: try PromptName(name), renamedTo: newName, tips: tips)
  }
}
