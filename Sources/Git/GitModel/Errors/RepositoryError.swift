/// Why a repository refused or could not do something.
///
/// The message says what happened, the hint says what to do about it. Both are meant for people;
/// programs branch on ``code``.
public struct RepositoryError: Error, Sendable {
  /// What kind of failure it is.
  public let code: Code

  /// One sentence that says what happened, without a final full stop.
  public let message: String

  /// What a user can do about it, if anything is known to help.
  public let hint: String?

  /// The error below this one, if there was one.
  public let cause: (any Error)?

  /// Makes an error from its parts.
  public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }
}

extension RepositoryError {
  /// What to do about an object that is missing or is not what its id says.
  public static let damageHint =
    "Restore it from another clone or a backup; `git fsck` shows what else is affected"
}

extension RepositoryError: CustomStringConvertible {
  /// The message, with the hint after it.
  public var description: String {
    guard let hint else { return message }
    return "\(message). \(hint)"
  }
}
