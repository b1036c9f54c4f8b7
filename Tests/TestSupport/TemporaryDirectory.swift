import Foundation

/// A directory of a test's own, removed with all it holds at the end of this object's life.
public final class TemporaryDirectory: Sendable {
  /// Its absolute path, without symbolic links.
  public let path: String

  /// Makes an empty directory.
  public init() throws {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let url = root.appendingPathComponent("promptrepo-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("cannot remove \(path): \(error)")
    }
  }

  /// The path of a name inside it.
  public func appending(_ name: String) -> String { "\(path)/\(name)" }
}
