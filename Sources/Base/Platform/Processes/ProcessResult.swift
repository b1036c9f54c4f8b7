/// How a program ended, and what it wrote if that was captured.
public struct ProcessResult: Sendable, Hashable {
  /// How a program ended.
  public enum Status: Sendable, Hashable {
    /// It exited with this status; 127 if a shell found no such program.
    case exited(Int32)
    /// A signal ended it.
    case signaled(Int32)
  }

  /// How it ended.
  public let status: Status
  /// What it wrote to standard output; empty if not captured.
  public let output: [UInt8]
  /// What it wrote to standard error; empty if not captured.
  public let error: [UInt8]

  /// Whether it exited with status 0.
  public var succeeded: Bool { status == .exited(0) }
}
