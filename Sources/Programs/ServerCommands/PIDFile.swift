internal import Platform
internal import PromptRepo

/// The file that says which process a server is.
struct PIDFile {
  private let path: String
  private let files = FileSystem()

  init(_ path: String) {
    self.path = path
  }

  /// Writes the number of this process, where there is no file yet or an earlier server's.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` for a file that holds something else.
  func write() throws(RepositoryError) {
    let status = try reporting { () throws(SystemError) in try files.statusIfPresent(path) }
    let isPlain = status == nil || status?.type == .regular
    if isPlain, try !reporting(holdsNumber) {
      throw RepositoryError(
        .conflict, "'\(path)' is there and is no file of a process's number",
        hint: "Name another file with --pid-file, or move that one away")
    }
    try reporting { () throws(SystemError) in
      if isPlain {
        try files.updateFile(path, with: number, permissions: 0o644, durably: false)
      } else {
        try files.writeOutput(path, number)
      }
    }
  }

  /// Removes the file if it still holds the number of this process.
  func remove() {
    // A file that somebody else removed is gone as well; the server ends either way.
    do throws(SystemError) {
      guard try files.statusIfPresent(path)?.type == .regular,
        try files.readFile(path, maxBytes: 64) == number
      else { return }
      try files.unlink(files.realPath(path))
    } catch {}
  }

  private var number: [UInt8] { Array("\(CurrentProcess.id)\n".utf8) }

  /// Whether the file is not there or empty, or holds numbers only, as servers and scripts leave it.
  private func holdsNumber() throws(SystemError) -> Bool {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try files.readFileIfPresent(path, maxBytes: 64) ?? []
    } catch {
      guard error.errno == .fileTooLarge else { throw error }
      return false
    }
    return bytes.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || [10, 13, 32].contains($0)
    }
  }

  private func reporting<Result>(
    _ body: () throws(SystemError) -> Result
  ) throws(RepositoryError) -> Result {
    do throws(SystemError) {
      return try body()
    } catch {
      // The error's own path may be that of a temporary file.
      throw RepositoryError(
        .inputOutput, "cannot write the process's number to '\(path)': \(error.message)",
        hint: error.hint, cause: error)
    }
  }
}
