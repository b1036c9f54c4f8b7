/// Where a repository is.
struct Location: Sendable {
  /// The folder that holds `prompts/` and the store.
  let root: String
  /// The store: a git directory.
  let store: String

  /// The name of a directory store in its root.
  static let storeName = ".promptrepo"
}
