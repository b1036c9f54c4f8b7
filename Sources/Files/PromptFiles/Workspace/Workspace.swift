internal import GitFiles
public import Platform
public import PromptRepo

/// The folder that holds a repository and, mostly under `prompts/`, the working files of its prompts.
///
/// A prompt's file is `prompts/NAME.prompt`, or in another ``PromptFolder``. Nothing is read or written through a symbolic link
/// below the root, so that no file outside can be reached.
public struct Workspace: Sendable {
  /// How the files' names end.
  public static let suffix = ".prompt"

  /// The path of the folder that holds the repository.
  public let root: String

  /// The folder of the working files, below the root.
  public let folder: PromptFolder

  /// The path of the index: what this clone last wrote, committed or checked out.
  public let indexPath: String

  /// The file system that all goes through.
  public let files: FileSystem

  /// The code repository around the files; nil if there is none.
  package let sourceControl: (any SourceControl)?

  /// What git says of renamed and removed files; nil where nobody asks it.
  package let fileMoves: (any FileMoves)?

  /// A workspace in a folder, with its index in the store's own folder.
  public init(root: String, indexPath: String, folder: PromptFolder = .standard) {
    self.init(root: root, indexPath: indexPath, folder: folder, files: FileSystem())
  }

  /// The same beside code, or over a file system of a test.
  ///
  /// - Parameters:
  ///   - sourceControl: The code repository whose work tree has its top at `root`.
  ///   - fileMoves: What git says of renamed and removed files there.
  package init(
    root: String, indexPath: String, folder: PromptFolder = .standard,
    files: FileSystem = FileSystem(), sourceControl: (any SourceControl)? = nil,
    fileMoves: (any FileMoves)? = nil
  ) {
    self.root = root
    self.folder = folder
    self.indexPath = indexPath
    self.files = files
    self.sourceControl = sourceControl
    self.fileMoves = fileMoves
  }

  /// A prompt's file as users see it: `prompts/NAME.prompt`.
  public func relativePath(of name: PromptName) -> String {
    folder.path(ofFileOf: name)
  }

  /// The path of a prompt's file.
  public func path(of name: PromptName) -> String {
    "\(root)/\(relativePath(of: name))"
  }
}

/// The working files that there are.
public struct WorkspaceScan: Sendable {
  /// The prompts that have a file, or something else in its place, in the order of their names.
  public internal(set) var names: [PromptName] = []

  /// What ends in `.prompt`, in whatever case, and can be no prompt's, and links to folders, each with the reason.
  public internal(set) var unrecognisedFiles: [PromptFileError] = []

  /// All other files below the folder of working files, relative to the workspace's root.
  package internal(set) var otherFiles: [String] = []

  /// Folders that cannot be read, `prompts` among them if it is none, each with the reason.
  public internal(set) var unreadable: [PromptFileError] = []
}

extension Workspace {
  /// Finds all working files.
  ///
  /// Hidden files and folders, and files that do not end in `.prompt`, are left out.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput``.
  public func scan() throws(RepositoryError) -> WorkspaceScan {
    var scan = WorkspaceScan()
    var folders = [""]
    for part in folder.parts {
      let type = try mappingSystemErrors { () throws(SystemError) in
        try files.statusIfPresent("\(root)/\(part)", followingLinks: false)?.type
      }
      if type == .directory { continue }
      folders = []
      guard let type else { break }
      scan.unreadable.append(
        PromptFileError(
          "this is \(type == .symbolicLink ? "a symbolic link" : "no folder"), so no working file "
            + "is read", path: part, hint: "Put a folder in its place"))
      break
    }
    while let below = folders.popLast() {
      for entry in try entries(of: below, &scan)
      where entry.name.utf8.first != UInt8(ascii: ".") {
        let path = below + entry.name
        if path.utf8.suffix(Workspace.suffix.utf8.count).elementsEqual(Workspace.suffix.utf8) {
          scan.add(path, in: folder)
        } else if entry.type == .directory {
          folders.append("\(path)/")
        } else if path.lowercased().hasSuffix(Workspace.suffix) {
          scan.unrecognisedFiles.append(
            PromptFileError(
              "its ending is not '\(Workspace.suffix)' in lower case",
              path: "\(folder)/\(path)", hint: "Rename it"))
        } else if entry.type == .symbolicLink, try isFolder(path) {
          scan.unrecognisedFiles.append(
            PromptFileError(
              "this is a link to a folder, and nothing is read through links",
              path: "\(folder)/\(path)", hint: "Put the folder itself in its place",
              isIrregular: true))
        } else {
          scan.otherFiles.append("\(folder)/\(path)")
        }
      }
    }
    scan.names.sort()
    scan.otherFiles.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    scan.unrecognisedFiles.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    scan.unreadable.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return scan
  }

  private func entries(
    of below: String, _ scan: inout WorkspaceScan
  ) throws(RepositoryError) -> [DirectoryEntry] {
    do {
      return try files.listDirectory("\(root)/\(folder)/\(below)")
    } catch  where error.errno == .accessDenied {
      let path = "\(folder)/\(below)"
      scan.unreadable.append(.unreadable("folder", path: String(path.dropLast()), error))
      return []
    } catch {
      throw .failedCall(error)
    }
  }

  private func isFolder(_ path: String) throws(RepositoryError) -> Bool {
    do {
      let path = "\(root)/\(folder)/\(path)"
      return try files.statusIfPresent(path, followingLinks: true)?.type == .directory
    } catch {
      // A link in a circle, or to where nobody may look.
      return false
    }
  }
}

extension WorkspaceScan {
  /// Notes what lies at a path below the folder that ends in `.prompt`.
  fileprivate mutating func add(_ path: String, in folder: PromptFolder) {
    do throws(RepositoryError) {
      names.append(
        try PromptName(
          String(decoding: path.utf8.dropLast(Workspace.suffix.utf8.count), as: UTF8.self)))
    } catch {
      let path = "\(folder)/\(path)"
      unrecognisedFiles.append(
        PromptFileKind.isPartial(path)
          ? .partial(path) : PromptFileError(error.message, path: path, hint: error.hint))
    }
  }
}

extension PromptFileError {
  /// The reason against a partial of dotprompt as a prompt.
  static func partial(_ path: String) -> PromptFileError {
    PromptFileError(
      "the '_' before its name says that it is a partial, and no prompt of its own", path: path)
  }

  /// Says that the permissions of a file or folder do not let it be read.
  static func unreadable(
    _ what: String, path: String, _ error: SystemError
  ) -> PromptFileError {
    PromptFileError("the \(what) cannot be read: \(error.message)", path: path, hint: error.hint)
  }
}
