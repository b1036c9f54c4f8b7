internal import CommandKit
internal import GitRemotes

let fetchCommand = Command<CommandContext>(
  "fetch", abstract: "Bring the mirror of a remote's prompts up to date.",
  discussion: """
    Runs your git. Changes the mirror only, and shows what a pull and a push would do.
    """,
  .optionalArgument("remote", help: "The remote; the one git would take by default.")
) { (context, remote: String?) in
  if let hosted = try context.hostedRemote(remote) {
    return try context.sync(.fetch, with: hosted)
  }
  try context.transfer(remote, by: "fetch") { try $0.fetch().report }
}
