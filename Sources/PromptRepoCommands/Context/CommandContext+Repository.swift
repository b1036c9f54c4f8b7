internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The repository of the folder the command runs in, or of the nearest folder above it.
  func repository() throws -> Repository {
    Repository(store: try store())
  }

  /// The store of that repository.
  func store() throws -> DirectoryStore {
    try DirectoryStore(opening: location().store)
  }

  /// Where the repository is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` that says how to make one.
  func location() throws -> Location {
    guard let location = try findLocation() else {
      throw RepositoryError(
        .notFound, "there is no prompt repository in '\(directory)' or above it",
        hint: "`promptrepo init` makes one here")
    }
    return location
  }

  /// Where the repository is; `nil` when there is none.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` when something else is in a store's place.
  func findLocation() throws -> Location? {
    // Like git, a command may run in the store itself.
    let here = try files.realPath(directory)
    if try isStore(here) { return Location(root: here, store: here) }
    guard let store = try enclosing(Location.storeName, from: directory),
      let root = Path.parent(of: store)
    else { return nil }
    try refuseFile(store)
    return Location(root: root, store: store)
  }

  /// Refuses a file in the place of a store.
  func refuseFile(_ store: String) throws {
    guard try files.exists(store), try !files.isDirectory(store) else { return }
    throw RepositoryError(
      .unsupported, "'\(store)' is a file, where a repository's folder would be",
      hint: "Move it away; `promptrepo init` then makes a repository")
  }

  /// Whether a folder is a store itself: a git directory.
  private func isStore(_ path: String) throws -> Bool {
    for name in ["objects", "refs"] where try !files.isDirectory("\(path)/\(name)") {
      return false
    }
    return try files.exists("\(path)/HEAD")
  }

  /// The nearest file or folder of this name in `start` or above it.
  func enclosing(_ name: String, from start: String) throws -> String? {
    var folder: String? = try files.realPath(start)
    while let current = folder {
      let candidate = current == "/" ? "/\(name)" : "\(current)/\(name)"
      if try files.exists(candidate) { return candidate }
      folder = Path.parent(of: current)
    }
    return nil
  }
}
