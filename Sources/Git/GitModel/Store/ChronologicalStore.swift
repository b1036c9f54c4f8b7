/// A store that finds the references that moved lately without looking at all of them.
public protocol ChronologicalStore: Store {
  /// The ledger's references that point at commits, as they are now, the newest first.
  func chronology() throws(RepositoryError) -> any ReferenceChronology
}

/// References by the time of their commits, the newest first; those of one moment in the order in
/// which ``AuditLog`` tells them: the higher ``ReferenceName/rank`` first, then by their names.
public protocol ReferenceChronology: Sendable {
  /// The next one, and its committer's time in milliseconds; `nil` after the last one.
  ///
  /// What cannot be read comes before all others, so that nobody passes over it.
  mutating func next() throws(RepositoryError) -> (reference: Reference, milliseconds: Int64)?
}
