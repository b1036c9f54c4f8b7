public import PromptRepo

/// What opens git repositories for the commands.
///
/// Only the companion program has it, so that the program itself needs no libgit2.
public protocol GitSupport: Sendable {
  /// Opens the repository whose work tree or git directory a folder is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is none,
  ///   ``RepositoryError/Code/unsupported`` when it cannot be used, with git's own remedy.
  func open(_ folder: String) throws(RepositoryError) -> any GitAccess
}
