internal import APIKeys
internal import Digests
internal import Platform
internal import PromptRepo

/// Where a server keeps what is its own: a folder outside of every work tree.
struct ServerDataFolder: Sendable {
  /// The folder, absolute and without symbolic links; it need not be there yet.
  let folder: String

  /// The file of the API keys.
  var path: String { Path.join(folder, "keys.json") }

  /// The API keys.
  var file: KeyFile { KeyFile(path) }
}

extension CommandContext {
  /// Where the API keys are: in the folder that `--data` names, else in the user's state folder, by
  /// the store of the repository that the command runs in.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a place inside a work tree or a repository.
  func serverDataFolder(data: String?) throws -> ServerDataFolder {
    let folder = try resolved(data.map(path) ?? stateFolder())
    // Of the user's own folders, a prompt repository in the home says nothing.
    try refuse(
      folder,
      below: [RepositoryLocation.gitName] + (data == nil ? [] : [RepositoryLocation.storeName]))
    return ServerDataFolder(folder: folder)
  }

  /// The state folder of the repository's server: the same for all work trees of a repository.
  private func stateFolder() throws -> String {
    let location = try location()
    let store = try files.realPath(commonDirectory(of: location.store))
    let name = Hex.encode(SHA256.hash(store.utf8).prefix(16))
    return "\(try stateHome())/promptrepo/servers/\(name)"
  }

  private func stateHome() throws -> String {
    // The XDG Base Directory Specification has relative paths ignored.
    func folder(_ variable: String) -> String? {
      environment[variable].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
    if let state = folder("XDG_STATE_HOME") { return state }
    if let home = folder("HOME") { return Path.join(home, ".local/state") }
    throw RepositoryError(
      .invalid,
      "where to keep API keys is not known: neither XDG_STATE_HOME nor HOME is an absolute path",
      hint: "Name a folder with --data, or set one of them")
  }

  /// An absolute path without symbolic links, `.` and `..`, of a folder that may not be there yet.
  private func resolved(_ path: String) throws -> String {
    var folder = "/"
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      let name = String(decoding: part, as: UTF8.self)
      switch name {
      case ".": continue
      case "..": folder = Path.parent(of: folder) ?? "/"
      default:
        folder = Path.join(folder, name)
        if try files.exists(folder) { folder = try files.realPath(folder) }
      }
    }
    return folder
  }

  /// Refuses a folder from which keys could get into a commit.
  private func refuse(_ folder: String, below names: [String]) throws {
    var next: String? = folder
    while let current = next {
      for name in names where try files.exists(Path.join(current, name)) {
        throw RepositoryError(
          .invalid,
          "'\(folder)' is no place for API keys: '\(current)' holds '\(name)', "
            + "and keys must not get into a repository",
          hint: "Name a folder outside of it with --data")
      }
      next = Path.parent(of: current)
    }
  }
}
