/// Ends a command with an exit code of its own, when that is not an error.
struct CommandExit: Error {
  let code: Int32

  /// With `--exit-code`: what was compared differs.
  static let differs = CommandExit(code: 1)
  /// Nothing matched a search.
  static let noMatch = CommandExit(code: 1)
  /// Conflicts are left, and have been shown.
  static let conflicts = CommandExit(code: 2)
  /// Something failed, and has been shown.
  static let failed = CommandExit(code: 1)
}

/// An error of a command under `--exit-code`, where 1 already means "differs".
struct ComparisonFailure: Error {
  let cause: any Error
}

/// Runs a command under `--exit-code`, so that its failures do not look like a difference.
func comparing(_ usesExitCode: Bool, _ body: () throws -> Void) throws {
  guard usesExitCode else { return try body() }
  do {
    try body()
  } catch let exit as CommandExit {
    throw exit
  } catch let handOver as HandOver {
    throw handOver
  } catch {
    throw ComparisonFailure(cause: error)
  }
}
