/// A name in a directory and the kind of file it names.
public struct DirectoryEntry: Sendable, Hashable {
  /// The name, without the directory; bytes that are no UTF-8 show as U+FFFD.
  public let name: String
  /// The kind of the entry itself; a symbolic link is not followed.
  public let type: FileType

  /// Pairs a name with the kind of file it names.
  public init(name: String, type: FileType) {
    self.name = name
    self.type = type
  }
}
