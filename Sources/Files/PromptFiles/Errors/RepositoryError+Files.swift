public import Platform
public import PromptRepo

extension RepositoryError {
  /// The same error as the rest of the program reports it, with code ``RepositoryError/Code/invalid``.
  public init(_ error: PromptFileError) {
    self.init(.invalid, error.summary, hint: error.hint, cause: error)
  }

  /// A refused call of the operating system, with code ``RepositoryError/Code/inputOutput``.
  public init(_ error: SystemError) {
    self.init(
      .inputOutput, "cannot \(error.call.rawValue) '\(error.path)': \(error.message)",
      hint: error.hint, cause: error)
  }
}

/// Runs calls of the operating system and reports a refusal as the repository's error.
func reporting<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(RepositoryError) -> Result {
  do {
    return try body()
  } catch {
    throw RepositoryError(error)
  }
}

/// Reads or writes a working file's text and reports an error in it as the repository's error.
func reportingFile<Result>(
  _ body: () throws(PromptFileError) -> Result
) throws(RepositoryError) -> Result {
  do {
    return try body()
  } catch {
    throw RepositoryError(error)
  }
}
