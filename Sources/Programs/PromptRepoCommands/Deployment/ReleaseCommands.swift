internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let releaseCreateCommand = Command<CommandContext>(
  "create", abstract: "Create a release: a named set of versions.",
  discussion: """
    Without prompts, takes the active version of every prompt that is not archived. NAME@staging \
    takes the version that is live in staging. A release never changes.
    """,
  .argument("release", help: "Its name, such as spring-launch.", completion: Completion.none),
  .arguments("name[@spec]", help: "The prompts and their versions."),
  .reason(kept: "with the release")
) { (context, name: ReleaseName, revisions: [Revision], reason: String?) in
  let orders = revisions.map { DeploymentRequest($0.name, $0.spec ?? .active) }
  let release = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.createRelease(name, orders, reason: reason)
  }
  if context.json { return try context.output.json(release.json()) }
  try context.output.line("Made release \(name) of \(counted(release.members.count, "version")):")
  try release.show(context.output)
}

let releaseDeployCommand = Command<CommandContext>(
  "deploy", abstract: "Deploy the versions of a release to an environment, all or none.",
  .argument("release", help: "The release."),
  .environment,
  .reason(kept: "with each move"),
  .acknowledged,
  .dryRun
) {
  (
    context, name: ReleaseName, given: EnvironmentName?, reason: String?,
    acknowledged: [VariableNames], isDryRun: Bool
  ) in
  let environment = try context.requiredEnvironment(given)
  guard !isDryRun else {
    return try context.rehearse(to: environment, acknowledging: acknowledged.all) {
      transaction throws(RepositoryError) in
      try transaction.orders(ofRelease: name)
    }
  }
  let deployments = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.deployRelease(
      name, to: environment, reason: reason, acknowledging: acknowledged.all)
  }
  try context.report(deployments, acknowledged)
}

let releaseRollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Roll back the release that is live in an environment.",
  discussion: """
    Restores for each of its prompts what was live before the release; run it again to go back \
    one more release. Prompts that were moved since, for example by a hotfix, are left as they \
    are and listed, with exit code 2.
    """,
  .environment,
  .reason(kept: "with each move")
) { (context, given: EnvironmentName?, reason: String?) in
  let environment = try context.requiredEnvironment(given)
  let rollback = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.rollbackRelease(in: environment, reason: reason)
  }
  if context.json {
    try context.output.json(rollback.json)
  } else {
    let before = rollback.restored.map { ", back to \($0)" } ?? ""
    try context.output.line("Took back release \(rollback.release) in \(environment)\(before):")
    for (name, move) in rollback.moves {
      let from = move.previousVersion.map { " (was v\($0))" } ?? ""
      try context.output.line("  \(name): v\(move.version) is live\(from)")
    }
    for left in rollback.left { try context.results.line("  Left as it is: \(left)") }
  }
  if !rollback.left.isEmpty { throw CommandExit.conflicts }
}

let releaseListCommand = Command<CommandContext>(
  "list", abstract: "List the releases and where they are live."
) { context in
  let repository = try context.repository()
  let steps = try repository.releaseSteps()
  var live: [ReleaseName: [EnvironmentName]] = [:]
  for environment in try repository.environments() {
    if let step = try repository.liveRelease(in: environment.name) {
      live[step.release, default: []].append(environment.name)
    }
  }
  var table = Table(narrowing: [.shorten(2), .leaveOut(3), .leaveOut(2)])
  table.add(heading: "NAME", "PROMPTS", "MADE", "BY", "LIVE IN")
  let releases = try repository.releases()
  for release in releases {
    let creation = steps.first { $0.release == release.name && $0.action == .created }
    let places = live[release.name] ?? []
    if context.json {
      let current = try repository.numberedAnew(release)
      try context.output.json(current.json(creation, liveIn: places))
    } else {
      table.add(
        .init(release.name.rawValue, .bold), .init("\(release.members.count)"),

        .init(creation?.author.time.local ?? "", short: creation?.author.time.day ?? ""),
        .cut(creation?.author.name ?? "", .cyan),
        .folded(places.map(\.rawValue).joined(separator: ", "), .green))
    }
  }
  if context.json { return }
  if !releases.isEmpty {
    try context.output.table(table)
  } else {
    try context.sayNothingFound(
      "There are no releases", next: "`promptrepo release create NAME` makes one")
  }
}

let releaseShowCommand = Command<CommandContext>(
  "show", abstract: "Show the versions of a release.",
  .argument("release", help: "The release.")
) { (context, name: ReleaseName) in
  let repository = try context.repository()
  let release = try repository.numberedAnew(repository.release(name))
  if context.json { return try context.output.json(release.json()) }
  try release.show(context.output)
}

extension Release {
  /// The release as machine-readable output shows it.
  ///
  /// - Parameters:
  ///   - creation: The step that made it.
  ///   - environments: Where it is live.
  func json(_ creation: ReleaseStep? = nil, liveIn environments: [EnvironmentName] = [])
    -> JSONObject
  {
    var object: JSONObject = ["object": "release", "name": .string(name.rawValue)]
    object["members"] = .array(
      members.map { member in
        .object([
          "id": .string(member.prompt.rawValue), "name": .string(member.name.rawValue),
          "version": .integer(member.version), "hash": .string("\(member.hash)"),
        ])
      })
    if let creation {
      object["author"] = .object(creation.author.json)
      if let reason = creation.reason { object["reason"] = .string(reason) }
      object["created_at"] = .string(creation.author.time.rfc3339)
      object["live_in"] = .array(environments.map { .string($0.rawValue) })
    }
    return object
  }

  /// The versions, one on each line.
  func show(_ output: Console) throws {
    var table = Table()
    for member in members {
      table.add(
        .init("  \(member.name)"), .init("v\(member.version)", .bold),
        .init(member.hash.short(), .yellow))
    }
    try output.table(table)
  }
}

extension ReleaseRollback {
  /// What was done, as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "release.rollback", "release": .string(release.rawValue)]
    object["restored"] = restored.map { .string($0.rawValue) } ?? .null
    object["environment"] = .string(environment.rawValue)
    object["moved"] = .array(
      moves.map { .object($0.move.json(of: $0.name, .environment(environment))) })
    object["left"] = .array(
      left.map { left in
        var object: JSONObject = ["name": .string(left.name.rawValue)]
        switch left.cause {
        case .movedOn(let move):
          object["cause"] = "moved_on"
          object["move"] = .object(move.json(of: left.name, .environment(environment)))
        case .wasFirst: object["cause"] = "was_first"
        case .deleted: object["cause"] = "deleted"
        }
        return .object(object)
      })
    return object
  }
}
