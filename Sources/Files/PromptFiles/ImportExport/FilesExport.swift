internal import GitFiles
public import Platform
public import PromptRepo

/// Writes prompts as files into a folder, as they would be checked out.
///
/// `FOLDER/NAME.prompt` holds a version's exact template and configuration, and the record. Put
/// below `prompts/` of another repository and committed there, it has an equal version hash.
public struct FilesExport: Sendable {
  /// The path of the folder.
  public let folder: String

  /// The file system.
  public let files: FileSystem

  /// How the working files are written around their templates.
  private let frames: FrameIndex

  /// An export into a folder, which is made if it is not there.
  ///
  /// - Parameter workspace: The working files of the same prompts, if there are any: what stands
  ///   around a template there, such as a licence, stands around it here.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a file in place of the folder,
  ///   ``RepositoryError/Code/inputOutput``.
  public init(
    folder: String, files: FileSystem = FileSystem(), besides workspace: Workspace? = nil
  ) throws(RepositoryError) {
    self.folder = folder
    self.files = files
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(folder)
    }
    if let status, status.type != .directory {
      throw RepositoryError(
        .conflict, "'\(folder)' is no folder, and files of prompts are written into one",
        hint: "Give the path of a new folder")
    }
    frames = try workspace?.frames() ?? FrameIndex()
  }

  /// Writes one prompt; a file of the same bytes stays.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when there is another file in its place,
  ///   ``RepositoryError/Code/invalid`` when a file cannot hold it,
  ///   ``RepositoryError/Code/inputOutput``.
  public func write(
    _ name: PromptName, _ content: VersionContent, _ record: PromptRecord
  ) throws(RepositoryError) {
    let path = "\(folder)/\(name)\(Workspace.suffix)"
    let target = CheckoutTarget(content: content, record: record, name: name, path: path)
    let bytes = try reportingFile { () throws(PromptFileError) in
      try target.bytes(in: frames.frames[name])
    }
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path, followingLinks: false)
    }
    if let status {
      // A pipe would be waited for, and a link may lead anywhere.
      let isSame = try mappingSystemErrors { () throws(SystemError) in
        guard status.type == .regular, status.size == bytes.count else { return false }
        return try files.readFile(path) == bytes
      }
      if isSame { return }
      throw RepositoryError(
        .conflict, "there is another file '\(path)' already",
        hint: "Export into a new folder")
    }
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(path.parentDirectory)
      try files.replaceFile(path, with: bytes, durably: false)
    }
  }
}
