internal import CLibGit2
public import GitModel

extension GitRepository {
  /// The blob that git would make of a file of the work tree with these bytes.
  ///
  /// Line ends are converted as `core.autocrlf` and the attributes `text` and `eol` say. Filters
  /// that run programs are not run, so such a file has no blob that git would make. Like
  /// `git hash-object --stdin --path PATH`; nothing is written.
  public func blobID(of bytes: [UInt8], at path: String) throws(RepositoryError) -> ObjectID {
    let clean = try withHandle { repository throws(RepositoryError) in
      try filter(bytes, path, GIT_FILTER_TO_ODB, repository)
    }
    return GitObject(.blob, clean).id
  }

  /// The bytes of a blob, and those that git would write into the work tree for it.
  func contents(
    of blob: ObjectID, at path: String
  ) throws(RepositoryError) -> (stored: [UInt8], written: [UInt8]) {
    guard let contents = try contentsIfPresent(of: blob, at: path) else {
      throw RepositoryError(
        .damaged, "object \(blob), a file in the history of '\(path)', is missing",
        hint: "In a partial clone, `git fetch --refetch --no-filter` brings what is missing")
    }
    return contents
  }

  /// The same; nil if the blob is not here, as in a partial clone.
  func contentsIfPresent(
    of blob: ObjectID, at path: String
  ) throws(RepositoryError) -> (stored: [UInt8], written: [UInt8])? {
    try withHandle { repository throws(RepositoryError) in
      guard let handle = try ObjectHandle.read(blob, GIT_OBJECT_BLOB, in: repository) else {
        return nil
      }
      let bytes = UnsafeRawBufferPointer(
        start: git_blob_rawcontent(handle.pointer),
        count: Int(git_blob_rawsize(handle.pointer)))
      let stored = Array(bytes)
      return (stored, try filter(stored, path, GIT_FILTER_TO_WORKTREE, repository))
    }
  }

  private func filter(
    _ bytes: [UInt8], _ path: String, _ mode: git_filter_mode_t, _ repository: OpaquePointer
  ) throws(RepositoryError) -> [UInt8] {
    var filters: OpaquePointer?
    try LibGit2.check(
      git_filter_list_load(
        &filters, repository, nil, path, mode, UInt32(GIT_FILTER_ALLOW_UNSAFE.rawValue)),
      "git_filter_list_load", path)
    guard let filters else { return bytes }
    defer { git_filter_list_free(filters) }
    var output = git_buf()
    defer { git_buf_dispose(&output) }
    let code = bytes.withUnsafeBytes { bytes in
      git_filter_list_apply_to_buffer(
        &output, filters, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    try LibGit2.check(code, "git_filter_list_apply_to_buffer", path)
    return Array(UnsafeRawBufferPointer(start: output.ptr, count: output.size))
  }
}
