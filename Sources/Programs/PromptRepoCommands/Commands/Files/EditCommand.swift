internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let editCommand = Command<CommandContext>(
  "edit", abstract: "Open a prompt's file in an editor, then show what changed.",
  discussion: "The editor is $VISUAL or $EDITOR, or else vi.",
  .argument("name", help: "The prompt.")
) { (context, name: PromptName) in
  let workspace = try context.workspace()
  let repository = try context.repository()
  if try workspace.bytes(of: name) == nil {
    try workspace.checkout(workspace.planCheckout(of: [name: nil], from: repository))
  }
  try context.openEditor(workspace.path(of: name))
  let status = try workspace.status(of: [name], in: repository)
  try context.show(status)
  guard let latest = try repository.latest(of: name), !context.json,
    let file = try workspace.file(of: name)
  else { return }
  // After a rollback the file may go on from what is live.
  let followed = status.prompts.first { $0.followsLive }?.base
  let old = try followed.map { try repository.version(name, .number($0)) } ?? latest
  try context.show(
    ContentDifference(
      .init(label: "\(name)@v\(old.number)", repository.content(of: old)),
      .init(label: workspace.relativePath(of: name), file.content())))
}

extension CommandContext {
  /// Runs the user's editor on a file and waits for it.
  fileprivate func openEditor(_ path: String) throws {
    let names = ["VISUAL", "EDITOR"]
    let editor = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    try output.flush()
    let result = try Subprocess.shell(editor, [path], environment: environment).run()
    guard result.status == .exited(0) else {
      throw RepositoryError(
        .inputOutput, "the editor '\(editor)' failed",
        hint: "Set EDITOR to one that works here; the file is \(path)")
    }
  }
}
