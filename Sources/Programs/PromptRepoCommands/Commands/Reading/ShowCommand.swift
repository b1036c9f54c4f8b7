internal import CommandKit
internal import PromptRepo

let showCommand = Command<CommandContext>(
  "show", abstract: "Print a version's template, byte for byte.",
  discussion: "With --json, the version with its template and configuration.",
  .argument("name[@spec]", help: "The prompt, and the version; the active one by default.")
) { (context, revision: Revision) in
  let repository = try context.readOnlyRepository()
  let version = try repository.version(revision.name, revision.spec ?? .active)
  let content = try repository.content(of: version)
  if context.json {
    try context.output.json(version.json(of: revision.name, content: content))
  } else {
    try context.output.exact(content.template)
  }
}
