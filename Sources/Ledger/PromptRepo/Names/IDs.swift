package import Digests

/// A prompt's identity: `prompt_` and 32 hexadecimal digits of a UUID.
///
/// Stays the same when the prompt is renamed, and differs when a deleted name is used again.
public struct PromptID: Sendable, Hashable {
  /// The UUID behind the id.
  package let uuid: UUIDValue

  /// Makes an id of a UUID.
  package init(_ uuid: UUIDValue) {
    self.uuid = uuid
  }

  /// Reads an id in the API's form.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    guard text.utf8.starts(with: "prompt_".utf8), text.utf8.count == 39,
      let uuid = UUIDValue(String(decoding: text.utf8.dropFirst(7), as: UTF8.self))
    else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a prompt id",
        hint: "An id is prompt_ and 32 lower-case hexadecimal digits")
    }
    self.uuid = uuid
  }

  /// The id in the API's form.
  public var rawValue: String { "prompt_\(uuid.hex)" }
}

extension PromptID: CustomStringConvertible {
  /// The id in the API's form.
  public var description: String { rawValue }
}

/// A version's identity in the API: `pver_` and 32 hexadecimal digits.
///
/// A version-5 UUID of the prompt's id, the version's number and its hash, so that it is the
/// same in every store.
package struct VersionID: Sendable, Hashable {
  /// The id in the API's form.
  package let rawValue: String

  /// Derives the id of a version.
  package init(prompt: PromptID, number: Int, hash: VersionHash) {
    let uuid = UUIDValue(namespace: prompt.uuid, name: Array("\(number) \(hash)".utf8))
    rawValue = "pver_\(uuid.hex)"
  }
}

extension VersionID: CustomStringConvertible {
  /// The id in the API's form.
  package var description: String { rawValue }
}

extension PromptID {
  /// The id of the prompt's deployment in an environment: a version-5 UUID of the two.
  ///
  /// The same in every store, without a table.
  package func deployment(in environment: EnvironmentName) -> UUIDValue {
    UUIDValue(namespace: uuid, name: Array(environment.rawValue.utf8))
  }
}
