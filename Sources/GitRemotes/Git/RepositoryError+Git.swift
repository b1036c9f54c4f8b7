internal import Platform
internal import PromptRepo

extension RepositoryError {
  /// Git did not do what it was asked to.
  static func git(_ what: String, _ result: ProcessResult, hint: String? = nil) -> RepositoryError {
    let said = String(decoding: result.error, as: UTF8.self)
      .split(whereSeparator: \.isNewline).suffix(20).joined(separator: "\n")
    let end =
      switch result.status {
      case .exited(let status): "exit code \(status)"
      case .signaled(let signal): "ended by signal \(signal)"
      }
    return RepositoryError(
      .inputOutput, "\(what) (\(end))\(said.isEmpty ? "" : ":\n\(said)")", hint: hint)
  }
}
