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
  public let path: String

  let files: FileSystem

  /// The file at a path, which need not be there yet.
  public init(_ path: String, files: FileSystem = FileSystem()) {
    self.path = path
    self.files = files
  }

  /// The keys in order of creation; none if there is no file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that cannot be read as keys, and
  ///   ``RepositoryError/Code/invalid`` for one that other users can read.
  public func keys() throws(RepositoryError) -> [APIKey] {
    try contents()?.keys ?? []
  }

  /// Makes a key and adds it; makes the file and its folder if they are missing.
  ///
  /// - Returns: The secret, which is kept nowhere, and what is kept of it.
  /// - Throws: ``RepositoryError/Code/invalid`` for a key that would have expired already.
  public func create(
    owner: Owner, role: Role, expiresAt: Timestamp?, now: Timestamp
  ) throws(RepositoryError) -> (secret: String, key: APIKey) {
    try KeyFile.check(expiresAt, now)
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(folder, permissions: 0o700)
    }
    return try locked { () throws(RepositoryError) in
      let keys = try keys()
      let secret = KeyFile.newSecret(besides: keys)
      let key = APIKey(
        id: secret.id, owner: owner, role: role, createdAt: now, expiresAt: expiresAt,
        digest: secret.digest)
      try write(keys + [key])
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
    guard APIKey.isID(id), try contents() != nil else { throw RepositoryError.unknownKey(id) }
    return try locked { () throws(RepositoryError) in
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
      try write(keys + [key])
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
    guard APIKey.isID(id), try contents() != nil else { throw RepositoryError.unknownKey(id) }
    return try locked { () throws(RepositoryError) in
      var keys = try keys()
      guard let index = keys.firstIndex(where: { $0.id == id }) else {
        throw RepositoryError.unknownKey(id)
      }
      if let revokedAt = keys[index].revokedAt {
        throw RepositoryError(
          .nothingToCommit, "key '\(id)' was revoked already, at \(revokedAt.rfc3339)")
      }
      keys[index].revokedAt = now
      try write(keys)
      return keys[index]
    }
  }

  private func locked<Result>(
    _ body: () throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    let lock: FileLock
    do throws(SystemError) {
      lock = try files.lock("\(path).lock", timeout: .seconds(10), permissions: 0o600)
    } catch {
      throw error.errno == .wouldBlock ? RepositoryError.lockedKeys(error) : .failedCall(error)
    }
    let result = try body()
    lock.release()
    return result
  }
}

extension KeyFile {
  /// What the file held, and its status then.
  struct Contents {
    var keys: [APIKey]
    var status: FileStatus
  }

  /// Reads the file; nil if there is none.
  func contents() throws(RepositoryError) -> Contents? {
    guard let (bytes, status) = try bytes() else { return nil }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw RepositoryError.damagedKeys(path, "\(error)")
    }
    return Contents(keys: try keys(in: json), status: status)
  }

  /// Puts keys in the place of those that are there; the caller holds the lock.
  func write(_ keys: [APIKey]) throws(RepositoryError) {
    let object: JSONObject = ["keys": .array(keys.map { .object($0.json) })]
    let bytes = JSONValue.object(object).utf8(.pretty) + [UInt8(ascii: "\n")]
    try mappingSystemErrors { () throws(SystemError) in
      try files.updateFile(path, with: bytes, permissions: 0o600)
    }
  }

  /// The folder that holds the file.
  var folder: String { path.parentDirectory }

  private func bytes() throws(RepositoryError) -> (bytes: [UInt8], status: FileStatus)? {
    guard let file = try openIfPresent() else { return nil }
    let status = try mappingSystemErrors { () throws(SystemError) in try file.status() }
    guard status.permissions & 0o066 == 0 else {
      throw RepositoryError.exposedKeys(path, status.permissions)
    }
    return (try mappingSystemErrors { () throws(SystemError) in try file.readToEnd() }, status)
  }

  private func openIfPresent() throws(RepositoryError) -> File? {
    do throws(SystemError) {
      return try files.open(path, .read)
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
      return nil
    }
  }

  private func keys(in json: JSONValue) throws(RepositoryError) -> [APIKey] {
    guard let object = json.object, object.count == 1, let values = object["keys"]?.array else {
      throw RepositoryError.damagedKeys(path, "it is no JSON object with nothing but 'keys'")
    }
    var ids: Set<String> = []
    var keys: [APIKey] = []
    for (index, value) in values.enumerated() {
      do throws(KeyFormatError) {
        let key = try APIKey(json: value)
        guard ids.insert(key.id).inserted else { throw KeyFormatError("repeats the id \(key.id)") }
        keys.append(key)
      } catch {
        throw RepositoryError.damagedKeys(path, "key \(index + 1) \(error.reason)")
      }
    }
    return keys
  }
}

extension APIKey {
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
  init(json: JSONValue) throws(KeyFormatError) {
    guard let object = json.object else { throw KeyFormatError("is no JSON object") }
    for member in object where !APIKey.members.contains(member.key) {
      throw KeyFormatError("has '\(member.key)', which this version does not know")
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
    replacedBy =
      object["replaced_by"] == nil
      ? nil : try object.value("replaced_by") { APIKey.isID($0) ? $0 : nil }
  }
}

extension JSONObject {
  /// What a member's text stands for.
  fileprivate func value<Value>(
    _ key: String, _ read: (String) -> Value?
  ) throws(KeyFormatError) -> Value {
    guard let member = self[key] else { throw KeyFormatError("has no '\(key)'") }
    guard let value = member.string.flatMap(read) else {
      throw KeyFormatError("has an unreadable '\(key)'")
    }
    return value
  }

  /// A time that may be left out.
  fileprivate func time(_ key: String) throws(KeyFormatError) -> Timestamp? {
    guard self[key] != nil else { return nil }
    return try value(key) { try? Timestamp($0) }
  }
}

/// What is wrong with one key of a file: the end of a sentence that the key begins.
struct KeyFormatError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

// What only a file of keys has to say.
extension RepositoryError {
  /// The file is not what this program writes.
  static func damagedKeys(_ path: String, _ reason: String) -> RepositoryError {
    RepositoryError(
      .damaged, "the API keys in '\(path)' cannot be read: \(reason)",
      hint: "Put it right or restore it from a backup; moved away, it takes all keys with it")
  }

  /// Others may read or change the file.
  static func exposedKeys(_ path: String, _ permissions: UInt16) -> RepositoryError {
    RepositoryError(
      .invalid,
      "other users can read or change the API keys in '\(path)' "
        + "(its mode is \(String(permissions, radix: 8)))",
      hint: "`chmod 600 \(path.shellWord)` keeps them out")
  }

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

  /// The lock of the keys is held.
  static func lockedKeys(_ error: SystemError) -> RepositoryError {
    RepositoryError(
      .locked,
      "another program has been changing the API keys for some time (lock '\(error.path)')",
      hint: "Try again when it is done", cause: error)
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
