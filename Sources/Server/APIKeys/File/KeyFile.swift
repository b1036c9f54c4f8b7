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
    if let expiresAt, expiresAt <= now {
      throw RepositoryError(
        .invalid, "the key would have expired already, at \(expiresAt.rfc3339)",
        hint: "Give a time in the future")
    }
    try reporting { () throws(SystemError) in
      try files.makeDirectories(folder, permissions: 0o700)
    }
    return try locked { () throws(RepositoryError) in
      let keys = try keys()
      var generator = SystemRandomNumberGenerator()
      var secret = KeySecret(random: &generator)
      while keys.contains(where: { $0.id == secret.id }) { secret = KeySecret(random: &generator) }
      let key = APIKey(
        id: secret.id, owner: owner, role: role, createdAt: now, expiresAt: expiresAt,
        digest: secret.digest)
      try write(keys + [key])
      return (secret.text, key)
    }
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
    let lock = try reporting { () throws(SystemError) in
      try files.lock("\(path).lock", timeout: .seconds(10), permissions: 0o600)
    }
    let result = try body()
    lock.release()
    return result
  }
}
