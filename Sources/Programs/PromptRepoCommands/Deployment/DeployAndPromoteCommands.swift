internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let deployCommand = Command<CommandContext>(
  "deploy", abstract: "Deploy versions to an environment, all or none.",
  discussion: """
    Without a SPEC, deploys the active version. Leaves versions that are live there already as \
    they are. With --expect, deploys only if that version is live now.
    """,
  .arguments("name[@spec]", isRequired: true, help: "The prompts and their versions."),
  .environment,
  .reason(kept: "with each move"),
  .option(
    "--expect", valueName: "hash",
    help: "The hash of the version that must be live, or none; for one prompt."),
  .acknowledged,
  .dryRun
) {
  (
    context, revisions: [Revision], given: EnvironmentName?, reason: String?,
    expected: ExpectedVersion?, acknowledged: [VariableNames], isDryRun: Bool
  ) in
  if expected != nil, revisions.count > 1 {
    throw UsageError("--expect is about one prompt.")
  }
  let environment = try context.requiredEnvironment(given, orIn: revisions)
  let orders = revisions.map {
    DeploymentRequest($0.name, $0.spec ?? .active, expecting: expected)
  }
  guard !isDryRun else {
    return try context.rehearse(to: environment, acknowledging: acknowledged.all) { _ in orders }
  }
  let deployments = try context.repository().by(context.author()).deploy(
    orders, to: environment, reason: reason, acknowledging: acknowledged.all)
  try context.report(deployments, acknowledged)
}

let promoteCommand = Command<CommandContext>(
  "promote", abstract: "Deploy to one environment what is live in another, all or none.",
  discussion: """
    Deploys exactly the versions that are live in the first environment, even if others are \
    active or newer. --all leaves out archived prompts.
    """,
  .arguments("name", help: "The prompts."),
  .flag("--all", help: "Promote all prompts that are live in the first environment."),
  .requiredOption("--from", valueName: "env", help: "The environment to promote from."),
  .requiredOption("--to", valueName: "env", help: "The environment to promote to."),
  .reason(kept: "with each move"),
  .acknowledged,
  .dryRun
) {
  (
    context, names: [PromptName], isAll: Bool, source: EnvironmentName, target: EnvironmentName,
    reason: String?, acknowledged: [VariableNames], isDryRun: Bool
  ) in
  guard isAll == names.isEmpty else {
    throw UsageError(isAll ? "--all leaves no prompt to name." : "Name prompts, or say --all.")
  }
  guard !isDryRun else {
    return try context.rehearse(to: target, acknowledging: acknowledged.all) {
      transaction throws(RepositoryError) in
      try transaction.promotion(of: isAll ? nil : names, from: source, to: target)
    }
  }
  let deployments = try context.repository().by(context.author()).promote(
    isAll ? nil : names, from: source, to: target, reason: reason,
    acknowledging: acknowledged.all)
  if deployments.isEmpty, !context.json {
    try context.output.line("Nothing is live in \(source).")
  }
  try context.report(deployments, acknowledged)
}

extension CommandContext {
  /// The environment of a deployment; where it stands among the prompts, the error says so.
  fileprivate func requiredEnvironment(
    _ given: EnvironmentName?, orIn revisions: [Revision]
  ) throws -> EnvironmentName {
    let last = revisions.last
    if try environment(orSetting: given) == nil, let last, last.spec == nil,
      try repository().prompt(last.name) == nil,
      try repository().environments().contains(where: { $0.name.rawValue == last.name.rawValue })
    {
      let line = try typedLine.map { try deployment(toLastOf: revisions, $0).quoted } ?? "--env ENV"
      throw UsageFailure("'\(last.name)' is an environment: \(line).")
    }
    return try requiredEnvironment(given)
  }

  /// The line of a deployment with its environment as an option, and with versions that stand alone
  /// after their prompts: `deploy NAME 1 staging`.
  private func deployment(toLastOf revisions: [Revision], _ line: TypedLine) throws -> TypedLine {
    let last = revisions.count - 1
    var right = line.making(argument: last, option: "--env")
    guard last > 0 else { return right.inserting("NAME", before: 0) }
    for index in 1..<max(1, last) {
      let (prompt, version) = (revisions[index - 1], revisions[index])
      guard prompt.spec == nil, version.spec == nil, version.name.isVersion,
        try repository().prompt(version.name) == nil
      else { continue }
      right = right.joining(versionAt: index)
    }
    return right
  }

  /// Says what deployments made live, and what was acknowledged for nothing.
  func report(_ deployments: [Deployment], _ acknowledged: [VariableNames]) throws {
    warnOfUnused(acknowledged.all, besides: deployments.map(\.contract).names)
    let includers = IncludersOfDeployed(deployments, repository: try repository())
    for deployment in deployments {
      if json {
        var object = deployment.json
        if let names = includers[deployment.name] {
          object["included_by"] = .array(names.map { .string($0.rawValue) })
        }
        try output.json(object)
        continue
      }
      let (name, move, environment) = (deployment.name, deployment.move, deployment.environment)
      guard deployment.isChange else {
        try output.line("\(name): v\(move.version) is live in \(environment) already")
        continue
      }
      try report(move, of: name, .environment(environment))
      if let contract = deployment.contract, !contract.isKept {
        try output.line("  Note: \(contract)")
      }
      if let count = includers[name]?.count, count > 0 {
        let (verb, stay) =
          count == 1 ? ("includes", "stays as it is") : ("include", "stay as they are")
        try advise(
          "  Note: \(counted(count, "prompt")) \(verb) \(name) and \(stay): `promptrepo reach "
            + "\(name)` shows where")
      }
    }
  }

  /// Says where a pointer's move has led.
  func report(_ move: PointerMove, of name: PromptName, _ pointer: Pointer = .active) throws {
    guard !json else { return try output.json(move.json(of: name, pointer)) }
    let from = move.previousVersion.map { " (was v\($0))" } ?? ""
    let place = pointer.environment.map { "live in \($0)" } ?? "active"
    try output.line("\(name): v\(move.version) is \(place)\(from)")
  }
}

extension Deployment {
  /// The deployment as machine-readable output shows it: its move, and what came of it.
  var json: JSONObject {
    var object = move.json(of: name, .environment(environment))
    object["changed"] = .bool(isChange)
    object["variables_added"] = .array((contract?.required ?? []).map { .string($0) })
    object["variables_removed"] = .array((contract?.vanished ?? []).map { .string($0) })
    return object
  }
}
