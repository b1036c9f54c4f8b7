/// When the search for a shortest path through a box is given up.
enum SearchEffort {
  /// At a cost near the square root of the input's length, as git does, but not below 256.
  case asGit
  /// At a cost of 256, so that time is linear in the input's length.
  case linear
}
