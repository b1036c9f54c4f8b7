internal import CLibGit2
internal import Platform
internal import GitModel

/// The library's handle of an open repository, freed at the end.
struct RepositoryHandle: ~Copyable {
  let pointer: OpaquePointer

  /// Opens a repository with the flags of `git_repository_open_ext`.
  init(_ path: String, flags: UInt32) throws(RepositoryError) {
    var pointer: OpaquePointer?
    do throws(RepositoryError) {
      pointer = try RepositoryHandle.open(path, flags)
    } catch {
      guard (error.cause as? LibGit2Failure)?.isAboutOwner == true,
        try UserSettings.trustsAllOwners(.process)
      else { throw error }
      pointer = try LibGit2.trustingAllOwners { () throws(RepositoryError) in
        try RepositoryHandle.open(path, flags)
      }
    }
    guard let pointer else {
      throw RepositoryError(.inputOutput, "libgit2 gave no repository for '\(path)'")
    }
    do throws(RepositoryError) {
      try UserSettings.take(.process, by: pointer)
    } catch {
      git_repository_free(pointer)
      throw error
    }
    self.pointer = pointer
  }

  private static func open(
    _ path: String, _ flags: UInt32
  ) throws(RepositoryError) -> OpaquePointer? {
    var pointer: OpaquePointer?
    try LibGit2.check(
      git_repository_open_ext(&pointer, path, flags, nil), "git_repository_open_ext", path)
    return pointer
  }

  deinit { git_repository_free(pointer) }

  /// A path that the library tells, without the slash at its end; empty if there is none.
  func path(_ get: (OpaquePointer?) -> UnsafePointer<CChar>?) -> String {
    get(pointer).map { String(cString: $0).withoutSlash } ?? ""
  }
}
