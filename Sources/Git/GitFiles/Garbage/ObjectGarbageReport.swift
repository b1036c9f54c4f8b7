/// What a collection of garbage did to the objects.
package struct ObjectGarbageReport: Sendable, Hashable {
  /// Objects that something reaches; all of them are in packs now.
  package var packed = 0
  /// Objects that nothing reaches and that are gone.
  package var pruned = 0
  /// Objects that nothing reaches and that were kept because they are young.
  package var kept = 0
}
