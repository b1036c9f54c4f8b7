public import GitStore
public import PromptFiles
public import PromptRepo

extension GitWorkTree: SourceControl {
  /// The source of a file with these bytes if HEAD has exactly this file; `nil` if it has another
  /// or none.
  public func source(
    of path: String, bytes: [UInt8]
  ) throws(RepositoryError) -> VersionSource? {
    try head(holding: bytes, at: path).map { VersionSource(commit: $0, path: path) }
  }
}
