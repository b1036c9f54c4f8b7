internal import CLibGit2
public import GitModel
public import GitStore

extension GitRepository: GitFilters {
  /// The bytes that git would keep of a file of the work tree.
  public func stored(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8] {
    try withHandle { repository throws(RepositoryError) in
      try filter(bytes, path, GIT_FILTER_TO_ODB, repository)
    }
  }

  /// The bytes that git would write into the work tree for a file that it keeps.
  public func written(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8] {
    try withHandle { repository throws(RepositoryError) in
      try filter(bytes, path, GIT_FILTER_TO_WORKTREE, repository)
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

extension GitWorkTree {
  /// The work tree of a repository.
  public convenience init(_ repository: GitRepository, layout: ReferenceLayout) {
    self.init(
      CodeReader(
        gitDirectory: repository.gitDirectory, commonDirectory: repository.commonDirectory,
        layout: layout, objects: repository.objects),
      filters: repository)
  }
}
