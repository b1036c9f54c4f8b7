public import PromptFiles
public import PromptRepo

/// An open git repository, as the commands see it.
public protocol GitAccess: Sendable {
  /// The git directory of this work tree.
  var gitDirectory: String { get }
  /// The git directory that all work trees share.
  var commonDirectory: String { get }
  /// The top folder of the work tree; nil for a bare repository.
  var workTree: String? { get }

  /// The store of the ledger in this repository.
  func store() throws(RepositoryError) -> any ExclusiveStore

  /// Notes that another store holds the ledger now, or with nil that this repository does.
  func noteMove(to path: String?) throws(RepositoryError)

  /// A setting of the repository, the user or the machine, such as `user.name`; nil if it is not
  /// set.
  func configuration(_ key: String) throws(RepositoryError) -> String?

  /// The names of the configured remotes.
  func remotes() throws(RepositoryError) -> [String]

  /// What the working files ask of the repository; nil for a bare one.
  func sourceControl() -> (any SourceControl)?

  /// The histories of prompt files.
  ///
  /// - Parameters:
  ///   - paths: Files and folders, from the top of the repository.
  ///   - branch: A branch, a tag or a commit; HEAD when absent.
  func history(of paths: [String], branch: String?) throws(RepositoryError) -> AdoptionSource
}
