package import Platform
package import GitModel

extension ReferenceLocks {
  /// Removes the locks that a killed writer of this store left behind, of packs too.
  ///
  /// Only the holder of the store lock may call this.
  ///
  /// - Parameter token: The status of the token file.
  package static func removeLeftOvers(
    files: FileSystem, paths: GitDirectory, token: FileStatus?
  ) throws(RepositoryError) {
    guard let token, token.linkCount > 1 else { return }
    try mappingSystemErrors { () throws(SystemError) in
      for path in [paths.packedReferences, paths.head] {
        try removeIfToken(paths.lock(of: path), token, files)
      }
      let packs = "\(paths.objects)/pack"
      for entry in try files.listDirectoryIfPresent(packs)
      where entry.name.utf8.suffix(5).elementsEqual(".keep".utf8) {
        try removeIfToken("\(packs)/\(entry.name)", token, files)
      }
      // Folders that may hold locks, not recursively: the depth is the disk's, not ours.
      var folders = [paths.references]
      while let folder = folders.popLast() {
        for entry in try files.listDirectoryIfPresent(folder) {
          let path = "\(folder)/\(entry.name)"
          if entry.type == .directory {
            folders.append(path)
          } else if entry.name.utf8.suffix(5).elementsEqual(".lock".utf8) {
            try removeIfToken(path, token, files)
          }
        }
      }
    }
  }

  private static func removeIfToken(
    _ path: String, _ token: FileStatus, _ files: FileSystem
  ) throws(SystemError) {
    guard let status = try files.statusIfPresent(path, followingLinks: false),
      status.inode == token.inode, status.device == token.device
    else { return }
    try files.unlinkIfPresent(path)
  }
}
