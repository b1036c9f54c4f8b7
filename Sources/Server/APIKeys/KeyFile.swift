internal import CanonicalJSON
internal import Digests
internal import GitFiles
public import Platform
public import PromptRepo

/// A file of API keys, without their secrets: it holds the SHA-256 of each.
///
/// One JSON object, `{"keys":[…]}`, in order of creation. The file belongs to its user alone (mode
/// 0600). It is replaced as a whole, under a lock of the kernel beside it: writers lose nothing of
/// each other, and readers, who take no lock, see the old keys or the new.
public struct KeyFile: Sendable {
  /// Where the file is.
  public var path: String { records.path }

  let records: RecordFile<APIKey>

  /// The file at a path, which need not be there yet.
  public init(_ path: String, files: FileSystem = FileSystem()) {
    records = RecordFile(path: path, files: files)
  }

  var files: FileSystem { records.files }

  /// The folder that holds the file.
  var folder: String { records.folder }

  /// The keys in order of creation; none if there is no file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that cannot be read as keys, and
  ///   ``RepositoryError/Code/invalid`` for one that other users can read.
  public func keys() throws(RepositoryError) -> [APIKey] {
    try records.records()
  }

  /// Makes a key and adds it; makes the file and its folder if they are missing.
  ///
  /// - Returns: The secret, which is kept nowhere, and what is kept of it.
  /// - Throws: ``RepositoryError/Code/invalid`` for a key that would have expired already.
  public func create(
    owner: Owner, role: Role, expiresAt: Timestamp?, now: Timestamp
  ) throws(RepositoryError) -> (secret: String, key: APIKey) {
    try KeyFile.check(expiresAt, now)
    try records.makeFolder()
    return try records.locked { () throws(RepositoryError) in
      let keys = try keys()
      let secret = KeyFile.newSecret(besides: keys)
      let key = APIKey(
        id: secret.id, owner: owner, role: role, createdAt: now, expiresAt: expiresAt,
        digest: secret.digest)
      try records.write(keys + [key])
      return (secret.text, key)
    }
  }

  /// Makes a key in the place of another one: for the same owner, with the same role, and valid for
  /// as long.
  ///
  /// - Parameters:
  ///   - grace: For how many milliseconds the old key stays valid, unless its own end comes first;
  ///     with 0 it is revoked at once.
  ///   - expiresAt: The end of the new key, instead of one as far away as the old one's was.
  /// - Returns: The secret, which is kept nowhere, what is kept of it, and the old key as it is now.
  /// - Throws: ``RepositoryError/Code/notFound`` for an unknown id, and
  ///   ``RepositoryError/Code/conflict`` for a key that is no longer valid.
  public func rotate(
    _ id: String, grace: Int64, expiresAt: Timestamp?, now: Timestamp
  ) throws(RepositoryError) -> (secret: String, key: APIKey, old: APIKey) {
    try KeyFile.check(expiresAt, now)
    // Where there is no file, there may be no folder for its lock.
    guard APIKey.isID(id), try records.contents() != nil else {
      throw RepositoryError.unknownKey(id)
    }
    return try records.locked { () throws(RepositoryError) in
      var keys = try keys()
      guard let index = keys.firstIndex(where: { $0.id == id }) else {
        throw RepositoryError.unknownKey(id)
      }
      let old = keys[index]
      guard old.isValid(at: now) else { throw RepositoryError.endedKey(old, at: now) }
      let secret = KeyFile.newSecret(besides: keys)
      let lifetime = old.expiresAt.map { $0.milliseconds - old.createdAt.milliseconds }
      let key = APIKey(
        id: secret.id, owner: old.owner, role: old.role, createdAt: now,
        expiresAt: expiresAt
          ?? lifetime.map { Timestamp(milliseconds: now.milliseconds + $0) },
        digest: secret.digest)
      keys[index].replacedBy = key.id
      if grace == 0 {
        keys[index].revokedAt = now
      } else {
        let end = Timestamp(milliseconds: now.milliseconds + grace)
        keys[index].expiresAt = min(old.expiresAt ?? end, end)
      }
      try records.write(keys + [key])
      return (secret.text, key, keys[index])
    }
  }

  private static func check(_ expiresAt: Timestamp?, _ now: Timestamp) throws(RepositoryError) {
    guard let expiresAt, expiresAt <= now else { return }
    throw RepositoryError(
      .invalid, "the key would have expired already, at \(expiresAt.rfc3339)",
      hint: "Give a time in the future")
  }

