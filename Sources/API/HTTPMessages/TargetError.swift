/// Which part of a request's target cannot be read.
public enum TargetError: Error, Hashable, Sendable {
  /// The path.
  case path
  /// The query.
  case query
}
