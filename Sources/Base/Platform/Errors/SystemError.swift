/// A call of the operating system that failed: which call, on which path, and why.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The operation that failed.
  public let call: SystemCall
  /// The path (or program, or stream) it was performed on.
  public let path: String
  /// Why it failed.
  public let errno: ErrorNumber

  /// Describes a failed call.
  public init(call: SystemCall, path: String, errno: ErrorNumber) {
    self.call = call
    self.path = path
    self.errno = errno
  }

  /// The system's text for the error, without the path.
  public var message: String { errno.message }

  /// What can be done about it, where that is known.
  public var hint: String? {
    switch errno {
    case .noSpace: "free some space on the disk that holds it, then try again"
    case .quotaExceeded: "free some of your disk quota, then try again"
    case .accessDenied, .notPermitted: "check the owner and the permissions of the path"
    case .readOnlyFileSystem: "the file system is mounted read-only"
    case .tooManyOpenFiles: "raise the limit with 'ulimit -n'"
    case .wouldBlock where call == .lock: "another process holds the lock; try again when it ended"
    case .inputOutput: "the disk reports errors; check the system's log"
    default: nil
    }
  }

  /// For example `cannot open '/x/y': No such file or directory`.
  public var description: String {
    let what = "cannot \(call.rawValue) '\(path)': \(message)"
    guard let hint else { return what }
    return "\(what) (\(hint))"
  }
}
