/// What a shell offers when a value is to be completed.
public enum Completion: Sendable, Equatable {
  /// Nothing: free text.
  case none
  /// Paths of files and directories.
  case file
  /// Paths of directories.
  case directory
  /// These words.
  case list([String])
  /// What the program's completer of this name answers when the shell asks it.
  ///
  /// The name is made of letters, digits and `-`.
  case custom(String)
}
