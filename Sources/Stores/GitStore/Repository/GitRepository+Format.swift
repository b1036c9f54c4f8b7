internal import CLibGit2
internal import GitFiles
internal import Platform
internal import GitModel

extension GitRepository {
  /// Extensions of the format, in lower case, that change nothing of what a store does.
  ///
  /// Libgit2 1.5 itself knows `noop` only. A clone's promisor (`partialclone`) is looked at when an
  /// object is missing; settings of one work tree (`worktreeconfig`) are none of ours; objects are
  /// never removed (`preciousobjects`). `objectformat` and `refstorage` are here so that the check
  /// of their values is ours, and says what to do.
  static let knownExtensions: [StaticString] = [
    "noop", "partialclone", "preciousobjects", "worktreeconfig", "objectformat", "refstorage",
  ]

  /// Refuses a repository whose format this version does not handle.
  ///
  /// - Parameter commonDirectory: The git directory that all work trees share.
  static func checkFormat(_ commonDirectory: String) throws(RepositoryError) {
    let path = "\(commonDirectory)/config"
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try FileSystem().readFileIfPresent(path, maxBytes: 16 << 20)
    }
    guard let bytes else { return }
    try GitConfig(parsing: bytes, path: path).checkFormat(
      of: commonDirectory, file: path, knownExtensions: Set(knownExtensions.map { "\($0)" }))
  }

  /// The error for a repository that the library did not open, in git's own words where git has
  /// some; nil when there is no repository.
  static func refusal(_ error: RepositoryError, _ path: String) -> RepositoryError? {
    do throws(RepositoryError) {
      guard let failure = error.cause as? LibGit2Failure, let directory = gitDirectory(from: path)
      else { return error.code == .notFound ? nil : error }
      if failure.isAboutOwner {
        let top = try workTree(of: directory, from: path) ?? directory
        return RepositoryError(
          .unsupported, "detected dubious ownership in repository at '\(top)'",
          hint: "It belongs to another user. To make an exception for this directory, call "
            + "`git config --global --add safe.directory '\(top)'`",
          cause: failure)
      }
      if error.code == .notFound { return nil }
      try checkFormat(commonDirectory(of: directory))
      return error
    } catch {
      return error
    }
  }

  /// The git directory that git would find; nil for none.
  private static func gitDirectory(from path: String) -> String? {
    var buffer = git_buf()
    guard git_repository_discover(&buffer, path, 0, nil) == 0 else { return nil }
    defer { git_buf_dispose(&buffer) }
    return buffer.ptr.map { String(cString: $0).withoutSlash }
  }

  /// The work tree that a git directory was found from; nil for none.
  private static func workTree(
    of directory: String, from path: String
  ) throws(RepositoryError) -> String? {
    if directory.utf8.suffix(5).elementsEqual("/.git".utf8) { return directory.parentDirectory }
    return try mappingSystemErrors { () throws(SystemError) in
      var folder = try FileSystem().realPath(path)
      // Linked work trees and submodules have a file of that name.
      while folder.utf8.count > 1 {
        if try FileSystem().statusIfPresent("\(folder)/.git")?.type == .regular { return folder }
        folder = folder.parentDirectory
      }
      return nil
    }
  }

  /// The git directory that all work trees share.
  private static func commonDirectory(of directory: String) throws(RepositoryError) -> String {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try FileSystem().readFileIfPresent("\(directory)/commondir", maxBytes: 4_096)
    }
    guard let bytes else { return directory }
    let path = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    return path.utf8.first == UInt8(ascii: "/") ? path : "\(directory)/\(path)"
  }
}

extension String {
  /// A folder's path without the slash at its end.
  var withoutSlash: String {
    utf8.count > 1 && utf8.last == UInt8(ascii: "/") ? String(dropLast()) : self
  }
}
