/// Where a version comes from: a file in a commit of a code repository.
public struct VersionSource: Sendable, Hashable {
  /// The commit that has the file with the version's content.
  public let commit: ObjectID
  /// The file's path, relative to the top of the repository.
  public let path: String

  /// Names a file in a commit.
  public init(commit: ObjectID, path: String) {
    self.commit = commit
    self.path = path
  }

  /// Reads the trailers of a version; nil unless both are there and can be read.
  init?(_ trailers: [Trailer]) {
    func value(_ key: Trailer.Key) -> String? { trailers.first { $0.key == key }?.value }
    guard let commit = value(.sourceCommit).flatMap({ ObjectID(hex: $0) }),
      let path = value(.sourcePath)
    else { return nil }
    self.init(commit: commit, path: path)
  }

  /// How a version's commit says it: `Source-Commit` and `Source-Path`.
  var trailers: [Trailer] {
    [Trailer(.sourceCommit, commit.hex), Trailer(.sourcePath, path)]
  }
}
