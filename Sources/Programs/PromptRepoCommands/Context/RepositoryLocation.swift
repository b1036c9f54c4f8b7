internal import Digests
internal import DirectoryStore
internal import GitStore
internal import Platform
internal import PromptRepo

/// Where a repository is.
struct RepositoryLocation: Sendable {
  /// What holds the ledger.
  let kind: StoreKind
  /// The folder that holds `prompts/`; nil where there are no working files.
  let root: String?
  /// The store: a git directory, or for a work tree of git what is in its place.
  let store: String

  /// The name of a directory store in its root.
  static let storeName = ".promptrepo"
  /// What marks a work tree of git.
  static let gitName = ".git"
}

/// The kinds of stores that hold a ledger.
enum StoreKind: String, CaseIterable, Sendable {
  /// A directory of this project's own.
  case directory
  /// The git repository around the prompts.
  case git
}

extension CommandContext {
  /// Where the repository is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` that says how to make one.
  func location() throws -> RepositoryLocation {
    guard let location = try findLocation() else {
      if let error = try incompleteRepository(below: nil) { throw error }
      throw RepositoryError(
        .notFound, "there is no prompt repository in '\(directory)' or above it",
        hint: "Go to the repository's folder, or name it with -C; `promptrepo init` makes a new "
          + "one here")
    }
    return location
  }

  /// Where the nearest repository is, in the command's folder or above it; nil if there is none.
  ///
  /// - Parameter start: Another folder than the command's.
  /// - Throws: ``RepositoryError/Code/unsupported`` when something else is in a store's place.
  func findLocation(from start: String? = nil) throws -> RepositoryLocation? {
    let start = start ?? directory
    return try session.location(start) { try nearestLocation(to: start) }
  }

  /// Where the nearest repository is; in one folder, a directory store goes before git.
  private func nearestLocation(to start: String) throws -> RepositoryLocation? {
    // Like git, a command may run in the store itself.
    let here = try files.realPath(start)
    if try isGitDirectory(here) { return try location(inStore: here) }
    for folder in Path.upwards(from: here) {
      let store = Path.join(folder, RepositoryLocation.storeName)
      if try isStore(store) {
        return RepositoryLocation(kind: .directory, root: folder, store: store)
      }
      if try isWorkTree(folder) {
        return RepositoryLocation(
          kind: .git, root: folder, store: Path.join(folder, RepositoryLocation.gitName))
      }
    }
    return nil
  }

  /// Whether there is a folder in the place of a store.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` when there is something else.
  @discardableResult
  func isStore(_ store: String) throws -> Bool {
    guard let status = try files.statusIfPresent(store) else { return false }
    guard status.type == .directory else {
      throw RepositoryError(
        .unsupported, "'\(store)' is a file, where a repository's folder would be",
        hint: "Move it away; `promptrepo init` then makes a repository")
    }
    return true
  }

  /// The top of the git work tree that a folder is in; nil if it is in none.
  func enclosingWorkTree(of start: String) throws -> String? {
    try session.workTree(start) {
      try Path.upwards(from: files.realPath(start)).first(where: isWorkTree)
    }
  }

  /// Whether git takes a folder for the top of a work tree.
  private func isWorkTree(_ folder: String) throws -> Bool {
    let git = Path.join(folder, RepositoryLocation.gitName)
    guard let status = try files.statusIfPresent(git) else { return false }
    return try status.type != .directory || files.exists("\(git)/HEAD")
  }

  /// Whether a folder is a git directory itself.
  private func isGitDirectory(_ path: String) throws -> Bool {
    for name in ["objects", "refs"] where try !files.isDirectory("\(path)/\(name)") {
      return false
    }
    return try files.exists("\(path)/HEAD")
  }

  /// What kind of store a git directory is: only a directory store demands that nothing be pruned.
  private func location(inStore path: String) throws -> RepositoryLocation {
    let isOurs = try settings("\(path)/config")["extensions.preciousobjects"]
    let (kind, name) =
      isOurs == nil
      ? (StoreKind.git, RepositoryLocation.gitName) : (.directory, RepositoryLocation.storeName)
    let isInRoot = path.utf8.suffix(name.utf8.count + 1).elementsEqual("/\(name)".utf8)
    return RepositoryLocation(kind: kind, root: isInRoot ? Path.parent(of: path) : nil, store: path)
  }
}

extension CommandContext {
  /// A place in one of the user's own folders, such as `XDG_STATE_HOME`, for what a repository keeps
  /// there: the same for all work trees of the repository.
  ///
  /// - Parameters:
  ///   - variable: The variable of the XDG Base Directory Specification.
  ///   - standard: Where the folder is in the home if that variable is not set.
  ///   - content: What is kept there, for the error that says that there is no such folder.
  func userPath(
    _ variable: String, _ standard: String, _ place: String, of content: String, hint: String
  ) throws -> String {
    let location = try location()
    let store = try files.realPath(commonDirectory(of: location.store))
    if location.kind == .git { try GitStore.checkFormat(of: store, files) }
    guard let folder = userFolder(variable, standard) else {
      throw RepositoryError(
        .invalid,
        "where to keep \(content) is not known: neither \(variable) nor HOME is an absolute path",
        hint: hint)
    }
    return "\(folder)/promptrepo/\(place)/\(folderName(of: store))"
  }

  /// One of the user's own folders; `nil` where neither the variable nor `HOME` is an absolute path,
  /// since the specification has relative ones ignored.
  func userFolder(_ variable: String, _ standard: String) -> String? {
    func absolute(_ variable: String) -> String? {
      environment[variable].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
    return absolute(variable) ?? absolute("HOME").map { Path.join($0, standard) }
  }
}

/// The name of a folder for what is known by some text, whatever that holds.
public func folderName(of text: String) -> String {
  Hex.encode(SHA256.hash(text.utf8).prefix(16))
}
