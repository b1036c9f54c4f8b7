internal import GitFiles
import DirectoryStore
import CodeHistory
import GitStore
import MemoryStore
public import PromptRepo
public import Testing

/// Every store there is, for tests that all of them have to pass.
public enum TestStore: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory
  case directory
  case git

  /// The store's name.
  public var testDescription: String { rawValue }

  /// Makes an empty store and runs a test on it; afterwards git has to find it in order.
  public func withStore<Result>(
    _ body: (any Store) async throws -> Result
  ) async throws -> Result {
    try await withStores { try await body($0()) }
  }

  /// As `withStore`, with a function that opens the same store again.
  public func withStores<Result>(
    _ body: (_ open: @escaping @Sendable () throws -> any Store) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .memory:
      let store = MemoryStore()
      return try await body { store }
    case .directory:
      let directory = try TemporaryDirectory()
      let path = directory.appending("store")
      _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
      let result = try await body {
        try DirectoryStore(opening: path, layout: .prompts, durability: .none)
      }
      try expectSound(path)
      return result
    case .git:
      let directory = try TemporaryDirectory()
      let path = directory.appending("bare.git")
      try TestSupport.git(path, ["init", "--quiet", "--bare"])
      let result = try await body { try GitStore(GitRepository(opening: path), layout: .prompts) }
      try expectSound(path)
      return result
    }
  }
}

/// Expects that git finds nothing wrong with a repository.
public func expectSound(
  _ path: String, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let result = try git(path, ["fsck", "--strict", "--full", "--no-dangling"])
  // A HEAD without a branch is a notice, not a fault.
  let lines = (result.stdout + result.stderr).split(separator: "\n")
    .filter { !$0.hasPrefix("notice:") }
  #expect(result.status == 0, comment, sourceLocation: sourceLocation)
  #expect(lines == [], comment, sourceLocation: sourceLocation)
}

/// Runs git on a repository, apart from the settings of the machine.
@discardableResult
public func git(_ path: String, _ arguments: [String], stdin: [UInt8] = []) throws -> RunResult {
  try run(
    "git", ["--git-dir", path] + arguments,
    env: [
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
      "GIT_AUTHOR_NAME": "G", "GIT_AUTHOR_EMAIL": "g@example.com", "GIT_COMMITTER_NAME": "G",
      "GIT_COMMITTER_EMAIL": "g@example.com",
    ], stdin: stdin)
}
