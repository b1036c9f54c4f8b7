internal import GitFiles
internal import Platform
public import GitModel

// A ledger that was moved to another store: writers that opened this one before must not go on.
extension GitStore {
  /// Notes that another store holds the ledger now, or with nil that this one does.
  ///
  /// - Parameter path: The other store, as an absolute path.
  public func noteMove(to path: String?) throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      if let path {
        try files.makeDirectories(paths.moved.parentDirectory)
        try files.replaceFile(paths.moved, with: Array(path.utf8))
      } else {
        _ = try files.unlinkIfPresent(paths.moved)
      }
    }
  }

  /// Refuses to change a ledger that is in another store by now.
  func refuseMoved() throws(RepositoryError) {
    let path = try mappingSystemErrors { () throws(SystemError) -> String? in
      guard let bytes = try files.readFileIfPresent(paths.moved) else { return nil }
      let path = String(decoding: bytes, as: UTF8.self)
      // Whoever removes that store begins here anew.
      return try files.exists(path) ? path : nil
    }
    guard let path else { return }
    throw RepositoryError(
      .conflict, "the prompts were moved to '\(path)' meanwhile, so nothing was changed",
      hint: "Run the command again")
  }
}
