import Foundation
import TestSupport
import Testing

extension PromptRepo {
  /// Makes a history the work tree's own.
  func make(_ history: inout CodeHistory) throws {
    try history.write(to: path, bare: false)
    try workTree("reset", "-q", "--hard", "main")
  }

  /// The versions of a prompt as plain git shows them: author line, source, message.
  func versions(_ name: String) throws -> [String] {
    let format =
      "%an <%ae> %ad|%(trailers:key=Source-Commit,valueonly,separator=)|"
      + "%(trailers:key=Source-Path,valueonly,separator=)"
    return try workTree(
      "log", "--reverse", "--date=raw", "--format=\(format)", "refs/prompts/\(name)/@versions"
    ).split(separator: "\n").map(String.init)
  }

  /// The templates of a prompt's versions, without their last line ends.
  func templates(_ name: String) throws -> [String] {
    try workTree("rev-list", "--reverse", "refs/prompts/\(name)/@versions")
      .split(separator: "\n").map { try workTree("show", "\($0):template.txt") }
  }

  /// What the versions of a file have to be, found with `git log --follow`.
  func followed(_ file: String) throws -> [String] {
    let log = try workTree(
      "log", "--follow", "--date=raw", "--format=commit %an <%ae> %ad|%H|", "--raw", "--no-abbrev",
      "--", file)
    var versions: [String] = []
    var last = ""
    for entry in log.components(separatedBy: "commit ").dropFirst().reversed() {
      let lines = entry.split(separator: "\n")
      let fields = lines[1].split { $0 == " " || $0 == "\t" }
      if fields[4] == "D" || fields[3] == last { continue }
      last = String(fields[3])
      versions.append("\(lines[0])\(fields[fields.count - 1])")
    }
    return versions
  }

  /// All references of the ledger with what they point at.
  func ledgerReferences() throws -> String {
    try workTree("for-each-ref", "refs/prompts", "refs/promptrepo")
  }
}
