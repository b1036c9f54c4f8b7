/// The four kinds of objects that git knows.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable {
  /// Bytes without further structure.
  case blob
  /// A directory: names, modes and object ids.
  case tree
  /// A snapshot with parents, author, date and message.
  case commit
  /// An annotated tag; read as it is, never written.
  case tag
}
