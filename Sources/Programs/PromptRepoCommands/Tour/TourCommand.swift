internal import CommandKit

let tourCommand = Command<CommandContext>(
  "tour", abstract: "Show the whole story on real prompts, in a new folder.",
  discussion: "Each step is printed as you would type it, then its output.",
  .optionalArgument(
    "dir", help: "The folder to make; a temporary one by default.",
    completion: .directory)
) { (context, folder: String?) in
  try Tour(context, folder: folder).run()
}
