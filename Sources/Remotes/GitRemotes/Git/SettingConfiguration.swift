internal import Platform
package import PromptRepo

// What `config` asks git to write.
extension GitProgram {
  /// Gives a setting one value, or with `nil` none, in the repository's configuration or the user's.
  ///
  /// - Returns: Whether there was something to change.
  /// - Throws: ``RepositoryError`` with git's own words.
  @discardableResult
  package func write(
    _ key: String, _ value: String?, isGlobal: Bool
  ) throws(RepositoryError) -> Bool {
    let change = value.map { ["--replace-all", key, $0] } ?? ["--unset-all", key]
    let git = with("LC_ALL", "C")
    let end = SystemClock.monotonicNanoseconds() + 1_000_000_000
    while true {
      let result = try git.ask(["config", isGlobal ? "--global" : "--local"] + change)
      if result.succeeded { return true }
      // 5 says that it was not set.
      if value == nil, result.status == .exited(5) { return false }
      // Git gives up at once where another one writes the same file.
      let isLocked = String(decoding: result.error, as: UTF8.self).contains("File exists")
      guard isLocked, SystemClock.monotonicNanoseconds() < end else {
        throw .git("git cannot write the setting \(key)", result)
      }
      pause(atMost: 20)
    }
  }
}
