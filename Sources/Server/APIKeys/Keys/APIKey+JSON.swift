internal import CanonicalJSON
internal import Digests
internal import PromptRepo

extension APIKey {
  /// The key as its file holds it.
  var json: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "owner": .string(owner.rawValue), "role": .string(role.rawValue),
      "sha256": .string(Hex.encode(digest)), "created_at": .string(createdAt.rfc3339),
    ]
    if let expiresAt { object["expires_at"] = .string(expiresAt.rfc3339) }
    if let revokedAt { object["revoked_at"] = .string(revokedAt.rfc3339) }
    return object
  }

  private static let members = [
    "id", "owner", "role", "sha256", "created_at", "expires_at", "revoked_at",
  ]

  /// Reads a key of a file.
  ///
  /// What is not known is refused: it could limit the key.
  init(json: JSONValue) throws(KeyFileFlaw) {
    guard let object = json.object else { throw KeyFileFlaw("is no JSON object") }
    for member in object where !APIKey.members.contains(member.key) {
      throw KeyFileFlaw("has '\(member.key)', which this version does not know")
    }
    id = try object.value("id") { APIKey.isID($0) ? $0 : nil }
    owner = try object.value("owner") { try? Owner($0) }
    role = try object.value("role") { Role(rawValue: $0) }
    digest = try object.value("sha256") { text in
      Hex.decode(text).flatMap { $0.count == SHA256.byteCount ? $0 : nil }
    }
    createdAt = try object.value("created_at") { try? Timestamp($0) }
    expiresAt = try object.time("expires_at")
    revokedAt = try object.time("revoked_at")
  }
}

extension JSONObject {
  /// What a member's text stands for.
  fileprivate func value<Value>(
    _ key: String, _ read: (String) -> Value?
  ) throws(KeyFileFlaw) -> Value {
    guard let member = self[key] else { throw KeyFileFlaw("has no '\(key)'") }
    guard let value = member.string.flatMap(read) else {
      throw KeyFileFlaw("has an unreadable '\(key)'")
    }
    return value
  }

  /// A time that may be left out.
  fileprivate func time(_ key: String) throws(KeyFileFlaw) -> Timestamp? {
    guard self[key] != nil else { return nil }
    return try value(key) { try? Timestamp($0) }
  }
}
