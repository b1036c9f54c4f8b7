/// The name of an environment: one component such as `production`, which is no version's spec.
public struct EnvironmentName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a part of a reference's name, and what names a version
  /// after `@` or nearly so: `active`, `latest`, digits of a hash, what begins with a digit, `v1`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    let reason =
      Slug.reasonAgainst(single: Array(text.utf8))
      ?? (text.utf8.count > EnvironmentName.maximumLength
        ? "it has more than \(EnvironmentName.maximumLength) characters" : nil)
      ?? (EnvironmentName.isLikeVersion(text) ? "it reads as the name of a version" : nil)
    if let reason {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for an environment: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: production")
    }
    rawValue = text
  }

  private static func isLikeVersion(_ text: String) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    let afterV = text.utf8.first == UInt8(ascii: "v") && text.utf8.dropFirst().allSatisfy(isDigit)
    return afterV || text.utf8.first.map(isDigit) ?? false || VersionSpec.isReserved(text)
  }

  private static let maximumLength = 100
}

extension EnvironmentName: Comparable {
  /// Orders names by their bytes.
  public static func < (left: EnvironmentName, right: EnvironmentName) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

extension EnvironmentName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}
