internal import GitFiles
internal import Platform
internal import GitModel

extension WriterSession {
  /// Flushes every file that a record of the journal is about.
  func flushEverything() throws(RepositoryError) {
    let store = store
    let isDone = try mappingSystemErrors { () throws(SystemError) in
      try store.files.syncFileSystem(of: store.paths.root)
    }
    if isDone { return }
    var folders: Set<String> = []
    try journal.forEach(after: nil, boot: []) { (found) throws(RepositoryError) in
      var paths = found.record.objects.map { store.objects.loosePath($0.id) }
      for move in found.record.moves {
        paths.append(store.paths.reference(move.name.rawValue))
        paths.append(store.paths.log(move.name.rawValue))
      }
      for path in paths {
        try store.flush(path)
        var folder = path.parentDirectory
        while folder.utf8.count >= store.paths.root.utf8.count, folders.insert(folder).inserted {
          folder = folder.parentDirectory
        }
      }
    }
    for folder in folders { try store.flush(folder) }
  }
}

extension DirectoryStore {
  /// Flushes a file or folder; one that is gone needs none.
  fileprivate func flush(_ path: String) throws(RepositoryError) {
    do throws(SystemError) {
      try files.open(path, .read).sync()
    } catch {
      guard error.errno == .noEntry || error.errno == .notDirectory else {
        throw .failedCall(error)
      }
    }
  }
}
