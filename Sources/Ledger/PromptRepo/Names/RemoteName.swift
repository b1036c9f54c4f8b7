/// The name of a remote: one component such as `hosted`.
public struct RemoteName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a part of a reference's name.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    if let reason = Slug.reasonAgainst(component: Array(text.utf8)) {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for a remote: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: hosted")
    }
    rawValue = text
  }

  /// Refuses a name that is a device on some system, as `con` is on Windows: what is known of a
  /// remote is kept under references, which are files.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public func checkPortable() throws(RepositoryError) {
    try Slug.checkPortable(rawValue, "a new remote")
  }
}

extension RemoteName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}
