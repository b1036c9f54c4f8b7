internal import CLibGit2
internal import CLibGit2Shim

/// The library itself.
enum LibGit2 {
  /// Sets the library up to flush what it writes, as a durable store has to.
  static func begin() throws(BenchError) {
    guard git_libgit2_init() > 0 else { throw BenchError("libgit2 cannot be set up") }
    try check(clibgit2shim_enable_fsync(1), "git_libgit2_opts")
  }

  /// Turns a result code into an error.
  static func check(_ code: Int32, _ call: String) throws(BenchError) {
    guard code < 0 else { return }
    let reason = git_error_last()?.pointee.message.map { String(cString: $0) } ?? "error \(code)"
    throw BenchError("\(call): \(reason)")
  }
}
