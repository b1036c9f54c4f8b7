internal import GitCommands

/// Runs the program with the process's arguments, git repositories and the server included.
///
/// - Parameter arguments: The arguments, without the program's own name.
/// - Returns: The exit code.
public func runWithServer(_ arguments: [String]) -> Int32 {
  runWithGit(arguments, server: HTTPServerSupport())
}
