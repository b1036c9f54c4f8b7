internal import CLibGit2
internal import Platform
internal import PromptRepo

/// The logs of references, under `logs/` of the repository.
///
/// Git and the library keep logs of branches of their own accord; of other references only where
/// there is a log already, or `core.logAllRefUpdates` is `always`.
struct ReferenceLogs {
  private let directory: String
  private let files = FileSystem()
  private let writer: Writer

  /// Who writes the lines.
  private enum Writer {
    /// Nobody: the user has switched logs off.
    case nobody
    /// The library, where it finds a log.
    case library
    /// Nobody but us: the library keeps no logs in a bare repository that does not ask for them.
    case store
  }

  /// - Parameter directory: The git directory that all work trees share.
  init(_ repository: OpaquePointer, _ directory: String) throws(RepositoryError) {
    self.directory = directory
    var config: OpaquePointer?
    try LibGit2.check(
      git_repository_config_snapshot(&config, repository), "git_repository_config_snapshot",
      directory)
    defer { git_config_free(config) }
    var value: UnsafePointer<CChar>?
    guard git_config_get_string(&value, config, "core.logallrefupdates") == 0, let value else {
      writer = git_repository_is_bare(repository) == 1 ? .store : .library
      return
    }
    var isOn: Int32 = 1
    let isBool = git_config_parse_bool(&isOn, value) == 0
    writer = isBool && isOn == 0 ? .nobody : .library
  }

  /// Makes an empty log where there is none, and puts away folders that stand in its place.
  func prepare(_ name: ReferenceName) throws(RepositoryError) {
    guard writer != .nobody else { return }
    let path = path(name)
    do throws(SystemError) {
      if try files.isDirectory(path) { try removeEmptyTree(path) }
      try files.makeDirectories(directoryName(path))
      try files.open(path, .append).close()
    } catch {
      throw .failedCall(error)
    }
  }

  /// Writes the line of a move that is about to be made, unless the library does.
  func append(_ move: ReferenceMove, by committer: Signature) throws(RepositoryError) {
    guard writer == .store else { return }
    let zero = String(repeating: "0", count: 40)
    var line = "\(move.old?.hex ?? zero) \(move.new?.hex ?? zero) \(committer.line)"
    if !move.logMessage.isEmpty { line += "\t\(move.logMessage)" }
    do throws(SystemError) {
      try files.writeFile(path(move.name), Array("\(line)\n".utf8), mode: .append)
    } catch {
      throw .failedCall(error)
    }
  }

  /// Removes the log of a reference that goes.
  func remove(_ name: ReferenceName) throws(RepositoryError) {
    do throws(SystemError) {
      guard try files.unlinkIfPresent(path(name)) else { return }
      try files.removeEmptyFolders(
        from: directoryName(path(name)), below: "\(directory)/logs/refs")
    } catch {
      // A folder of that name, or a file in the place of one, is no log.
      if [.isDirectory, .notPermitted, .notDirectory].contains(error.errno) { return }
      throw .failedCall(error)
    }
  }

  private func path(_ name: ReferenceName) -> String { "\(directory)/logs/\(name)" }

  private func removeEmptyTree(_ path: String) throws(SystemError) {
    for entry in try files.listDirectory(path) where entry.type == .directory {
      try removeEmptyTree("\(path)/\(entry.name)")
    }
    try files.removeDirectory(path)
  }
}

extension ReferenceMove {
  /// The message as git writes it to the log: every run of white space is one space.
  var logMessage: String {
    let words = message.utf8.split { $0 == 32 || (9...13).contains($0) || $0 == 0 }
    return String(decoding: Array(words.joined(separator: [32])), as: UTF8.self)
  }
}
