/// An error of a repository that refused or could not do something.
///
/// The message says what happened; it is meant for people. Programs branch on ``code``, and on the
/// type of the ``cause`` where a way out depends on what the program lets its users do.
public struct RepositoryError: Error, Sendable {
  /// The kind of failure.
  public let code: Code

  /// One sentence that says what happened, without a final full stop.
  public let message: String

  /// Advice that holds whatever program this is, if anything is known to help.
  ///
  /// It names no command or option of a program, except of git where git's own files are at fault.
  public let hint: String?

  /// The refusal with its facts, or the error below this one; `nil` where the message says all.
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
  package static let damageHint =
    "Restore it from another clone or a backup; `git fsck` shows what else is affected"
}

/// The cause of an error of a store that is not where it was when it was opened.
///
/// What is there now is nothing, or another store: it must not be taken for an empty ledger.
public struct StoreMoved: Error {
  /// The cause.
  public init() {}
}

extension RepositoryError: CustomStringConvertible {
  /// The message, with the hint after it.
  public var description: String {
    guard let hint else { return message }
    return "\(message). \(hint)"
  }
}

extension RepositoryError {
  /// A kind of failure; new kinds may be added.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The stable name that machine-readable output shows.
    public let rawValue: String

    /// Makes a code with a name of its own.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The thing that was asked for is not there.
    public static let notFound = Code(rawValue: "not_found")
    /// Somebody else changed the same thing first, or both sides changed it.
    public static let conflict = Code(rawValue: "conflict")
    /// The input is not acceptable: a name, a header, a template, a date.
    public static let invalid = Code(rawValue: "invalid")
    /// A short form fits more than one thing; the message lists the candidates.
    public static let ambiguous = Code(rawValue: "ambiguous")
    /// The content is what is there already.
    public static let nothingToCommit = Code(rawValue: "nothing_to_commit")
    /// A rule of an environment, or what still points at a prompt, forbids it.
    public static let protected = Code(rawValue: "protected")
    /// The bytes on disk are not what their name or checksum says.
    public static let damaged = Code(rawValue: "damaged")
    /// A format or feature that this version does not handle.
    public static let unsupported = Code(rawValue: "unsupported")
    /// A lock is held by another process.
    public static let locked = Code(rawValue: "locked")
    /// The operating system refused a call.
    public static let inputOutput = Code(rawValue: "io")
    /// A change was applied in part; only stores that cannot do better ever say so.
    public static let partial = Code(rawValue: "partial")
  }
}
