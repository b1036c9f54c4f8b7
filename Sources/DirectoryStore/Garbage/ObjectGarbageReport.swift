/// What a collection of garbage did to the objects.
struct ObjectGarbageReport: Sendable, Hashable {
  /// Objects that something reaches; all of them are in packs now.
  var packed = 0
  /// Objects that nothing reaches and that are gone.
  var pruned = 0
  /// Objects that nothing reaches and that were kept because they are young.
  var kept = 0
}
