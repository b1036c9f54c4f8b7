/// What says which version a file was made from.
enum BaseEvidence: Hashable {
  /// The index: git put no other file in the place since.
  case index
  /// The index, or a newer version that HEAD contains: HEAD's file goes on from what the index says.
  case indexOrNewer
  /// HEAD's history, which has what the index says, though HEAD did not have it then.
  case contained
  /// HEAD's history, and not the index. It is certain where git is known to have put its own file in
  /// the place; else the file may still go on from what the index says.
  case history(isCertain: Bool)
}

/// The version that a file was made from, as far as that is known.
struct FoundBase {
  var base: FileBase?
  /// Whether the index says so, and git put no other file in the place since.
  var isOwn = false
  /// What the file may be made from instead: what this clone wrote in the place, newer than what
  /// HEAD's history says.
  var rival: FileBase?
}
