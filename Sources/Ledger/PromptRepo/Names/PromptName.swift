package import Digests

extension String {
  /// The text in a message about it: its beginning, where it is longer than any name.
  var beginning: String {
    utf8.count > PromptName.maximumLength ? "\(prefix(60))…" : self
  }
}

/// The name of a prompt: a slug such as `support/reply`.
///
/// Components of `[a-z0-9][a-z0-9._-]*` joined by `/`, at most 200 bytes, none ending in `.`,
/// `.lock` or `.prompt`, none with `..`. So a name is the same file name and reference name on
/// every system, but for the devices of Windows, which ``checkPortable()`` refuses for new prompts.
public struct PromptName: Sendable, Hashable {
  /// The longest name, in bytes.
  package static let maximumLength = 200

  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what is not a slug.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    if let reason = PromptName.reasonAgainst(text) {
      throw RepositoryError(
        .invalid, "'\(text.beginning)' is not a prompt name: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_', '-', and '/' for folders: support/reply")
    }
    rawValue = text
  }

  /// The name that a text is; `nil` for what is none.
  package init?(orNil text: String) {
    guard PromptName.reasonAgainst(text) == nil else { return nil }
    rawValue = text
  }

  /// Makes a name of text that is known to be one.
  package init(unchecked text: String) {
    rawValue = text
  }

  /// Whether the name is no device's on any system.
  package var isPortable: Bool {
    !rawValue.utf8.split(separator: UInt8(ascii: "/")).contains { Slug.device(named: $0) != nil }
  }

  /// Refuses a name that is a device on some system, as `con` and `aux/x` are on Windows.
  ///
  /// Ledgers may hold such prompts already; they can be read and renamed.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  package func checkPortable() throws(RepositoryError) {
    try Slug.checkPortable(rawValue, "a new prompt")
  }

  private static func reasonAgainst(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > maximumLength { return "it is longer than \(maximumLength) bytes" }
    for component in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if let reason = Slug.reasonAgainst(component: component) { return reason }
    }
    return nil
  }
}

extension PromptName: Comparable {
  /// Orders names by their bytes.
  public static func < (left: PromptName, right: PromptName) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

extension PromptName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}

/// The rule for one component of a prompt's name.
enum Slug {
  /// The reason against a name that is one component and no more.
  static func reasonAgainst(single bytes: [UInt8]) -> String? {
    guard !bytes.contains(UInt8(ascii: "/")) else { return "it has a '/'" }
    return reasonAgainst(component: bytes, characters: "a-z, 0-9, '.', '_' and '-'")
  }

  static func reasonAgainst(
    component: some BidirectionalCollection<UInt8>,
    characters: String = "a-z, 0-9, '.', '_', '-' and '/'"
  ) -> String? {
    guard let first = component.first else { return "it has an empty component" }
    guard isLetterOrDigit(first) else {
      return "each component has to begin with a lower-case letter or a digit"
    }
    var previous: UInt8 = 0
    for byte in component {
      guard isLetterOrDigit(byte) || "._-".utf8.contains(byte) else {
        return "it has a character other than \(characters)"
      }
      if previous == UInt8(ascii: "."), byte == UInt8(ascii: ".") { return "it has '..'" }
      previous = byte
    }
    for ending in [".", ".lock", ".prompt"]
    where component.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return "a component ends in '\(ending)'"
    }
    return nil
  }

  /// The device of Windows that a component names there, with any ending: `con`, `nul.v1`; nil for
  /// none.
  ///
  /// Those that git refuses in a work tree on Windows.
  static func device(named component: some Collection<UInt8>) -> String? {
    let stem = Array(component.prefix { $0 != UInt8(ascii: ".") })
    let text = String(decoding: stem, as: UTF8.self)
    if ["aux", "con", "nul", "prn"].contains(text) { return text }
    let isNumbered =
      stem.count == 4 && (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(stem[3])
      && ["com", "lpt"].contains(text.prefix(3))
    return isNumbered ? text : nil
  }

  /// Refuses a new name if a component of it is a device's on Windows.
  static func checkPortable(_ text: String, _ what: String) throws(RepositoryError) {
    for component in text.utf8.split(separator: UInt8(ascii: "/")) {
      guard let device = device(named: component) else { continue }
      throw RepositoryError(
        .invalid,
        "'\(text)' cannot be the name of \(what): '\(device)' is a device on Windows, so no clone "
          + "there could have its file",
        hint: "Choose another name, such as '\(device)-1'")
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

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
