package import PromptRepo

/// The commits of the code repository around the working files, as a review asks about them.
///
/// Paths are relative to the repository's top, such as `prompts/a.prompt`. Nothing of it depends on
/// what is checked out, staged or set in this clone: answers are those of a fresh clone.
package protocol CodeRevisions: Sendable {
  /// The commit that a revision names, such as `main`, `HEAD^1` or an id.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``.
  func commit(_ revision: String) throws(RepositoryError) -> ObjectID

  /// The commit at which two histories parted.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when they have none in common here.
  func mergeBase(of first: ObjectID, and second: ObjectID) throws(RepositoryError) -> ObjectID

  /// The files below the folder of working files that two commits do not have alike, with git's
  /// renames, in the order of the new paths.
  func changes(
    from old: ObjectID, to new: ObjectID
  ) throws(RepositoryError) -> [FileChange]

  /// The paths of all files that a commit has below the folder of working files.
  func files(of commit: ObjectID) throws(RepositoryError) -> [String]

  /// The bytes of the file that a commit has at a path, as it would be checked out; nil if it has
  /// none there.
  func contents(of path: String, in commit: ObjectID) throws(RepositoryError) -> [UInt8]?

  /// The values of a trailer in the messages of the commits of one history that are not in another.
  func trailers(
    _ key: String, from base: ObjectID, to head: ObjectID
  ) throws(RepositoryError) -> [String]

  /// Merges a commit into another one as git would in a fresh clone, where nobody sees it.
  ///
  /// - Parameter common: Their merge base.
  func merge(
    _ head: ObjectID, into base: ObjectID, since common: ObjectID
  ) throws(RepositoryError) -> TrialMerge

  /// The work tree of a fresh clone that has checked out a commit or a merge, with those of its
  /// files that are named.
  func checkOut(
    _ commit: ObjectID, _ paths: [String]
  ) throws(RepositoryError) -> Workspace
}

/// A file that two commits do not have alike.
package struct FileChange: Sendable, Hashable {
  /// Where the older commit has it; nil if it has none.
  package let oldPath: String?
  /// Where the newer commit has it; nil if it has none.
  package let newPath: String?

  /// Names the two places; a file that stayed where it is has one path twice.
  package init(oldPath: String?, newPath: String?) {
    self.oldPath = oldPath
    self.newPath = newPath
  }
}

/// What a merge gives that was made for a look only.
package enum TrialMerge: Sendable {
  /// A merge, or the one of the two that contains the other. In the files with these paths git
  /// stops, and a person has to decide.
  case merged(ObjectID, conflicts: [String])
  /// It cannot be known here; `reason` says why in one line.
  case unknown(reason: String)
}
