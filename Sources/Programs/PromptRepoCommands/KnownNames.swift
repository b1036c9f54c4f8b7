internal import CommandKit
internal import Platform
internal import PromptRepo

/// What the names in a line that is wrong stand for, as far as a repository can be read.
struct KnownNames {
  private let repository: Repository?
  private let environments: Set<String>

  /// Looks into the repository that a line is about.
  ///
  /// - Throws: ``HandOver`` where a companion program has to look.
  init(_ line: TypedLine, git: (any GitSupport)?) throws {
    do {
      let context = try CommandContext(
        directory: line.value(of: "-C"), json: false, environment: .process, files: FileSystem(),
        git: git)
      let repository = try context.repository()
      environments = Set(try repository.environments().map(\.name.rawValue))
      self.repository = repository
    } catch {
      if let handOver = HandOver(error) { throw handOver }
      // The line is wrong in any case: what cannot be read is not known.
      (repository, environments) = (nil, [])
    }
  }

  /// Whether a word names an environment, or may do so and names no prompt.
  func isEnvironment(_ word: String) throws -> Bool {
    do throws(RepositoryError) {
      guard case .environment = try VersionSpec(word) else { return false }
    } catch {
      return false  // It is no name at all.
    }
    if environments.contains(word) { return true }
    return try !isPrompt(word)
  }

  /// Whether there is an environment of this name, and no prompt.
  func isOnlyEnvironment(_ word: String) throws -> Bool {
    try environments.contains(word) && !isPrompt(word)
  }

  /// Whether there is a prompt of this name, and no environment.
  func isOnlyPrompt(_ word: String) throws -> Bool {
    try !environments.contains(word) && isPrompt(word)
  }

  private func isPrompt(_ word: String) throws -> Bool {
    guard let name = PromptName(orNil: word), let repository else { return false }
    return try repository.prompt(name) != nil
  }
}
