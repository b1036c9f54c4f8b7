#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What signals do to this process.
public enum Signals {
  /// Makes a write to a pipe without a reader fail with `.brokenPipe` instead of ending the process.
  ///
  /// Processes started by ``Subprocess`` get the default back.
  public static func ignoreBrokenPipe() {
    signal(SIGPIPE, SIG_IGN)
  }
}
