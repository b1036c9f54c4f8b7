import CodeHistory
import GitStore
import PromptRepo
import TestSupport

/// What real git says of histories.
struct GitLog {
  let path: String

  func text(_ arguments: String...) throws -> String {
    let result = try git(path, arguments)
    guard result.status == 0 else { throw GitLogError(text: result.stderr) }
    return result.stdout
  }

  /// Commit, path and blob of each step of a file, oldest first, without removals and changes of
  /// the mode alone.
  func follow(_ file: String) throws -> [String] {
    try text(
      "log", "--follow", "--format=commit %H", "--raw", "--no-abbrev", "--", file
    ).split(separator: "commit ").reversed().compactMap { entry in
      let lines = entry.split(separator: "\n")
      let fields = lines[1].split { $0 == " " || $0 == "\t" }
      guard fields[4] != "D", fields[2] != fields[3] || fields[4].hasPrefix("R") else {
        return nil
      }
      return "\(lines[0]) \(fields[fields.count - 1]) \(fields[3])"
    }
  }
}

struct GitLogError: Error {
  let text: String
}

extension FileHistory {
  /// The revisions as ``GitLog/follow(_:)`` writes them.
  var lines: [String] { revisions.map { "\($0.commit) \($0.path) \($0.blob)" } }
}
