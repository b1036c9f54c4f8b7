internal import Platform
internal import PromptRepo

/// Says that a command needs what only a companion program has.
///
/// Thrown before a command has done anything; ``perform(_:)`` then begins it anew over there.
struct HandOver: Error {
  /// The program that goes on.
  let companion: Companion

  /// A program in the folder of this one.
  enum Companion: String {
    /// Handles git repositories.
    case git = "promptrepo-git"
    /// Serves the API.
    case server = "promptrepo-server"
    /// Keeps repositories in step with hosted APIs.
    case sync = "promptrepo-sync"
  }

  /// Goes on in a companion.
  init(to companion: Companion) {
    self.companion = companion
  }

  /// Becomes the companion program, with the same arguments.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is not beside this program.
  func perform(_ arguments: [String]) throws -> Never {
    let program = try CurrentProcess.executablePath()
    let path = "\(Path.parent(of: program) ?? "/")/\(companion.rawValue)"
    guard try FileSystem().exists(path) else {
      throw RepositoryError(
        .notFound,
        companion == .git
          ? "this is a git repository, and the program '\(path)', which handles those, is not there"
          : "the program '\(path)', which does this, is not there",
        hint: "`swift build` makes all programs; put them into one folder")
    }
    try CurrentProcess.become(path, arguments)
  }
}
