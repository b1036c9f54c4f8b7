internal import CommandKit
internal import PromptRepo

let auditCommand = Command<CommandContext>(
  "audit", abstract: "Show who changed what, when and why.",
  discussion: """
    One time line, the newest first, over versions, activations, deployments, rollbacks, records, \
    deletions, rules, releases and syncs. The third column has the first digits of the operation's \
    id, which ties together what one command did, and which `promptrepo undo --operation` takes.
    """,
  .optionalArgument("name", help: "Only this prompt; also one that was deleted."),
  .option("--env", valueName: "env", help: "Only what is about this environment."),
  .option(
    "--since", valueName: "when",
    help: "Only what was done since: 30d, 12h or 90m ago, or a date."),
  .option(
    "--actor", valueName: "who",
    help: "Only what somebody did or had done, by a piece of a name or address."),
  .option("-n", "--number", valueName: "n", help: "At most so many.")
) {
  (
    context, name: PromptName?, environment: EnvironmentName?, since: Moment?, actor: String?,
    limit: Int?
  ) in
  if let limit, limit < 1 { throw UsageError("-n takes a number from 1.") }
  let repository = try context.readOnlyRepository()
  var log = try repository.audit(
    AuditQuery(
      prompt: name, environment: environment, since: since?.before(context.now()), actor: actor))
  var table = Table()
  var count = 0
  while count < limit ?? .max, let entry = try log.next() {
    count += 1
    if context.json {
      try context.output.json(entry.json)
    } else {
      table.add(
        .init(entry.time.local(as: entry.committer.time)), .init(entry.people, .cyan),
        .init(entry.operation.map { String($0.prefix(8)) } ?? "", .yellow),
        .init(entry.summary, .bold),
        .init(entry.reason?.firstLine ?? entry.message.firstLine))
    }
  }
  // A name that nobody gave an environment is no environment in which nothing happened.
  if count == 0, let environment { _ = try repository.environment(environment) }
  try context.output.table(table)
  try context.finish(log.failures.map { ErrorReport($0) })
}

extension AuditEntry {
  /// Whose work it is, and for whom it was done.
  fileprivate var people: String {
    author.name + (onBehalfOf.map { " for \($0)" } ?? "")
  }
}

extension Timestamp {
  /// The moment on the clock on the wall of another one.
  fileprivate func local(as other: Timestamp) -> String {
    Timestamp(milliseconds: milliseconds, offset: other.offset).local
  }
}
