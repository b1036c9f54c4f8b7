public import PromptRepoCommands

/// Runs the program with the process's arguments, git repositories included.
///
/// - Parameters:
///   - arguments: The arguments, without the program's own name.
///   - server: What serves the API, in the program that does.
///   - sync: What talks to hosted APIs, in the program that does.
/// - Returns: The exit code.
public func runWithGit(
  _ arguments: [String], server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil
) -> Int32 {
  run(arguments, git: LibGit2Support(), server: server, sync: sync)
}
