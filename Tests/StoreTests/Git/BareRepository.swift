import Foundation
import CodeHistory
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// A repository made by git, in a directory of its own.
struct BareRepository {
  let directory: TemporaryDirectory
  let path: String

  /// Makes an empty one.
  init(_ options: String...) throws {
    directory = try TemporaryDirectory()
    path = directory.appending("bare.git")
    let result = try TestSupport.git(path, ["init", "--quiet", "--bare"] + options)
    try #require(result.status == 0, "\(result.stderr)")
  }

  /// A copy of another one.
  init(copying other: BareRepository) throws {
    directory = try TemporaryDirectory()
    path = directory.appending("bare.git")
    try FileManager.default.copyItem(atPath: other.path, toPath: path)
  }

  /// Opens it anew.
  func store(_ files: FileSystem = FileSystem()) throws -> GitStore {
    try GitStore(GitRepository(opening: path), layout: .prompts, files: files)
  }

  /// Runs git on it and expects success.
  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let result = try TestSupport.git(path, arguments)
    try #require(result.status == 0, "git \(arguments): \(result.stderr)")
    return result.stdout
  }

  /// The text of a file in it; nil if there is none.
  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Writes a file in it.
  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}

/// The error that a call throws.
func failure(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> RepositoryError? {
  #expect(throws: RepositoryError.self, sourceLocation: sourceLocation, performing: body)
}
