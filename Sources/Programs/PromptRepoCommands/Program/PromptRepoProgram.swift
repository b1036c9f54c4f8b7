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
      groups: CommandGroup<CommandContext>.all,
      completers: [
        "prompt": { context, prefix in
          try context.readOnlyRepository().names(under: prefix).map(\.rawValue)
        },
        "environment": { context, _ in
          try context.readOnlyRepository().environments().map(\.name.rawValue)
        },
        "release": { context, _ in
          try context.readOnlyRepository().releases().map(\.name.rawValue)
        },
      ])
  }
}
