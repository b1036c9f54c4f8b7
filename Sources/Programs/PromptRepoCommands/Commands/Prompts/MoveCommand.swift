internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let moveCommand = Command<CommandContext>(
  "mv", abstract: "Give a prompt and its file another name.",
  discussion: "Its id, versions and history stay; the old name becomes free.",
  .argument("old", help: "The prompt.", completion: .custom("prompt")),
  .argument("new", help: "Its new name.")
) { (context, name: PromptName, newName: PromptName) in
  if name == newName { throw UsageError("'\(name)' is the name already.") }
  let (repository, author) = (try context.repository(), try context.author())
  if let workspace = try context.workspaceIfAny() {
    try workspace.rename(name, to: newName, in: repository, by: author)
  } else {
    try repository.rename(name, to: newName, by: author)
  }
  if context.json {
    try context.output.json([
      "object": "prompt.renamed", "name": .string(newName.rawValue),
      "previous_name": .string(name.rawValue),
    ])
  } else {
    try context.output.line("\(name) is \(newName) now")
  }
}
