internal import GitFiles
public import Platform
public import PromptRepo

/// The folder that holds a repository and, under `prompts/`, the working files of its prompts.
///
/// A prompt's file is `prompts/NAME.prompt`. Nothing is read or written through a symbolic link
/// below the root, so that no file outside can be reached.
public struct Workspace: Sendable {
  /// The folder of the working files, below the root.
  public static let folder = "prompts"

  /// How the files' names end.
  public static let suffix = ".prompt"

  /// The path of the folder that holds the repository.
  public let root: String

  /// The path of the index: what this clone last wrote, committed or checked out.
  public let indexPath: String

  /// The file system that all goes through.
  public let files: FileSystem

  /// The code repository around the files; nil if there is none.
  package let sourceControl: (any SourceControl)?

  /// What git says of renamed and removed files; nil where nobody asks it.
  package let fileMoves: (any FileMoves)?

  /// A workspace in a folder, with its index in the store's own folder.
  public init(root: String, indexPath: String) {
    self.init(root: root, indexPath: indexPath, files: FileSystem())
  }

  /// The same beside code, or over a file system of a test.
  ///
  /// - Parameters:
  ///   - sourceControl: The code repository whose work tree has its top at `root`.
  ///   - fileMoves: What git says of renamed and removed files there.
  package init(
    root: String, indexPath: String, files: FileSystem = FileSystem(),
    sourceControl: (any SourceControl)? = nil, fileMoves: (any FileMoves)? = nil
  ) {
    self.root = root
    self.indexPath = indexPath
    self.files = files
    self.sourceControl = sourceControl
    self.fileMoves = fileMoves
  }

  /// A prompt's file as users see it: `prompts/NAME.prompt`.
  public func relativePath(of name: PromptName) -> String {
    Workspace.path(ofFileOf: name)
  }

  /// A prompt's file relative to the root of any workspace: `prompts/NAME.prompt`.
  package static func path(ofFileOf name: PromptName) -> String {
    "\(folder)/\(name)\(suffix)"
  }

  /// The prompt whose file a path is, relative to a workspace's root; nil if it is none's.
  package static func name(ofFile path: String) -> PromptName? {
    guard let text = nameText(ofFile: path) else { return nil }
    do {
      return try PromptName(text)
    } catch {
      return nil
    }
  }

  /// What stands for the name in the path of a prompt's file, be it a name or not; nil for a path
  /// that is not `prompts/….prompt`.
  static func nameText(ofFile path: String) -> String? {
    let (start, end) = ("\(folder)/".utf8, suffix.utf8)
    guard path.utf8.starts(with: start), path.utf8.count >= start.count + end.count,
      path.utf8.suffix(end.count).elementsEqual(end)
    else { return nil }
    return String(decoding: path.utf8.dropFirst(start.count).dropLast(end.count), as: UTF8.self)
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
    let top = "\(root)/\(Workspace.folder)"
    let type = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(top, followingLinks: false)?.type
    }
    if type != .directory { folders = [] }
    if let type, type != .directory {
      scan.unreadable.append(
        PromptFileError(
          "this is \(type == .symbolicLink ? "a symbolic link" : "no folder"), so no working file "
            + "is read", path: Workspace.folder, hint: "Put a folder in its place"))
    }
    while let folder = folders.popLast() {
      for entry in try entries(of: folder, &scan)
      where entry.name.utf8.first != UInt8(ascii: ".") {
        let path = folder + entry.name
        if path.utf8.suffix(Workspace.suffix.utf8.count).elementsEqual(Workspace.suffix.utf8) {
          scan.add(path)
        } else if entry.type == .directory {
          folders.append("\(path)/")
        } else if path.lowercased().hasSuffix(Workspace.suffix) {
          scan.unrecognisedFiles.append(
            PromptFileError(
              "its ending is not '\(Workspace.suffix)' in lower case",
              path: "\(Workspace.folder)/\(path)", hint: "Rename it"))
        } else if entry.type == .symbolicLink, try isFolder(path) {
          scan.unrecognisedFiles.append(
            PromptFileError(
              "this is a link to a folder, and nothing is read through links",
              path: "\(Workspace.folder)/\(path)", hint: "Put the folder itself in its place",
              isIrregular: true))
        } else {
          scan.otherFiles.append("\(Workspace.folder)/\(path)")
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
    of folder: String, _ scan: inout WorkspaceScan
  ) throws(RepositoryError) -> [DirectoryEntry] {
    do {
      return try files.listDirectory("\(root)/\(Workspace.folder)/\(folder)")
    } catch  where error.errno == .accessDenied {
      let path = "\(Workspace.folder)/\(folder)"
      scan.unreadable.append(.unreadable("folder", path: String(path.dropLast()), error))
      return []
    } catch {
      throw .failedCall(error)
    }
  }

  private func isFolder(_ path: String) throws(RepositoryError) -> Bool {
    do {
      let path = "\(root)/\(Workspace.folder)/\(path)"
      return try files.statusIfPresent(path, followingLinks: true)?.type == .directory
    } catch {
      // A link in a circle, or to where nobody may look.
      return false
    }
  }
}

extension WorkspaceScan {
  /// Notes what lies at a path below `prompts/` that ends in `.prompt`.
  fileprivate mutating func add(_ path: String) {
    do throws(RepositoryError) {
      names.append(
        try PromptName(
          String(decoding: path.utf8.dropLast(Workspace.suffix.utf8.count), as: UTF8.self)))
    } catch {
      let path = "\(Workspace.folder)/\(path)"
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
