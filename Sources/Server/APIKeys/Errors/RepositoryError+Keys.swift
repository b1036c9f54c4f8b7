internal import Platform
internal import PromptRepo

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
      hint: "`chmod 600 '\(path)'` keeps them out")
  }

  /// No key has this id; a text that is none, perhaps a secret, is not repeated.
  static func unknownKey(_ id: String) -> RepositoryError {
    let hint = "`promptrepo key list` shows the ids"
    guard APIKey.isID(id) else {
      let hint = KeySecret(id).map { "This is the secret of \($0.id)" } ?? hint
      return RepositoryError(
        .notFound, "a key's id is 'key_' and 16 hexadecimal digits, and this is none", hint: hint)
    }
    return RepositoryError(.notFound, "there is no key '\(id)'", hint: hint)
  }

  /// A refused call of the operating system.
  init(_ error: SystemError) {
    if error.call == .lock, error.errno == .wouldBlock {
      self.init(
        .locked,
        "another program has been changing the API keys for some time "
          + "(lock '\(error.path)')",
        hint: "Try again when it is done", cause: error)
    } else {
      self.init(
        .inputOutput, "cannot \(error.call.rawValue) '\(error.path)': \(error.message)",
        hint: error.hint, cause: error)
    }
  }
}

/// Runs calls of the operating system and reports a refusal as the repository's error.
func reporting<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(RepositoryError) -> Result {
  do {
    return try body()
  } catch {
    throw RepositoryError(error)
  }
}
