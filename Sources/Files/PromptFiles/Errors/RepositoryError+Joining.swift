internal import PromptRepo

extension RepositoryError {
  /// Several files' refusals as one error; `nil` if there are none.
  ///
  /// A conflict among them makes it a conflict.
  static func joining(
    _ refusals: [RepositoryError], _ what: String, hint: String?
  ) -> RepositoryError? {
    guard let first = refusals.first else { return nil }
    if refusals.count == 1 { return first }
    let code = refusals.contains { $0.code == .conflict } ? .conflict : first.code
    let list = refusals.map { "\n  \($0.message)" }.joined()
    return RepositoryError(code, "\(refusals.count) files \(what):\(list)", hint: hint)
  }
}
