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
  try context.workspace().rename(
    name, to: newName, in: context.repository(), by: context.author())
  if context.json {
    try context.output.json([
      "object": "prompt.renamed", "name": .string(newName.rawValue),
      "previous_name": .string(name.rawValue),
    ])
  } else {
    try context.output.line("\(name) is \(newName) now")
  }
}
