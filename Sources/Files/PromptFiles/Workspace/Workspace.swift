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

  /// A workspace in a folder, with its index in the store's own folder.
  public init(root: String, indexPath: String) {
    self.init(root: root, indexPath: indexPath, files: FileSystem())
  }

  /// The same beside code, or over a file system of a test.
  ///
  /// - Parameter sourceControl: The code repository whose work tree has its top at `root`.
  package init(
    root: String, indexPath: String, files: FileSystem = FileSystem(),
    sourceControl: (any SourceControl)? = nil
  ) {
    self.root = root
    self.indexPath = indexPath
    self.files = files
    self.sourceControl = sourceControl
  }

  /// A prompt's file as users see it: `prompts/NAME.prompt`.
  public func relativePath(of name: PromptName) -> String {
    "\(Workspace.folder)/\(name)\(Workspace.suffix)"
  }

  /// The path of a prompt's file.
  public func path(of name: PromptName) -> String {
    "\(root)/\(relativePath(of: name))"
  }
}
