package import Platform
package import GitModel

extension FileSystem {
  /// Gives a file that holds a reference's new value the reference's name.
  package func placeReference(
    _ newFile: String, at name: ReferenceName, in paths: GitDirectory
  ) throws(SystemError) {
    let path = paths.reference(name.rawValue)
    for attempt in 1...3 {
      do {
        return try rename(newFile, to: path)
      } catch  where error.errno == .isDirectory && attempt < 3 {
        // Folders of references that are gone.
        try removeEmptyTree(path)
      } catch  where error.errno == .noEntry && attempt < 3 {
        _ = try makeMissingDirectories(path.parentDirectory, below: paths.root)
      }
    }
  }
}
