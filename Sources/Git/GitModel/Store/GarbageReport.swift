/// What a garbage collection did.
public struct GarbageReport: Sendable, Hashable {
  /// Objects that are in a pack now.
  public var packedObjects: Int
  /// References that are in the packed file now.
  public var packedReferences: Int
  /// Objects that nothing reached and that were removed.
  public var prunedObjects: Int
  /// Unreachable objects that were kept because they are young.
  public var keptObjects: Int

  /// Makes a report from its parts.
  public init(packedObjects: Int, packedReferences: Int, prunedObjects: Int, keptObjects: Int) {
    self.packedObjects = packedObjects
    self.packedReferences = packedReferences
    self.prunedObjects = prunedObjects
    self.keptObjects = keptObjects
  }
}
