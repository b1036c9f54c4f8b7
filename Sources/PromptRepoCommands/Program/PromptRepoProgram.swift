internal import CommandKit
internal import Platform
internal import PromptRepo

/// The declarations of the program: every command, its parameters and its help.
enum PromptRepoProgram {
  /// What `promptrepo --version` prints.
  static let version = "0.1.0"

  /// The program in an environment: the process's own, or one that a tour makes.
  static func make(
    environment: Environment = .process, git: (any GitSupport)? = nil,
    server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil,
    opened: @escaping @Sendable (CommandContext) -> Void = { _ in }
  ) -> Program<CommandContext> {
    Program<CommandContext>(
      "promptrepo", version: version,
      abstract: "Version, review, roll back and render prompts.",
      .option(
        "-C", valueName: "dir", help: "Run as if started in this folder.", completion: .directory),
      .flag("--json", help: "Print output for programs: one JSON object, or one on each line."),
      context: { (directory: String?, json: Bool) in
        let context = try CommandContext(
          directory: directory, json: json, environment: environment, git: git, server: server,
          sync: sync)
        opened(context)
        return context
      },
      groups: [
        CommandGroup("Setup", [.init("init", initCommand), .init("tour", tourCommand)]),
        CommandGroup(
          "Working file",
          [
            .init("new", newCommand), .init("edit", editCommand), .init("status", statusCommand),
            .init("diff", diffCommand), .init("commit", commitCommand),
            .init("checkout", checkoutCommand),
            .init("set", setCommand),
          ]),
        CommandGroup(
          "Reading",
          [
            .init("list", listCommand), .init("show", showCommand), .init("log", logCommand),
            .init("render", renderCommand), .init("grep", grepCommand),
          ]),
        CommandGroup(
          "Activation", [.init("rollback", rollbackCommand), .init("activate", activateCommand)]),
        CommandGroup(
          "Exchange",
          [
            .init("import", importCommand), .init("export", exportCommand),
            .init("adopt", adoptCommand),
          ]),
        CommandGroup(
          "Remote",
          [
            .init("fetch", fetchCommand), .init("pull", pullCommand), .init("push", pushCommand),
            .family(
              CommandFamily(
                "remote", abstract: "Set up the remotes that prompts are shared through.",
                [
                  .init("setup", remoteSetupCommand), .init("add", remoteAddCommand),
                  .init("list", remoteListCommand), .init("remove", remoteRemoveCommand),
                ])),
            .init("sync", syncCommand), .init("verify-remote", verifyRemoteCommand),
          ]),
        CommandGroup(
          "Server",
          [
            .init("serve", serveCommand),
            .family(
              CommandFamily(
                "key", abstract: "Manage the API keys of a server.",
                [
                  .init("create", keyCreateCommand), .init("list", keyListCommand),
                  .init("revoke", keyRevokeCommand),
                ])),
          ]),
        CommandGroup(
          "Maintenance",
          [
            .init("mv", moveCommand), .init("delete", deleteCommand), .init("gc", gcCommand),
            .init("convert", convertCommand),
          ]),
      ],
      completers: [
        "prompt": { context, prefix in
          try context.readOnlyRepository().names(under: prefix).map(\.rawValue)
        }
      ])
  }
}
