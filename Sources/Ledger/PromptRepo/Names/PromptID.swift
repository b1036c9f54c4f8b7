public import Digests

/// A prompt's identity: `prompt_` and 32 hexadecimal digits of a UUID.
///
/// Stays the same when the prompt is renamed, and differs when a deleted name is used again.
public struct PromptID: Sendable, Hashable {
  /// The UUID behind the id.
  public let uuid: UUIDValue

  /// Makes an id of a UUID.
  public init(_ uuid: UUIDValue) {
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
