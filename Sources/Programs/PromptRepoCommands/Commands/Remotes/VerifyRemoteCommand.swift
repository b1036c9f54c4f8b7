internal import CommandKit

let verifyRemoteCommand = Command<CommandContext>(
  "verify-remote", abstract: "Compare every version at a hosted API with the one here.",
  discussion: """
    Reads all of it and changes nothing. Names texts that differ from what was agreed, prompts that \
    are on one side only, and what was edited elsewhere. Exit code 0 means in step, 1 that \
    something differs or failed.
    """,
  .optionalArgument("remote", help: "The hosted remote; the only one by default.")
) { (context, remote: String?) in
  try context.sync(.verify, with: context.theHostedRemote(remote))
}
