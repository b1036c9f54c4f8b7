internal import CommandKit
internal import PromptRepo

/// The declarations of the program: every command, its parameters and its help.
enum PromptRepoProgram {
  /// What `promptrepo --version` prints.
  static let version = "0.1.0"

  static let program = Program<CommandContext>(
    "promptrepo", version: version,
    abstract: "Version, review, roll back and render prompts.",
    .option(
      "-C", valueName: "dir", help: "Run as if started in this folder.", completion: .directory),
    .flag("--json", help: "Print output for programs: one JSON object, or one on each line."),
    context: { (directory: String?, json: Bool) in
      try CommandContext(directory: directory, json: json)
    },
    groups: [
      CommandGroup("Start", [initCommand]),
      CommandGroup("Edit", [statusCommand, commitCommand, diffCommand]),
      CommandGroup("Read", [listCommand, showCommand, logCommand, renderCommand, grepCommand]),
      CommandGroup("Change what is active", [rollbackCommand, activateCommand]),
      CommandGroup("Move between repositories", [importCommand, exportCommand]),
    ],
    completers: [
      "prompt": { context, prefix in
        try context.repository().names(under: prefix).map(\.rawValue)
      }
    ])
}
