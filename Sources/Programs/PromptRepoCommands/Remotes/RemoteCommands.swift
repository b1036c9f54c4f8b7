internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes
internal import PromptLint
internal import PromptRepo

let remoteSetupCommand = Command<CommandContext>(
  "setup", abstract: "Configure plain `git fetch` to fetch a remote's prompts too.",
  discussion: """
    Adds fetch refspecs to the remote's configuration, so that `git fetch` updates the \
    remote-tracking references of its prompts, environments and releases. Adds no push refspec: \
    plain `git push` still pushes only the branch, and `promptrepo push` pushes the prompts. \
    After `git remote rename`, removes what was configured for the old name.
    """,
  .optionalArgument("remote", help: "The git remote; by default the one that git would use.")
) { (context, name: String?) in
  let git = try context.gitProgram(at: context.location())
  let setup = try GitRemote(name, of: git).setUp(in: git)
  if context.json {
    return try context.output.json([
      "object": "remote", "name": .string(setup.remote),
      "added": .array(setup.added.map { .string($0) }),
      "removed": .array(setup.removed.map { .string($0) }),
    ])
  }
  guard !setup.added.isEmpty || !setup.removed.isEmpty else {
    return try context.output.line("\(setup.remote) is set up already")
  }
  for refspec in setup.removed {
    try context.output.line("removed, of an earlier name: \(refspec)")
  }
  for refspec in setup.added {
    try context.output.line("remote.\(setup.remote).fetch = \(refspec)")
  }
}

let remoteAddCommand = Command<CommandContext>(
  "add", abstract: "Add a hosted Prompts API as a remote.",
  discussion: """
    Saves it in your own settings, not in the repository. The API key is never saved: it is read \
    from the environment variable PROMPTREPO_API_KEY, or from the one that --key-env names, or \
    from the output of the command that --key-command names.
    """,
  .argument("name", help: "Its name, such as: hosted"),
  .argument("url", help: "The server's URL, such as https://api.example.com"),
  .option("--key-env", valueName: "var", help: "The environment variable with the API key."),
  .option("--key-command", valueName: "cmd", help: "A shell command that prints the API key."),
  .option("--on-behalf-of", valueName: "id", help: "The end user to act for.")
) {
  (
    context, name: RemoteName, url: String, variable: String?, command: String?, endUser: String?
  ) in
  guard variable == nil || command == nil else {
    throw UsageError("Give one of --key-env and --key-command, not both.")
  }
  try name.checkPortable()
  if url.isGitAddress {
    let git = try context.gitProgram(at: context.location()).command
    throw RepositoryError(
      .unsupported,
      "'\(url.withoutSecrets)' is the address of a git repository, and this adds hosted APIs",
      hint:
        "`\(git) remote add \(name) \(url.withoutSecrets.plainOrQuoted)` adds it; then `promptrepo push` and "
        + "`promptrepo pull` go there")
  }
  let file = try context.hostedRemotes()
  var remotes = try file.all()
  guard !remotes.contains(where: { $0.name == name }), try !context.isGitRemote(name) else {
    throw RepositoryError(
      .conflict, "there is a remote '\(name)' already",
      hint: "Choose another name, or remove it with promptrepo remote remove \(name)")
  }
  let remote = HostedRemote(
    name: name, url: try HostedRemote.address(url),
    keyVariable: command == nil ? variable ?? HostedRemote.defaultKeyVariable : nil,
    keyCommand: command, onBehalfOf: endUser)
  remotes.append(remote)
  try file.write(remotes)
  context.done.note("the remote was added", hint: "`promptrepo remote list` shows it")
  if context.json { return try context.output.json(remote.outputJSON) }
  try context.output.line("Added the remote '\(name)' at \(remote.url)")
}

extension String {
  /// Whether git alone would take it for the address of a remote: a path, `HOST:PATH`, a scheme of
  /// git's, or what ends in `.git`.
  fileprivate var isGitAddress: Bool {
    if hasSuffix(".git") || hasSuffix(".git/") { return true }
    if hasPrefix("/") || hasPrefix("./") || hasPrefix("../") || hasPrefix("~") { return true }
    if let scheme = range(ofBytes: "://").map({ self[..<$0] }) {
      return ["ssh", "git", "file", "git+ssh", "ssh+git"].contains(scheme.lowercased())
    }
    // As `git@host:path`.
    let host = prefix { $0 != ":" && $0 != "/" }
    return host.contains("@") && dropFirst(host.count).hasPrefix(":")
  }

  private func range(ofBytes text: String) -> Index? {
    indices.first { self[$0...].hasPrefix(text) }
  }
}

let remoteListCommand = Command<CommandContext>(
  "list", abstract: "List the remotes and their URLs.",
  discussion: """
    Lists the hosted remotes with where their API key comes from, then the git remotes. With \
    --json, prints one remote per line.
    """
) { context in
  let remotes = try context.readableRemotes()
  let gitRemotes = try context.gitRemoteURLs()
  guard !context.json else {
    for remote in remotes { try context.output.json(remote.outputJSON) }
    for (name, url) in gitRemotes {
      try context.output.json([
        "object": "remote", "name": .string(name), "url": .string(url.withoutSecrets),
      ])
    }
    return
  }
  guard !remotes.isEmpty || !gitRemotes.isEmpty else {
    let git = try context.gitProgram(at: context.location()).command
    return try context.sayNothingFound(
      "There are no remotes", isOfLedger: false,
      next: "`\(git) remote add NAME URL` adds a git remote, `promptrepo remote add NAME URL` a "
        + "hosted API")
  }
  var table = Table(narrowing: [.leaveOut(3), .leaveOut(2)])
  table.add(heading: "NAME", "URL", "KEY", "ON BEHALF OF")
  for remote in remotes {
    table.add(
      .init(remote.name.rawValue, .bold), .init(remote.url),
      .init(remote.keyCommand.map { "`\($0)`" } ?? remote.keyVariable.map { "$\($0)" } ?? "-"),
      .init(remote.onBehalfOf ?? "-"))
  }
  for (name, url) in gitRemotes {
    table.add(.init(name, .bold), .init(url.withoutSecrets), .init("git", .faint))
  }
  try context.output.table(table)
}

let remoteRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Remove a hosted remote.",
  discussion: """
    Changes nothing at the remote. What was last seen there is kept, so the same remote can be \
    added again under the same name.
    """,
  .argument("name", help: "The remote.")
) { (context, name: RemoteName) in
  let remote = try context.requiredHostedRemote(name.rawValue)
  let file = try context.hostedRemotes()
  try file.write(file.all().filter { $0 != remote })
  context.done.note("the remote was removed", hint: "`promptrepo remote list` shows the others")
  if context.json { return try context.output.json(remote.outputJSON) }
  try context.output.line("Removed the remote '\(name)'")
}
