internal import CanonicalJSON
internal import CommandKit
internal import PromptLint
internal import PromptRepo

let logCommand = Command<CommandContext>(
  "log", abstract: "Show the history of a prompt.",
  discussion: """
    Lists the versions, newest first. * marks the active one; 'from' names the commit of the code \
    repository that has the file. With --pointers, lists the moves of the active pointer; with \
    --env, those of an environment. With --json, prints one per line.
    """,
  .argument("name", help: "The prompt."),
  .number,
  .flag("--pointers", help: "Show activations and rollbacks instead of versions."),
  .option("--env", valueName: "env", help: "Show deployments and rollbacks in this environment.")
) { (context, name: PromptName, limit: Int?, pointers: Bool, environment: EnvironmentName?) in
  if let limit, limit < 1 { throw UsageError("-n takes a number from 1.") }
  if let environment {
    guard !pointers else { throw UsageError("Either --pointers or --env.") }
    try context.showMoves(of: .environment(environment), name, limit: limit)
  } else if pointers {
    try context.showMoves(of: .active, name, limit: limit)
  } else {
    try context.showVersions(of: name, limit: limit)
  }
}

extension CommandContext {
  fileprivate func showVersions(of name: PromptName, limit: Int?) throws {
    let repository = try repository()
    let versions = try repository.versions(of: name, limit: limit)
    let active = try repository.lastMove(of: .active, name)?.versionCommit
    var table = Table()
    for version in versions {
      let isActive = version.commit == active
      if json {
        var object = version.json(of: name)
        object["message"] = .string(version.message.withoutSecrets)
        object["active"] = .bool(isActive)
        try output.json(object)
        continue
      }
      table.add(
        .init(isActive ? "*" : " ", .green), .init("v\(version.number)", .bold),
        .init(version.hash.short(), .yellow), .init(version.createdAt.local),
        .cut(version.author.name, .cyan), .cut(version.message.firstLine.withoutSecrets),
        .cut(
          version.source.map { "from \($0.commit.short(8)):\($0.path)" } ?? "", .faint,
          atLeast: "from 01234567…".count))
    }
    try output.table(table)
  }

  fileprivate func showMoves(of pointer: Pointer, _ name: PromptName, limit: Int?) throws {
    var table = Table()
    let repository = try repository()
    if let environment = pointer.environment, try repository.lastMove(of: pointer, name) == nil {
      _ = try repository.environment(environment)
      _ = try repository.version(name, .environment(environment))
    }
    for move in try repository.moves(of: pointer, name, limit: limit) {
      if json {
        var object = move.json(of: name, pointer)
        if let reason = move.reason { object["reason"] = .string(reason.withoutSecrets) }
        try output.json(object)
        continue
      }
      let from = move.previousVersion.map { "v\($0)" } ?? "-"
      table.add(
        .init(move.author.time.local), .init("\(from) -> v\(move.version)", .bold),
        .init(move.verb(pointer), move.isRollback ? .red : .green),
        .init(move.hash.short(), .yellow), .cut(move.author.name, .cyan),
        .cut(move.reason?.firstLine.withoutSecrets ?? ""))
    }
    try output.table(table)
  }
}
