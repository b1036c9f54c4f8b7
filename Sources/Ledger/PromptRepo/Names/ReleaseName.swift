/// The name of a release: one component such as `2026-11` or `spring-launch`.
public struct ReleaseName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a file's name.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    let reason =
      Slug.reasonAgainst(single: Array(text.utf8))
      ?? (text.utf8.count > 100 ? "it has more than 100 characters" : nil)
    if let reason {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for a release: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: spring-launch")
    }
    rawValue = text
  }
}

extension ReleaseName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}
