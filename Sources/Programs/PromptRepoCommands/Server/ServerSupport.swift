/// What serves the API for the commands.
///
/// Only the companion program has it, so that the program itself needs no server library.
public protocol ServerSupport: Sendable {
  /// Serves until the process is told to end.
  ///
  /// - Parameter announce: Called once, with the URL, when connections are accepted.
  /// - Throws: ``RepositoryError`` when the server cannot start.
  func serve(_ options: ServeOptions, announce: (_ url: String) throws -> Void) throws
}
