internal import APIKeys
internal import CanonicalJSON
internal import PromptRepo

extension APIKey {
  /// The key as programs read it, with its secret only where that was just made.
  func json(secret: String? = nil, at now: Timestamp) -> JSONObject {
    var object = JSONObject()
    if let secret { object["key"] = .string(secret) }
    object["id"] = .string(id)
    object["object"] = "api_key"
    object["owner"] = .string(owner.rawValue)
    object["role"] = .string(role.rawValue)
    object["created_at"] = .string(createdAt.rfc3339)
    if let expiresAt { object["expires_at"] = .string(expiresAt.rfc3339) }
    if let revokedAt { object["revoked_at"] = .string(revokedAt.rfc3339) }
    object["state"] = .string(state(at: now).rawValue)
    return object
  }
}
