internal import CommandKit
internal import Platform
internal import PromptRepo

/// The declarations of the program: every command, its parameters and its help.
enum PromptRepoProgram {
  /// What `promptrepo --version` prints.
  static let version = "0.1.0"

  /// The program in an environment: the process's own, or one that a tour makes.
  static func make(
    environment: EnvironmentVariables = .process, files: FileSystem = FileSystem(),
    git: (any GitSupport)? = nil,
    server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil,
    opened: @escaping @Sendable (CommandContext) -> Void = { _ in }
  ) -> Program<CommandContext> {
    Program<CommandContext>(
      "promptrepo", version: version,
      abstract: "Version, review, roll back and render prompts.",
      .option(
        "-C", valueName: "dir", help: "Run as if started in this folder.", completion: .directory),
      .flag("--json", help: "Print JSON for programs: one object, or one per line."),
      context: { (directory: String?, json: Bool) in
        let context = try CommandContext(
          directory: directory, json: json, environment: environment, files: files, git: git,
          server: server, sync: sync)
        opened(context)
        return context
      },
      groups: CommandGroup<CommandContext>.all,
      completers: [
        "prompt": { context, prefix in
          try context.repository().names(under: prefix).map(\.rawValue)
        },
        "environment": { context, _ in
          try context.repository().environments().map(\.name.rawValue)
        },
        "release": { context, _ in
          try context.repository().releases().map(\.name.rawValue)
        },
      ])
  }
}

extension CommandGroup<CommandContext> {
  /// All commands, in the order in which help lists them.
  static let all: [CommandGroup<CommandContext>] = [
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
      "Environment",
      [
        .init("deploy", deployCommand), .init("promote", promoteCommand),
        .init("matrix", matrixCommand),
        .family(
          CommandFamily(
            "env", abstract: "Manage environments and their rules.",
            [
              .init("add", envAddCommand), .init("set", envSetCommand),
              .init("list", envListCommand), .init("remove", envRemoveCommand),
            ])),
        .family(
          CommandFamily(
            "release", abstract: "Manage releases: named sets of versions.",
            [
              .init("create", releaseCreateCommand), .init("deploy", releaseDeployCommand),
              .init("rollback", releaseRollbackCommand), .init("list", releaseListCommand),
              .init("show", releaseShowCommand),
            ])),
      ]),
    CommandGroup("History", [.init("audit", auditCommand), .init("undo", undoCommand)]),
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
            "remote", abstract: "Manage the remotes that prompts are shared with.",
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
        .init("mv", moveCommand), .init("archive", archiveCommand),
        .init("unarchive", unarchiveCommand), .init("delete", deleteCommand),
        .init("gc", gcCommand), .init("convert", convertCommand),
      ]),
  ]
}
