internal import GitFiles
internal import Platform
internal import GitModel

extension WriterSession {
  /// Gives the store files of its own where a copy of it by hard links (`cp -al`) shares them.
  ///
  /// What is written in place would be the copy's as well: after a restart of the machine each of
  /// the two would carry out the other's changes.
  mutating func separate() throws(RepositoryError) {
    if store.durability == .full { try flushEverything() }
    let (files, paths, isDurable) = (store.files, store.paths, store.durability == .full)
    let generation = UInt64.random(in: 1 ... .max)
    let newState = JournalState(generation: generation, boot: store.boot)
    try Reflog.separateAll(files: files, paths: paths)
    try mappingSystemErrors { () throws(SystemError) in
      for entry in try files.listDirectory(paths.own)
      where entry.name.utf8.starts(with: "new-".utf8) {
        try files.unlinkIfPresent("\(paths.own)/\(entry.name)")
      }
      try files.unlinkIfPresent(paths.newPackedReferences)
      try files.replaceFile(
        paths.token, with: Array(WriterLock.token.utf8), durably: false)
      try files.replaceFile(
        paths.journal, with: Journal.beginning(generation: generation), durably: isDurable)
      try files.replaceFile(paths.state, with: newState.bytes, durably: false)
    }
    try reopen(newState)
    store.overlays.reopen()
  }
}
