internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import Platform
internal import PromptRepo

/// The kinds of stores that `init` can make.
enum StoreKind: String, CaseIterable, ArgumentValue {
  case directory
}

let initCommand = Command<CommandContext>(
  "init", abstract: "Make a prompt repository.",
  discussion: """
    Makes the folder .promptrepo, which holds the ledger in git's format, and the folder prompts, \
    which holds the files to edit. In a repository that is there already, changes nothing.
    """,
  .optionalArgument("dir", help: "The folder; this one by default.", completion: .directory),
  .option("--store", default: StoreKind.directory, help: "Where the ledger is kept.")
) { (context, directory: String?, _: StoreKind) in
  let root = directory.map(context.path) ?? context.directory
  try context.files.makeDirectories(root)
  let path = try context.files.realPath(root)
  let store = "\(path)/\(Location.storeName)"
  try context.refuseFile(store)
  let exists = try context.files.exists("\(store)/config")
  if exists {
    _ = try DirectoryStore(opening: store)
  } else {
    _ = try DirectoryStore.create(at: store, isHidden: true)
  }
  try context.files.makeDirectories("\(path)/prompts")
  try context.keepLineEnds(in: path)
  if context.json {
    try context.output.json([
      "object": "repository", "path": .string(path), "store": .string(store),
      "created": .bool(!exists),
    ])
  } else {
    let verb = exists ? "There is a prompt repository already in" : "Made a prompt repository in"
    try context.output.line("\(verb) \(path)")
  }
}

extension CommandContext {
  /// In a git work tree, keeps git from changing the line ends of prompt files.
  fileprivate func keepLineEnds(in path: String) throws {
    let attributes = "\(path)/prompts/.gitattributes"
    guard try enclosing(".git", from: path) != nil, try !files.exists(attributes) else { return }
    try files.writeFile(attributes, Array("*.prompt -text\n".utf8))
  }
}
