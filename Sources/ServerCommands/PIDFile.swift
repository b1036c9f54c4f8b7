internal import Platform
internal import PromptRepo

/// The file that says which process a server is.
enum PIDFile {
  /// Writes the number of this process.
  static func write(_ path: String) throws(RepositoryError) {
    do throws(SystemError) {
      try FileSystem().replaceFile(
        path, with: Array("\(CurrentProcess.id)\n".utf8), permissions: 0o644, durably: false)
    } catch {
      // The error's own path is that of a temporary file.
      throw RepositoryError(
        .inputOutput, "cannot write the process's number to '\(path)': \(error.message)",
        hint: error.hint, cause: error)
    }
  }

  /// Removes the file.
  static func remove(_ path: String) {
    // A file that somebody else removed is gone as well; the server ends either way.
    do { try FileSystem().unlink(path) } catch {}
  }
}
