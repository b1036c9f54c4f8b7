package import PromptRepo

/// The code repository whose work tree holds the working files.
///
/// Paths are relative to the workspace's root, such as `prompts/a.prompt`. Answers are about what
/// is checked out at the moment of the call.
package protocol SourceControl: Sendable {
  /// The commit that is checked out; nil before the first one.
  func head() throws(RepositoryError) -> ObjectID?

  /// Whether the history of HEAD is here in full; not so in a shallow clone.
  func hasWholeHistory() throws(RepositoryError) -> Bool

  /// Where a file with these bytes comes from if HEAD has exactly this file; nil if it has another
  /// or none.
  func source(of path: String, bytes: [UInt8]) throws(RepositoryError) -> VersionSource?

  /// The bytes of the file that a commit has at a path, as they would be checked out; nil if the
  /// commit or the file is not here.
  func contents(of path: String, in commit: ObjectID) throws(RepositoryError) -> [UInt8]?

  /// Whether a commit is HEAD or one of its ancestors; one that is not known here is not.
  func isInHistory(_ commit: ObjectID) throws(RepositoryError) -> Bool

  /// Whether HEAD is in the history of a commit, so that what HEAD has is older; false if the commit
  /// is not known here.
  func isHeadInHistory(of commit: ObjectID) throws(RepositoryError) -> Bool

  /// Whether a commit is another one or one of its ancestors; false if one is not known here.
  func isInHistory(_ ancestor: ObjectID, of commit: ObjectID) throws(RepositoryError) -> Bool

  /// The commits in which the history of HEAD meets that of another one: itself, if HEAD's history
  /// has it, or the first of its ancestors that are there; none if it is not known here.
  func mergeBases(with commit: ObjectID) throws(RepositoryError) -> [ObjectID]

  /// Whether HEAD has the same file at a path as a commit, or as little a file as before the first
  /// commit if none is given; false if the commit is not known here.
  func hasSame(_ path: String, as commit: ObjectID?) throws(RepositoryError) -> Bool

  /// Whether HEAD is known to have nothing at a path; false where a part of it is not here, as in a
  /// partial clone, and before the first commit.
  func isGone(_ path: String) throws(RepositoryError) -> Bool

  /// Whether a file with these bytes is a symbolic link that the source control wrote as a file.
  func isLink(_ path: String, bytes: [UInt8]) throws(RepositoryError) -> Bool

  /// A mark of HEAD's file in the work tree, which changes whenever the file is written there by the
  /// source control, or found to be HEAD's again; nil if nothing tells that it ever lay there.
  func stamp(of path: String) throws(RepositoryError) -> String?

  /// Whether the source control holds HEAD's file for what lies there without having looked, as after
  /// `git reset --mixed` and `git stash pop`.
  func isStatUnknown(_ path: String) throws(RepositoryError) -> Bool

  /// Whether a text may have been put away and back, as by `git stash`.
  func mayHaveStashed() throws(RepositoryError) -> Bool

  /// Whether HEAD went from a commit and left the file in the work tree as it was, like
  /// `git reset`; false if that is not known. What ``isStatUnknown(_:)`` tells of may have been put there
  /// since.
  func isKept(_ path: String, from commit: ObjectID?) throws(RepositoryError) -> Bool

  /// Whether commits of this work tree made HEAD's file of the one that a commit has, or of nothing;
  /// false if that is not known.
  ///
  /// - Parameters:
  ///   - commit: Nil for nothing, before the first commit.
  ///   - fromNothing: Whether the commit must have no file there.
  func isCommitted(
    _ path: String, since commit: ObjectID?, fromNothing: Bool
  ) throws(RepositoryError) -> Bool

  /// Whether the source control put another file in the place since HEAD was a commit, so that
  /// nothing is left of what was edited before; false if that is not known.
  func isReplaced(_ path: String, since commit: ObjectID?) throws(RepositoryError) -> Bool

  /// What a file held in the commits of HEAD's history that are not in the history of another
  /// commit, each content once.
  ///
  /// Takes time in proportion to the length of the history.
  ///
  /// - Parameter commit: Nil for the whole history.
  /// - Returns: Each with its places and the commits that put it there. They rise in the order in
  ///   which the file held them. Of merged sides, one that the merge went by comes after the others.
  func contents(
    of path: String, notIn commit: ObjectID?
  ) throws(RepositoryError) -> [(bytes: [UInt8], places: [(place: Int, commit: ObjectID)])]
}
