internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The hosted remotes of the repository.
  func hostedRemotes() throws -> HostedRemotes {
    let path = try userPath(
      "XDG_CONFIG_HOME", ".config", "remotes", of: "remotes", hint: "Set one of them")
    return HostedRemotes(path: "\(path).json")
  }

  /// The hosted remote that a command is for; nil when it is for a git remote.
  ///
  /// Without a name it is the only hosted remote, where git has none.
  func hostedRemote(_ name: String?) throws -> HostedRemote? {
    let all = try readableRemotes()
    if let name { return all.first { $0.name.rawValue == name } }
    guard let only = all.first, all.count == 1, try !hasGitRemotes() else { return nil }
    return only
  }

  /// The hosted remotes, as far as the user's settings can be read: a git remote needs none.
  func readableRemotes() throws -> [HostedRemote] {
    guard userFolder("XDG_CONFIG_HOME", ".config") != nil else { return [] }
    let remotes = try hostedRemotes()
    do {
      return try remotes.all()
    } catch let error as SystemError where error.errno == .accessDenied {
      warn("'\(remotes.path)' is passed over: \(error.message)")
      return []
    }
  }

  /// The hosted remote that a command is for, which must be one.
  func requiredHostedRemote(_ name: String?) throws -> HostedRemote {
    let all = try readableRemotes()
    if let name {
      if let remote = all.first(where: { $0.name.rawValue == name }) { return remote }
    } else if let only = all.first, all.count == 1 {
      return only
    }
    let names = all.map { "'\($0.name)'" }.joined(separator: ", ")
    if let name, try gitRemotes().contains(name) {
      throw RepositoryError(
        .notFound, "'\(name)' is a git remote, and this is about hosted ones",
        hint: "`git remote` changes it")
    }
    throw RepositoryError(
      .notFound,
      name.map { "there is no hosted remote '\($0)'" }
        ?? (all.isEmpty
          ? "there is no hosted remote" : "there are several hosted remotes: \(names)"),
      hint: all.isEmpty
        ? "`promptrepo remote add NAME URL` adds one"
        : (try name.map(isPrompt) == true
          ? "It is a prompt; a remote comes first: \(names)" : "Name one of them: \(names)"))
  }

  private func isPrompt(_ text: String) throws -> Bool {
    try PromptName(orNil: text).map { try repository().prompt($0) != nil } ?? false
  }

  /// The API key of a remote, from the environment or from a command.
  func key(of remote: HostedRemote) throws -> String {
    let variable = remote.keyVariable ?? HostedRemote.defaultKeyVariable
    let key: String
    if let command = remote.keyCommand {
      let limit = 64 << 10
      let result = try Subprocess.shell(command, environment: environment).captureOutput(
        limit: limit)
      guard result.output.count <= limit else {
        throw RepositoryError(
          .invalid, "the command that prints the key of '\(remote.name)' prints more than 64 KiB",
          hint: "`promptrepo remote list` shows it; it has to print the key and nothing else")
      }
      guard result.status == .exited(0) else {
        throw RepositoryError(
          .invalid, "the command that prints the key of '\(remote.name)' failed",
          hint: "`promptrepo remote list` shows it; run it by hand")
      }
      key = String(decoding: result.output.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    } else {
      key = environment[variable] ?? ""
    }
    guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      let source =
        remote.keyCommand == nil
        ? "the variable \(variable)"
        : "what its command prints"
      throw RepositoryError(
        .invalid, "there is no API key for '\(remote.name)' in \(source)",
        hint: remote.keyCommand == nil
          ? "Set it without leaving it in the shell's history: read -rs \(variable) && export \(variable)"
          : nil)
    }
    return key
  }

  /// Whether git has a remote of this name.
  func isGitRemote(_ name: RemoteName) throws -> Bool {
    try gitRemotes().contains(name.rawValue)
  }

  /// The names of all remotes, hosted ones and git's.
  func remoteNames() throws -> [String] {
    try readableRemotes().map(\.name.rawValue) + gitRemotes().sorted()
  }

  private func hasGitRemotes() throws -> Bool {
    try !gitRemotes().isEmpty
  }

  private func gitRemotes() throws -> Set<String> {
    try gitRemoteSettings().subsections(of: "remote")
  }

  /// The remotes of git by name, with their URLs; without those that have none.
  func gitRemoteURLs() throws -> [(name: String, url: String)] {
    let settings = try gitRemoteSettings()
    return settings.subsections(of: "remote").sorted().compactMap { name in
      settings["remote.\(name).url"].map { (name, $0) }
    }
  }

  private func gitRemoteSettings() throws -> GitSettings {
    try settings(commonDirectory(of: location().store) + "/config")
  }
}
