internal import Platform
internal import PromptRepo

/// Says that a command needs a git repository, which the companion program handles.
///
/// Thrown before a command has done anything; ``perform()`` then begins it anew over there.
struct HandOver: Error {
  /// The name of the companion, in the folder of this program.
  static let companion = "promptrepo-git"

  /// Becomes the companion program, with the same arguments.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is not beside this program.
  static func perform(_ arguments: [String]) throws -> Never {
    let program = try CurrentProcess.executablePath()
    let path = "\(Path.parent(of: program) ?? "/")/\(companion)"
    guard try FileSystem().exists(path) else {
      throw RepositoryError(
        .notFound,
        "this is a git repository, and the program '\(path)', which handles those, is not there",
        hint: "`swift build` makes both programs; put them into one folder")
    }
    try CurrentProcess.become(path, arguments)
  }
}
