public import PromptRepo

/// Whom a key was made for: a person, a team or a program.
///
/// A lower-case letter or digit, then `a-z`, `0-9`, `.`, `_` and `-`; at most 64 bytes, without
/// `..`, and not ending in `.` or `.lock`. So it can be one component of a reference's name.
public struct Owner: Sendable, Hashable {
  /// The name as it was given.
  public let rawValue: String

  /// How many bytes a name may have.
  public static let maximumLength = 64

  /// Takes a name that follows the rule.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` that says what is wrong with any other.
  public init(_ text: String) throws(RepositoryError) {
    if let reason = Owner.reason(against: Array(text.utf8)) {
      throw RepositoryError(
        .invalid, "'\(text)' cannot be the owner of a key: \(reason)",
        hint: "Write a short name such as 'support-bot'")
    }
    rawValue = text
  }

  private static func reason(against bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return "it is empty" }
    guard bytes.count <= maximumLength else { return "it has more than \(maximumLength) bytes" }
    guard isLetterOrDigit(first) else {
      return "it has to begin with a lower-case letter or a digit"
    }
    guard bytes.allSatisfy({ isLetterOrDigit($0) || "._-".utf8.contains($0) }) else {
      return "it has a character other than a-z, 0-9, '.', '_' and '-'"
    }
    let dot = UInt8(ascii: ".")
    if zip(bytes, bytes.dropFirst()).contains(where: { $0 == dot && $1 == dot }) {
      return "it has '..'"
    }
    for ending in [".", ".lock"] where bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return "it ends in '\(ending)'"
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension Owner: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}

/// What the holder of a key may do; each role may do all that those before it may.
public enum Role: String, CaseIterable, Sendable {
  /// Reads.
  case reader
  /// Also creates and updates prompts, creates versions and rolls back.
  case editor
  /// Also moves environments.
  case deployer
  /// Also deletes, and manages keys and rules.
  case admin

  private var power: Int {
    switch self {
    case .reader: 0
    case .editor: 1
    case .deployer: 2
    case .admin: 3
    }
  }
}

extension Role: Comparable {
  /// Orders by power.
  public static func < (left: Role, right: Role) -> Bool { left.power < right.power }
}
