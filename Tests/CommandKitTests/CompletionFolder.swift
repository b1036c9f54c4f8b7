import CommandKit
import Foundation
import TestSupport
import Testing

/// A folder with a shell's completion script, the program that it asks, a file and a folder.
///
/// The program notes what it is asked in `.asked`, and prints what `.answer` holds, if it is there.
struct CompletionFolder {
  private let directory: TemporaryDirectory
  private let tool: Program<SampleContext>
  let path: String

  init(_ shell: String, _ tool: Program<SampleContext>) throws {
    directory = try TemporaryDirectory()
    self.tool = tool
    path = directory.path
    let script = try #require(tool.parse(["--generate-completion-script", shell]).printed)
    try script.write(
      toFile: directory.appending("completion.\(shell)"), atomically: true, encoding: .utf8)
    try "".write(toFile: directory.appending("in put.csv"), atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: directory.appending("in ner"), withIntermediateDirectories: true)
    let program = directory.appending("sample")
    let source = "#!/bin/sh\nprintf '%s\\0' \"$@\" >.asked\n[ ! -e .answer ] || cat .answer\n"
    // By a process of its own: what another test's child still holds open for writing, the system
    // refuses to run.
    let written = try run(
      "sh", ["-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh", program], stdin: Array(source.utf8))
    try #require(written.status == 0, "\(written.stderr)")
  }

  /// Runs a shell twice: the first run notes what the program is asked, the second has the answer.
  func twice<Output>(_ shell: () throws -> Output) throws -> Output {
    _ = try shell()
    let asked = try #require(FileManager.default.contents(atPath: "\(path)/.asked"))
      .split(separator: 0, omittingEmptySubsequences: false).dropLast()
    let answer = try tool.parse(asked.map { String(decoding: $0, as: UTF8.self) }).completion
    try (answer ?? []).map { "\($0)\n" }.joined()
      .write(toFile: "\(path)/.answer", atomically: true, encoding: .utf8)
    return try shell()
  }
}
