/// The modes that a tree entry may have; others are refused by `git fsck --strict`.
public enum FileMode: UInt32, Sendable, Hashable {
  /// A plain file, `100644`.
  case file = 0o100644
  /// A file that may be run, `100755`.
  case executable = 0o100755
  /// A symbolic link, `120000`.
  case symbolicLink = 0o120000
  /// A tree, `40000`.
  case tree = 0o040000
  /// A commit of another repository, `160000`.
  case submodule = 0o160000

  /// The mode as a tree spells it: octal without leading zeros.
  public var octal: String {
    String(rawValue, radix: 8)
  }
}
