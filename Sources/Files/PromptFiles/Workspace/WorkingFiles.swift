internal import GitFiles
internal import Platform
public import PromptRepo

/// A prompt's file, with the bytes that it was read from.
struct WorkingFile: Sendable {
  let name: PromptName
  let path: String
  let bytes: [UInt8]
  let file: PromptFile
  /// The content, with the shortest template that the file can stand for.
  let content: VersionContent
  /// Where the file comes from, if git says that it was renamed and the ledger does not know yet.
  var rename: RenamedFile?

  /// The name of its prompt in the ledger.
  var ledgerName: PromptName { rename?.prompt ?? name }
  /// Where HEAD has the file.
  var headPath: String { rename?.headPath ?? path }

  init(_ bytes: [UInt8], path: String, name: PromptName) throws(PromptFileError) {
    self.name = name
    self.path = path
    self.bytes = bytes
    file = try PromptFile(parsing: bytes, path: path, name: name)
    content = try file.content()
  }

  /// The hashes of all contents that the file can stand for.
  func hashes() throws(RepositoryError) -> [VersionHash] {
    try reportingFile { () throws(PromptFileError) in try Array(file.hashes()) }
  }

  /// Whether the file can stand for the content of a version.
  func hasContent(of version: IndexEntry?) throws(RepositoryError) -> Bool {
    guard let version else { return false }
    if content.hash == version.hash { return true }
    return try hashes().contains(version.hash)
  }
}

extension Workspace {
  /// Reads a prompt's file; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` with the place of what is wrong in it.
  func read(_ name: PromptName) throws(RepositoryError) -> WorkingFile? {
    guard let bytes = try bytes(of: name) else { return nil }
    // A link's target is one line, and seldom long.
    if bytes.count < 4_096, !bytes.contains(UInt8(ascii: "\n")), let sourceControl,
      try sourceControl.isLink(relativePath(of: name), bytes: bytes)
    {
      throw RepositoryError(
        PromptFileError(
          "this is a symbolic link that git wrote as a file, not the text",
          path: relativePath(of: name), line: 1,
          hint: "Put the text in its place"))
    }
    return try reportingFile { () throws(PromptFileError) in
      try WorkingFile(bytes, path: relativePath(of: name), name: name)
    }
  }

  /// The bytes of a prompt's file; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when it is reached through a symbolic link or is
  ///   no plain file, ``RepositoryError/Code/inputOutput``.
  public func bytes(of name: PromptName) throws(RepositoryError) -> [UInt8]? {
    let path = path(of: name)
    do throws(RepositoryError) {
      try refuseLinks(above: name)
    } catch {
      guard let cause = error.cause as? SystemError, cause.errno == .accessDenied else {
        throw error
      }
      throw RepositoryError(.unreadable("file", path: relativePath(of: name), cause))
    }
    return try reportingInvalid(name) { () throws(SystemError) in
      guard let status = try files.statusIfPresent(path, followingLinks: false) else {
        return nil
      }
      guard status.type == .regular else { throw SystemError.irregular(path) }
      return try files.readFileIfPresent(path, maxBytes: PromptFile.maximumLength)
    }
  }

  /// A prompt's file, read; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` with the place of what is wrong in it.
  public func file(of name: PromptName) throws(RepositoryError) -> PromptFile? {
    guard let bytes = try bytes(of: name) else { return nil }
    return try reportingFile { () throws(PromptFileError) in
      try PromptFile(parsing: bytes, path: relativePath(of: name), name: name)
    }
  }

  /// Puts new bytes in the place of a prompt's file, or makes it with its folders.
  ///
  /// A full disk or a crash leaves the file as it was.
  func write(_ bytes: [UInt8], to name: PromptName) throws(RepositoryError) {
    let path = path(of: name)
    try refuseLinks(above: name)
    try mappingSystemErrors { () throws(SystemError) in
      let old = try files.statusIfPresent(path, followingLinks: false)
      if let old, old.type != .regular { throw SystemError.irregular(path) }
      do throws(SystemError) {
        try files.replaceFile(path, with: bytes, keeping: old, durably: false)
      } catch  where error.errno == .noEntry && old == nil {
        try files.makeDirectories(path.parentDirectory)
        try files.replaceFile(path, with: bytes, durably: false)
      }
    }
  }

  /// Makes a prompt's file; answers false, with nothing changed, if there is one.
  func create(_ bytes: [UInt8], at name: PromptName) throws(RepositoryError) -> Bool {
    if try self.bytes(of: name) != nil { return false }
    try write(bytes, to: name)
    return true
  }

  /// Removes a prompt's file and the folders that it leaves empty.
  func remove(_ name: PromptName) throws(RepositoryError) {
    let path = path(of: name)
    try refuseLinks(above: name)
    try mappingSystemErrors { () throws(SystemError) in
      try files.unlinkIfPresent(path)
      try removeEmptyFolders(above: path)
    }
  }

  /// Removes folders from the one of a file upwards while they are empty, up to the folder of
  /// working files.
  func removeEmptyFolders(above path: String) throws(SystemError) {
    let top = "\(root)/\(folder)".utf8.count
    var above = path.parentDirectory
    while above.utf8.count > top {
      do {
        try files.removeDirectory(above)
      } catch
        where error.errno == .notEmpty || error.errno == .exists
        || error.errno == .noEntry
      {
        return
      }
      above = above.parentDirectory
    }
  }

  /// Refuses a file whose folders, from the root down, are not all plain folders or absent.
  func refuseLinks(above name: PromptName) throws(RepositoryError) {
    var shown = ""
    let components = "\(folder)/\(name)".utf8.split(separator: UInt8(ascii: "/")).dropLast()
    for component in components {
      shown += shown.isEmpty ? "" : "/"
      shown += String(decoding: component, as: UTF8.self)
      let path = "\(root)/\(shown)"
      let isLink = try mappingSystemErrors { () throws(SystemError) in
        try files.isSymbolicLink(path)
      }
      if isLink {
        throw RepositoryError(
          .invalid, "'\(path)' is a symbolic link, so '\(relativePath(of: name))' is not used",
          hint: "Put a folder in its place",
          cause: PromptFileError(
            "this is a symbolic link, so '\(relativePath(of: name))' is not used", path: shown,
            hint: "Put a folder in its place", isIrregular: true))
      }
    }
  }

  private func reportingInvalid<Result>(
    _ name: PromptName, _ body: () throws(SystemError) -> Result
  ) throws(RepositoryError) -> Result {
    do {
      return try body()
    } catch  where error.errno == .fileTooLarge {
      throw RepositoryError(
        PromptFileError(
          "the file has more than \(PromptFile.maximumLength) bytes",
          path: relativePath(of: name), hint: "A template has at most 1 MiB"))
    } catch  where error.errno == .notSupported {
      throw RepositoryError(
        PromptFileError(
          "this is a link, a folder or a device, not a plain file", path: relativePath(of: name),
          hint: "Put a plain file in its place", isIrregular: true))
    } catch  where error.errno == .accessDenied {
      throw RepositoryError(.unreadable("file", path: relativePath(of: name), error))
    } catch {
      throw .failedCall(error)
    }
  }
}

extension SystemError {
  /// Stands for a path that names something other than a plain file.
  fileprivate static func irregular(_ path: String) -> SystemError {
    SystemError(call: .open, path: path, errno: .notSupported)
  }
}
