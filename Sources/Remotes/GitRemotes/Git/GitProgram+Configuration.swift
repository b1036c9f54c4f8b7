internal import Platform
internal import PromptRepo

extension GitProgram {
  /// The names of the remotes, in git's order.
  func remotes() throws(RepositoryError) -> [String] {
    let result = try ask(["remote"])
    guard result.succeeded else { throw .git("git cannot list the remotes", result) }
    return result.output.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// All values of a setting; none when it is not set.
  func settings(_ key: String) throws(RepositoryError) -> [String] {
    let result = try ask(["config", "-z", "--get-all", key])
    // 1 says that it is not set.
    guard result.succeeded || result.status == .exited(1) else {
      throw .git("git cannot read the setting \(key)", result)
    }
    return result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds a value to a setting of the repository.
  func add(_ value: String, to key: String) throws(RepositoryError) {
    let result = try ask(["config", "--local", "--add", key, value])
    guard result.succeeded else { throw failure("git cannot add to the setting \(key)", result) }
  }

  /// Removes a value of a setting of the repository, if it has it.
  func remove(_ value: String, from key: String) throws(RepositoryError) {
    let result = try ask(["config", "--local", "--fixed-value", "--unset-all", key, value])
    // 5 says that there is none.
    guard result.succeeded || result.status == .exited(5) else {
      throw failure("git cannot remove \(value) from the setting \(key)", result)
    }
  }

  /// The branch that is checked out; nil when none is.
  func currentBranch() throws(RepositoryError) -> String? {
    let result = try ask(["symbolic-ref", "--quiet", "--short", "HEAD"])
    guard result.succeeded, let line = result.output.split(separator: 10).first else { return nil }
    return String(decoding: line, as: UTF8.self)
  }
}
