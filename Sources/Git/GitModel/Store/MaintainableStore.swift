/// A store that can be packed and cleaned.
public protocol MaintainableStore: Store {
  /// Packs what is loose and drops what nothing reaches.
  ///
  /// - Parameter gracePeriod: Unreachable objects younger than so many seconds are kept, for
  ///   writers that have not moved their references yet.
  func collectGarbage(gracePeriod: Int64) throws(RepositoryError) -> GarbageReport
}
