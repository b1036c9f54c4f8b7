internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let auditCommand = Command<CommandContext>(
  "audit", abstract: "Show who changed what, when and why.",
  discussion: """
    Lists all changes, newest first: versions, activations, deployments, rollbacks, records, \
    deletions, rules, releases and syncs. The third column has the first digits of the \
    operation's id. All changes that one command made share an id; `promptrepo undo --operation` \
    takes it.
    """,
  .optionalArgument("name", help: "Show only this prompt, even if it was deleted."),
  .option("-e", "--env", valueName: "env", help: "Show only changes of this environment."),
  .option(
    "--since", valueName: "when",
    help: "Show only changes since then: 30d, 12h or 90m ago, yesterday, '2 weeks ago', or a date "
      + "or day in local time."),
  .option(
    "--actor", valueName: "who",
    help: "Show only changes by this person: part of a name or address."),
  .number
) {
  (
    context, name: PromptName?, environment: EnvironmentName?, since: DateArgument?, actor: String?,
    limit: Int?
  ) in
  if let limit, limit < 1 { throw UsageError("-n takes a number from 1.") }
  let repository = try context.repository()
  var log = try repository.audit(
    AuditQuery(
      prompt: name, environment: environment, since: since?.before(context.now()), actor: actor))
  // The time of day, who it was, the reason, the date.
  var table = Table(narrowing: [.shorten(0), .leaveOut(1), .leaveOut(4), .leaveOut(0)])
  var count = 0
  while count < limit ?? .max, let entry = try log.next() {
    count += 1
    if context.json {
      try context.output.json(entry.json)
    } else {
      table.add(
        .init(
          entry.time.local(as: entry.committer.time),
          short: String(entry.time.local(as: entry.committer.time).prefix(10))),
        .cut(entry.people, .cyan),
        .init(entry.operation.map { String($0.prefix(8)) } ?? "", .yellow),
        .folded(entry.summary, .bold),
        .cut(entry.reason?.firstLine ?? entry.message.firstLine))
    }
  }
  // A name that nobody gave an environment is no environment in which nothing happened.
  if count == 0, let environment { _ = try repository.environment(environment) }
  try context.output.table(table)
  if count == 0, log.failures.isEmpty {
    let isFiltered = environment != nil || since != nil || actor != nil
    try context.sayNothingFound(
      isFiltered ? "No change is as the options say" : "Nothing was changed yet",
      next: isFiltered
        ? "`promptrepo audit\(name.map { " \($0)" } ?? "")` shows all changes"
        : "`promptrepo new NAME` writes the file of a prompt")
  }
  try context.finish(log.failures.map { ErrorReport($0) })
}

extension AuditEntry {
  /// Whose work it is, and for whom it was done.
  fileprivate var people: String {
    author.name + (onBehalfOf.map { " for \($0)" } ?? "")
  }

  /// What was done, in a word, for programs and for people.
  var action: String {
    if undoes != nil { return "undo" }
    return switch event {
    case .created: "create"
    case .version: "version"
    case .moved(let pointer, let move): move.verb(pointer)
    case .edited: "edit"
    case .archived: "archive"
    case .unarchived: "unarchive"
    case .left(nil): "delete"
    case .left(_?): "rename"
    case .synced: "sync"
    case .environments: "environment"
    case .release(let step): step.verb
    }
  }

  /// What it did, as people read it: what moved, from where to where.
  var summary: String {
    if case .moved(_, let move) = event, let from = move.previousVersion {
      return "\(subject) (was v\(from))"
    }
    return subject
  }

  /// The entry as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "audit.entry", "action": .string(action)]
    object["name"] = prompt.map { .string($0.rawValue) } ?? .null
    if let promptID { object["prompt_id"] = .string(promptID.rawValue) }
    if let environment { object["environment"] = .string(environment.rawValue) }
    object["subject"] = .string(subject)
    switch event {
    case .version(let number, let hash):
      object["version"] = .integer(number)
      object["hash"] = .string("\(hash)")
    case .moved(_, let move):
      object["version"] = .integer(move.version)
      object["previous_version"] = move.previousVersion.map { .integer($0) } ?? .null
      object["hash"] = .string("\(move.hash)")
      if let source = move.promotedFrom { object["promoted_from"] = .string(source) }
      if let release = move.release { object["release"] = .string(release) }
    case .left(let newName?): object["new_name"] = .string(newName.rawValue)
    case .synced(let remote): object["remote"] = .string(remote.rawValue)
    case .release(let step): object["release"] = .string(step.release.rawValue)
    case .created, .edited, .archived, .unarchived, .left, .environments: break
    }
    if !message.isEmpty { object["message"] = .string(message) }
    if let reason { object["reason"] = .string(reason) }
    object["author"] = .object(author.json)
    object["committer"] = .object(committer.json)
    if let onBehalfOf { object["on_behalf_of"] = .string(onBehalfOf) }
    object["created_at"] = .string(time.rfc3339)
    if let operation { object["operation"] = .string(operation) }
    if let undoes { object["undoes"] = .string(undoes) }
    object["commit"] = .string(commit.hex)
    object["reference"] = .string(reference.rawValue)
    return object
  }
}

extension ReleaseStep {
  fileprivate var verb: String {
    switch action {
    case .created: "release"
    case .withdrawn: "release"
    case .deployed: "deploy"
    case .rolledBack: "rollback"
    }
  }
}
