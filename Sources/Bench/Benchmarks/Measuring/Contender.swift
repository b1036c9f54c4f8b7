/// One side of a comparison.
struct Contender {
  /// The store, as the report names it.
  let name: String
  /// How often one sample does the work; the time is divided by it.
  var repetitions = 1
  /// Gets ready for one sample; its time does not count.
  var prepare: () throws -> Void = {}
  /// Does the work.
  let work: () throws -> Void
}

extension Contender {
  /// This project over the directory store: the side that the others are compared with.
  static let ours = "promptrepo"
  /// This project over the git store.
  static let ourGit = "promptrepo, git"
  /// What a C program would do with libgit2.
  static let libgit2 = "libgit2"
  /// A server on libmicrohttpd that does nothing.
  static let bare = "libmicrohttpd"
  /// This project's service in the process that measures.
  static let inProcess = "in process"
}
