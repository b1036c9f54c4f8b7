internal import Platform
package import PromptRepo

// Where hooks are, and how files are treated.
extension GitProgram {
  /// All values of a setting in the repository's own configuration; none when it is not set there.
  package func localSettings(_ key: String) throws(RepositoryError) -> [String] {
    let result = try ask(["config", "--local", "-z", "--get-all", key])
    // 1 says that it is not set.
    guard result.succeeded || result.status == .exited(1) else {
      throw .git("git cannot read the setting \(key)", result)
    }
    return result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where a file or folder of the git directory is, such as `hooks`; a relative path is from the
  /// top of the work tree.
  package func path(of name: String) throws(RepositoryError) -> String {
    let result = try ask(["rev-parse", "--git-path", name])
    guard result.succeeded else { throw .git("git cannot tell where its \(name) are", result) }
    return Self.line(of: result)
  }

  /// The scope of the setting that says where hooks are, such as `local` or `global`; nil where git's
  /// own place is used.
  package func scopeOfHooks() throws(RepositoryError) -> String? {
    let result = try ask(["config", "--show-scope", "--get", "core.hooksPath"])
    guard result.succeeded else { return nil }
    return String(Self.line(of: result).prefix { $0 != "\t" })
  }

  /// What attributes a path has: each with its value, or `unspecified`.
  package func attributes(
    _ names: [String], of path: String
  ) throws(RepositoryError) -> [(name: String, value: String)] {
    let result = try ask(["check-attr", "-z"] + names + ["--", path])
    guard result.succeeded else { throw .git("git cannot read the attributes of files", result) }
    let fields = result.output.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    return stride(from: 0, to: fields.count - 2, by: 3).map { (fields[$0 + 1], fields[$0 + 2]) }
  }

  private static func line(of result: ProcessResult) -> String {
    var output = result.output[...]
    if output.last == 0x0a { output.removeLast() }
    return String(decoding: output, as: UTF8.self)
  }
}
