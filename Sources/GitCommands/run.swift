internal import PromptRepoCommands

/// Runs the program with the process's arguments, git repositories included.
///
/// - Parameter arguments: The arguments, without the program's own name.
/// - Returns: The exit code.
public func runWithGit(_ arguments: [String]) -> Int32 {
  run(arguments, git: LibGit2Support())
}
