internal import PromptRepo

/// Where a repository is.
struct Location: Sendable {
  /// What holds the ledger.
  let kind: StoreKind
  /// The folder that holds `prompts/`; nil where there are no working files.
  let root: String?
  /// The store: a git directory, or for a work tree of git what is in its place.
  let store: String

  /// The name of a directory store in its root.
  static let storeName = ".promptrepo"
  /// What marks a work tree of git.
  static let gitName = ".git"
}

/// The kinds of stores that hold a ledger.
enum StoreKind: String, CaseIterable, Sendable {
  /// A directory of this project's own.
  case directory
  /// The git repository around the prompts.
  case git
}
