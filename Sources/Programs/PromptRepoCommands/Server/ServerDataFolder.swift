internal import APIKeys
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
    // The folder may not be there yet.
    let folder = try Path.normalized(data.map(serverPath) ?? stateFolder()) { folder in
      try files.exists(folder) ? files.realPath(folder) : folder
    }
    // Of the user's own folders, a prompt repository in the home says nothing.
    try refuse(
      folder,
      below: [RepositoryLocation.gitName] + (data == nil ? [] : [RepositoryLocation.storeName]))
    return ServerDataFolder(folder: folder)
  }

  /// The state folder of the repository's server: the same for all work trees of a repository.
  private func stateFolder() throws -> String {
    try userPath(
      "XDG_STATE_HOME", ".local/state", "servers", of: "API keys",
      hint: "Name a folder with --data, or set one of them")
  }

  /// Refuses a folder from which keys could get into a commit.
  private func refuse(_ folder: String, below names: [String]) throws {
    for current in Path.upwards(from: folder) {
      for name in names where try files.exists(Path.join(current, name)) {
        throw RepositoryError(
          .invalid,
          "'\(folder)' is no place for API keys: '\(current)' holds '\(name)', "
            + "and keys must not get into a repository",
          hint: "Name a folder outside of it with --data")
      }
    }
  }
}
