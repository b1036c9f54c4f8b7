internal import CommandKit
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Deletes a prompt at a hosted remote, once its name was typed again.
  func deleteThere(_ name: PromptName, _ remote: HostedRemote, isSure: Bool) throws {
    guard syncSupport != nil else { throw HandOver(to: .sync) }
    if !isSure {
      guard Terminal.isTerminal(.input) else {
        throw RepositoryError(
          .invalid,
          "deleting '\(name)' at '\(remote.name)' cannot be undone, and nobody can be asked",
          hint: "Say --yes if that is what you want")
      }
      let console = Console(.error, environment: environment)
      try console.text(
        "This deletes \(name) and all its versions at \(remote.name), for good. "
          + "Type its name to go on: ")
      guard readLine() == name.rawValue else {
        throw RepositoryError(.invalid, "that is not the name; nothing was deleted")
      }
    }
    try sync(.delete(name), with: remote)
  }
}
