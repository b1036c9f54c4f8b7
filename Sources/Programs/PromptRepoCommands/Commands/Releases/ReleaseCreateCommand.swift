internal import CommandKit
internal import PromptRepo

let releaseCreateCommand = Command<CommandContext>(
  "create", abstract: "Name a set of versions.",
  discussion: """
    Without prompts, the active versions of all that are not archived. A release does not change \
    any more; the versions may come from anywhere, such as what staging has: NAME@staging.
    """,
  .argument("release", help: "Its name, such as spring-launch.", completion: Completion.none),
  .arguments("name[@spec]", help: "The prompts, and which versions of them."),
  .option("-m", "--message", valueName: "reason", help: "Why; it is kept with the release.")
) { (context, name: ReleaseName, revisions: [Revision], reason: String?) in
  let orders = revisions.map { DeploymentOrder($0.name, $0.spec ?? .active) }
  let release = try context.repository().change(by: context.author()) {
    transaction throws(RepositoryError) in
    try transaction.createRelease(name, orders, reason: reason)
  }
  if context.json { return try context.output.json(release.json()) }
  try context.output.line("Made release \(name) of \(counted(release.members.count, "version")):")
  try release.show(context.output)
}
