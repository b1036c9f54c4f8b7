internal import GitFiles
package import GitModel
internal import Platform

/// What is staged for the next commit, in an index that a command of git may have made for itself.
///
/// `git commit -a` and `git commit FILE` have one of their own while they run, and tell hooks where it
/// is; what is staged is often not what lies in the work tree.
package struct StagedFiles: Sendable {
  /// A file that is staged.
  package struct File: Sendable, Hashable {
    /// The path from the top of the work tree.
    package let path: String
    /// The content's object.
    package let blob: ObjectID

    /// Makes a file.
    package init(path: String, blob: ObjectID) {
      self.path = path
      self.blob = blob
    }
  }

  private let code: CodeReader

  /// What is staged in a work tree.
  package init(_ code: CodeReader) {
    self.code = code
  }

  /// The plain files of an index below a folder, such as `prompts/`; nil for an index that says only
  /// a part: a split or a sparse one.
  ///
  /// - Parameter index: The file of the index; an absent one has no files.
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that is no index.
  package func files(
    below folder: String, index path: String
  ) throws(RepositoryError) -> [File]? {
    let isThere = try mappingSystemErrors { () throws(SystemError) in
      try code.files.exists(path)
    }
    guard isThere else { return [] }
    return try GitIndex(path, code.files)?.files(below: folder).compactMap { path, entry in
      entry.mode & 0o170000 == 0o100000 && !entry.isOnlyIntended
        ? File(path: path, blob: entry.blob) : nil
    }
  }

  /// Those of the files that the commit which is checked out does not have so; all before the first
  /// commit.
  package func changed(_ files: [File]) throws(RepositoryError) -> [File] {
    guard let head = try code.head() else { return files }
    var changed: [File] = []
    for file in files where try code.blob(at: file.path, of: head) != file.blob {
      changed.append(file)
    }
    return changed
  }

  /// The bytes of a staged file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the object is not here, `invalid` when it has
  ///   more bytes than the limit.
  package func bytes(of file: File, limit: Int) throws(RepositoryError) -> [UInt8] {
    guard let bytes = try code.objects.bytes(file.blob, limit: limit) else {
      throw RepositoryError(
        .damaged, "object \(file.blob), which is staged as '\(file.path)', is missing",
        hint: "`git fsck` shows what is wrong with this repository")
    }
    return bytes
  }
}
