/// One line of a tree: a mode, a name and the object it names.
public struct TreeEntry: Sendable, Hashable {
  /// What the entry is.
  public let mode: FileMode
  /// The file's name, without slashes.
  public let name: String
  /// The object: a blob for files, a tree for folders.
  public let id: ObjectID

  /// Makes an entry from its parts.
  public init(_ mode: FileMode, _ name: String, _ id: ObjectID) {
    self.mode = mode
    self.name = name
    self.id = id
  }
}
