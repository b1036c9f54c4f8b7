internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes

let remoteSetupCommand = Command<CommandContext>(
  "setup", abstract: "Make plain `git fetch` bring a remote's prompts too.",
  discussion: """
    Adds fetch refspecs to the remote's settings, which keep a mirror of its prompts, environments \
    and releases here. Adds no push refspec, so that plain `git push` goes on pushing the branch: \
    prompts are pushed by `promptrepo push`. After `git remote rename` it removes what was set up for the old name.
    """,
  .optionalArgument("remote", help: "The git remote; the one git would take by default.")
) { (context, name: String?) in
  let git = try context.gitProgram(at: context.location())
  let setup = try GitRemote(name, of: git).setUp(in: git)
  if context.json {
    return try context.output.json([
      "object": "remote", "name": .string(setup.remote),
      "added": .array(setup.added.map { .string($0) }),
      "removed": .array(setup.removed.map { .string($0) }),
    ])
  }
  guard !setup.added.isEmpty || !setup.removed.isEmpty else {
    return try context.output.line("\(setup.remote) is set up already")
  }
  for refspec in setup.removed {
    try context.output.line("removed, of an earlier name: \(refspec)")
  }
  for refspec in setup.added {
    try context.output.line("remote.\(setup.remote).fetch = \(refspec)")
  }
}
