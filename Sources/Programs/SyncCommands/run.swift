internal import GitCommands

/// Runs the program with the process's arguments, git repositories and hosted APIs included.
///
/// - Parameter arguments: The arguments, without the program's own name.
/// - Returns: The exit code.
public func runWithSync(_ arguments: [String]) -> Int32 {
  runWithGit(arguments, sync: HostedSync())
}
