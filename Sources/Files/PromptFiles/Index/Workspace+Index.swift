internal import Platform
public import PromptRepo

extension Workspace {
  /// Reads the index; a damaged one is empty and has a warning.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput``.
  public func index() throws(RepositoryError) -> FileIndex {
    let bytes = try reporting { () throws(SystemError) in
      try files.readFileIfPresent(indexPath)
    }
    guard let bytes else { return FileIndex() }
    if let index = FileIndex(bytes) { return index }
    var index = FileIndex()
    index.warning =
      "the index '\(indexPath)' is damaged and not used; it is written anew by the next commit "
      + "or checkout"
    return index
  }

  /// Sets and removes bases; other processes that do so at the same time lose nothing.
  ///
  /// The index is replaced whole, without a flush: what a power cut leaves of it is either whole
  /// or known to be damaged.
  func updateIndex(_ changes: [PromptName: FileBase?]) throws(RepositoryError) {
    if changes.isEmpty { return }
    try reporting { () throws(SystemError) in
      try files.makeDirectories(parent(of: indexPath))
    }
    let lock = try reporting { () throws(SystemError) in
      try files.lock("\(indexPath).lock", timeout: .seconds(10))
    }
    var index = try index()
    for (name, base) in changes { index.bases[name] = base }
    let bytes = index.bytes
    try reporting { () throws(SystemError) in
      try files.replaceFile(indexPath, with: bytes, durably: false)
    }
    lock.release()
  }
}
