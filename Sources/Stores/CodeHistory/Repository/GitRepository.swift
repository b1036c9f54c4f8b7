internal import CLibGit2
internal import GitFiles
public import GitModel
public import GitStore
public import Platform
internal import Synchronization

/// A git repository, opened through libgit2: bare, with a work tree, or a linked work tree.
///
/// May be used from several threads; calls go one at a time. No handle of the library leaves it.
public final class GitRepository: Sendable {
  /// The git directory of this work tree: `.git`, or the folder that a linked work tree has there.
  public let gitDirectory: String
  /// The git directory that all work trees share; the same one without linked work trees.
  public let commonDirectory: String
  /// The top folder of the work tree; nil for a bare repository.
  public let workTree: String?

  /// The commits, trees and files, which are read without the library.
  let objects: CodeObjects
  private let handle: Mutex<RepositoryHandle>

  /// Opens the repository of a folder, or of the nearest folder above it; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that libgit2 does not handle and
  ///   for a repository that belongs to somebody else.
  public static func discover(from folder: String) throws(RepositoryError) -> GitRepository? {
    try LibGit2.begin()
    do throws(RepositoryError) {
      return try GitRepository(folder, flags: 0)
    } catch {
      if let refusal = refusal(error, folder) { throw refusal }
      return nil
    }
  }

  /// Opens the repository whose git directory or work tree a path is.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when it is none.
  public convenience init(opening path: String) throws(RepositoryError) {
    try LibGit2.begin()
    do throws(RepositoryError) {
      try self.init(path, flags: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    } catch {
      throw GitRepository.refusal(error, path) ?? error
    }
  }

  private init(_ path: String, flags: UInt32) throws(RepositoryError) {
    let handle = try RepositoryHandle(path, flags: flags)
    gitDirectory = handle.path(git_repository_path)
    commonDirectory = handle.path(git_repository_commondir)
    workTree =
      git_repository_is_bare(handle.pointer) == 1 ? nil : handle.path(git_repository_workdir)
    objects = CodeObjects(of: commonDirectory)
    self.handle = Mutex(handle)
    try GitStore.checkFormat(of: commonDirectory)
  }

  /// Calls `body` with the library's handle; nothing of the library may leave it.
  func withHandle<Result: Sendable>(
    _ body: (OpaquePointer) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try handle.withLock { handle throws(RepositoryError) in try body(handle.pointer) }
  }
}

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

extension GitRepository {
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
            + "`git config --global --add safe.directory \(top.shellWord)`",
          cause: failure)
      }
      if error.code == .notFound { return nil }
      try GitStore.checkFormat(of: commonDirectory(of: directory))
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

extension GitStore {
  /// Makes a store of a repository.
  ///
  /// - Parameters:
  ///   - repository: The repository.
  ///   - layout: The references that the ledger keeps: `.prompts`.
  ///   - files: The file system, with faults in tests.
  ///   - bootIdentifier: A text that is another one after each restart of the machine.
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that this version does not handle.
  public convenience init(
    _ repository: GitRepository, layout: ReferenceLayout, files: FileSystem = FileSystem(),
    bootIdentifier: String? = CurrentProcess.bootIdentifier()
  ) throws(RepositoryError) {
    try self.init(
      opening: repository.commonDirectory, layout: layout, files: files,
      bootIdentifier: bootIdentifier
    ) { key throws(RepositoryError) in try repository.configuration(key) }
  }
}

extension String {
  /// A folder's path without the slash at its end.
  var withoutSlash: String {
    utf8.count > 1 && utf8.last == UInt8(ascii: "/") ? String(dropLast()) : self
  }
}
