internal import Platform

/// What a user's own folders hold for a repository, by the path of its store.
enum UserFile: CaseIterable {
  case keys
  case remotes

  /// What it is, in words.
  var content: String {
    switch self {
    case .keys: "API keys"
    case .remotes: "hosted remotes"
    }
  }
}

extension CommandContext {
  /// Where they are for the store of this repository; none where the user has no folders.
  func userFiles() -> [UserFile: String] {
    var paths: [UserFile: String] = [:]
    for file in UserFile.allCases {
      // Whoever has no folder of their own has nothing in it.
      do { paths[file] = try path(of: file) } catch { continue }
    }
    return paths
  }

  private func path(of file: UserFile) throws -> String {
    switch file {
    case .keys: try serverDataFolder(data: nil).folder
    case .remotes: try hostedRemotes().path
    }
  }

  /// Brings over what a store that was left behind had; that this fails is only a warning.
  func takeOver(_ old: [UserFile: String]) {
    session.forget()
    let new = userFiles()
    for file in UserFile.allCases {
      guard let from = old[file], let to = new[file], from != to else { continue }
      do {
        guard try files.exists(from) else { continue }
        guard try !files.exists(to) else {
          warn("the \(file.content) in '\(from)' are not taken over, since '\(to)' has some")
          continue
        }
        try files.rename(from, to: to)
      } catch {
        warn("the \(file.content) in '\(from)' are not taken over: \(error)")
      }
    }
  }
}
