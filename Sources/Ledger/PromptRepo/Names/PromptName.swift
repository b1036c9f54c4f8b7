/// The name of a prompt: a slug such as `support/reply`.
///
/// Components of `[a-z0-9][a-z0-9._-]*` joined by `/`, at most 200 bytes, none ending in `.`,
/// `.lock` or `.prompt`, none with `..`. So a name is the same file name and reference name on
/// every system, but for the devices of Windows, which ``checkPortable()`` refuses for new prompts.
public struct PromptName: Sendable, Hashable {
  /// The longest name, in bytes.
  public static let maximumLength = 200

  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what is not a slug.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    if let reason = PromptName.reasonAgainst(text) {
      throw RepositoryError(
        .invalid, "'\(text)' is not a prompt name: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_', '-', and '/' for folders: support/reply")
    }
    rawValue = text
  }

  /// The name that a text is; `nil` for what is none.
  public init?(orNil text: String) {
    guard PromptName.reasonAgainst(text) == nil else { return nil }
    rawValue = text
  }

  /// Makes a name of text that is known to be one.
  package init(unchecked text: String) {
    rawValue = text
  }

  /// Whether the name is no device's on any system.
  public var isPortable: Bool {
    !rawValue.utf8.split(separator: UInt8(ascii: "/")).contains { Slug.device(named: $0) != nil }
  }

  /// Refuses a name that is a device on some system, as `con` and `aux/x` are on Windows.
  ///
  /// Ledgers may hold such prompts already; they can be read and renamed.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public func checkPortable() throws(RepositoryError) {
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
