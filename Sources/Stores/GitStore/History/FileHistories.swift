public import GitModel

/// The histories of the files that were asked for.
public struct FileHistories: Sendable, Hashable {
  /// One for each file, in the order of their paths' bytes.
  public let files: [FileHistory]
  /// The commit whose files they are; nil if there is none.
  public let tip: ObjectID?
  /// How many files in the folders have other endings, by ending; empty for none.
  public let passedOver: [String: Int]
  /// Files that were left out, and why.
  public let warnings: [String]
}