  private static func newSecret(besides keys: [APIKey]) -> KeySecret {
    var generator = SystemRandomNumberGenerator()
    var secret = KeySecret(random: &generator)
    while keys.contains(where: { $0.id == secret.id }) { secret = KeySecret(random: &generator) }
    return secret
  }

  /// Ends the validity of a key for good; it stays in the list.
  ///
  /// - Returns: The key as it is now.
  /// - Throws: ``RepositoryError/Code/notFound`` for an unknown id, and
  ///   ``RepositoryError/Code/nothingToCommit`` for a key that was revoked before.
  @discardableResult
  public func revoke(_ id: String, now: Timestamp) throws(RepositoryError) -> APIKey {
    // Where there is no file, there may be no folder for its lock.
    guard APIKey.isID(id), try records.contents() != nil else {
      throw RepositoryError.unknownKey(id)
    }
    return try records.locked { () throws(RepositoryError) in
      var keys = try keys()
      guard let index = keys.firstIndex(where: { $0.id == id }) else {
        throw RepositoryError.unknownKey(id)
      }
      if let revokedAt = keys[index].revokedAt {
        throw RepositoryError(
          .nothingToCommit, "key '\(id)' was revoked already, at \(revokedAt.rfc3339)")
      }
      keys[index].revokedAt = now
      try records.write(keys)
      return keys[index]
    }
  }
}

extension APIKey: FileRecord {
  static let words = RecordWords(
    list: "keys", one: "key", all: "API keys",
    repair: "Put it right or restore it from a backup; moved away, it takes all keys with it")

  /// The key as its file holds it.
  var json: JSONObject {
    var object: JSONObject = [
      "id": .string(id), "owner": .string(owner.rawValue), "role": .string(role.rawValue),
      "sha256": .string(Hex.encode(digest)), "created_at": .string(createdAt.rfc3339),
    ]
    if let expiresAt { object["expires_at"] = .string(expiresAt.rfc3339) }
    if let revokedAt { object["revoked_at"] = .string(revokedAt.rfc3339) }
    if let replacedBy { object["replaced_by"] = .string(replacedBy) }
    return object
  }

  private static let members = [
    "id", "owner", "role", "sha256", "created_at", "expires_at", "revoked_at", "replaced_by",
  ]

  /// Reads a key of a file.
  ///
  /// What is not known is refused: it could limit the key.
  init(json: JSONObject) throws(RecordFormatError) {
    try json.checkMembers(APIKey.members)
    id = try json.value("id") { APIKey.isID($0) ? $0 : nil }
    owner = try json.value("owner") { try? Owner($0) }
    role = try json.value("role") { Role(rawValue: $0) }
    digest = try json.value("sha256") { text in
      Hex.decode(text).flatMap { $0.count == SHA256.byteCount ? $0 : nil }
    }
    createdAt = try json.time("created_at")
    expiresAt = try json.optionalTime("expires_at")
    revokedAt = try json.optionalTime("revoked_at")
    replacedBy =
      json["replaced_by"] == nil
      ? nil : try json.value("replaced_by") { APIKey.isID($0) ? $0 : nil }
  }
}

// What only a file of keys has to say.
extension RepositoryError {
  /// No key has this id; a text that is none, perhaps a secret, is not repeated.
  static func unknownKey(_ id: String) -> RepositoryError {
    guard APIKey.isID(id) else {
      return RepositoryError(
        .notFound,
        "no owner of a key has this name, and a key's id is 'key_' and 16 hexadecimal digits",
        hint: KeySecret(id).map { "This is the secret of \($0.id)" }, cause: KeyRefusal.unknownKey)
    }
    return RepositoryError(
      .notFound, "there is no key '\(id)'", cause: KeyRefusal.unknownKey)
  }

  /// The key is no longer valid.
  static func endedKey(_ key: APIKey, at now: Timestamp) -> RepositoryError {
    RepositoryError(
      .conflict, "the key '\(key.id)' is \(key.state(at: now).rawValue)",
      cause: KeyRefusal.endedKey)
  }
}

/// What the key file refused: the cause of a ``RepositoryError`` whose way out depends on the
/// program.
public enum KeyRefusal: Error, Sendable, Hashable {
  /// No key has the id that was given.
  case unknownKey
  /// The key that was to be replaced is no longer valid.
  case endedKey
}
