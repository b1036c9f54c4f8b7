internal import Platform
internal import PromptRepo

/// Says that a command needs what only a companion program has.
///
/// Thrown before a command has done anything; ``perform(_:)`` then begins it anew over there.
struct HandOver: Error {
  /// The program that goes on.
  let companion: Companion

  /// A program in the folder of this one.
  enum Companion: String, CaseIterable {
    /// Handles git repositories.
    case git = "promptrepo-git"
    /// Serves the API.
    case server = "promptrepo-server"
    /// Keeps repositories in step with hosted APIs.
    case sync = "promptrepo-sync"

    /// What it does, as messages say it.
    var work: String {
      switch self {
      case .git: "handles git repositories"
      case .server: "serves the API"
      case .sync: "syncs with hosted APIs"
      }
    }
  }

  /// Goes on in a companion.
  init(to companion: Companion) {
    self.companion = companion
  }

  /// The hand-over that an error asks for; `nil` for any other error.
  init?(_ error: any Error) {
    if let handOver = error as? HandOver {
      self = handOver
    } else if let handOver = (error as? RepositoryError)?.cause as? HandOver {
      self = handOver
    } else {
      return nil
    }
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
          : "the program '\(path)', which \(companion.work), is not there",
        hint: "Install all four programs into one folder, as the package and `swift build` do; "
          + "`promptrepo doctor` says which are missing")
    }
    try checkLibraries(of: path)
    try CurrentProcess.become(path, arguments)
  }

  /// The loader would end the companion without a word of what to install.
  private func checkLibraries(of path: String) throws {
    let missing = try SharedLibraries.missing(for: path)
    guard !missing.isEmpty else { return }
    throw RepositoryError(
      .unsupported,
      "the program '\(path)', which \(companion.work), needs what is not installed: "
        + missing.joined(separator: ", "),
      hint: SharedLibraries.remedy(missing))
  }
}
