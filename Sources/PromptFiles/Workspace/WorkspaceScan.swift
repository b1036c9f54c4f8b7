public import PromptRepo
internal import Platform

/// The working files that there are.
public struct WorkspaceScan: Sendable {
  /// The prompts that have a file, in the order of their names.
  public let names: [PromptName]

  /// Files that end in `.prompt` and can be no prompt's, each with the reason.
  public let strays: [PromptFileError]
}

extension Workspace {
  /// Finds all working files.
  ///
  /// Hidden files and folders, symbolic links to folders, and files that do not end in `.prompt`
  /// are left out.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput``.
  public func scan() throws(RepositoryError) -> WorkspaceScan {
    var names: [PromptName] = []
    var strays: [PromptFileError] = []
    var folders = [""]
    if try reporting({ () throws(SystemError) in
      try files.statusIfPresent("\(root)/\(Workspace.folder)", followingLinks: false)?.type
        != .directory
    }) {
      folders = []
    }
    while let folder = folders.popLast() {
      let entries = try reporting { () throws(SystemError) in
        try files.listDirectory("\(root)/\(Workspace.folder)/\(folder)")
      }
      for entry in entries where entry.name.utf8.first != UInt8(ascii: ".") {
        if entry.type == .directory {
          folders.append("\(folder)\(entry.name)/")
        } else if entry.name.utf8.suffix(Workspace.suffix.utf8.count)
          .elementsEqual(Workspace.suffix.utf8)
        {
          let stem = entry.name.utf8.dropLast(Workspace.suffix.utf8.count)
          let text = folder + String(decoding: stem, as: UTF8.self)
          do {
            names.append(try PromptName(text))
          } catch {
            strays.append(
              PromptFileError(
                error.message, path: "\(Workspace.folder)/\(folder)\(entry.name)",
                hint: error.hint))
          }
        }
      }
    }
    strays.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return WorkspaceScan(names: names.sorted(), strays: strays)
  }
}
