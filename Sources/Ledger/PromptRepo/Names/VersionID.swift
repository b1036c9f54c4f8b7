internal import Digests

/// A version's identity in the API: `pver_` and 32 hexadecimal digits.
///
/// A version-5 UUID of the prompt's id, the version's number and its hash, so that it is the
/// same in every store.
public struct VersionID: Sendable, Hashable {
  /// The id in the API's form.
  public let rawValue: String

  /// Derives the id of a version.
  public init(prompt: PromptID, number: Int, hash: VersionHash) {
    let uuid = UUIDValue(namespace: prompt.uuid, name: Array("\(number) \(hash)".utf8))
    rawValue = "pver_\(uuid.hex)"
  }
}

extension VersionID: CustomStringConvertible {
  /// The id in the API's form.
  public var description: String { rawValue }
}
