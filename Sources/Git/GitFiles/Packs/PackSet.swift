internal import Platform
package import GitModel

/// The packs that a database knows, as of one look at its directory.
package struct PackSet: Sendable {
  /// Newest first.
  package var packs: [Pack] = []
  /// Why packs that are there cannot be used.
  package var broken: [RepositoryError] = []
  /// Grows whenever a look found something else than the one before.
  package var generation = 0
  /// The time of the directory's last change when it was looked at; `nil` before the first look.
  package var directoryTime: Int64?
  /// Whether the look came so soon after a change that another one may have the same time.
  package var isRacy = false

  /// Checks that an object found in no index is in no pack.
  ///
  /// - Throws: `damaged` when an index is, since it may have hidden the object.
  package func verifyAbsence() throws(RepositoryError) {
    if let error = broken.first { throw error }
    for pack in packs { try pack.verifyIndex() }
  }
}
