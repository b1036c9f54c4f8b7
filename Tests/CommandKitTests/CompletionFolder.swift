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
    try "#!/bin/sh\nprintf '%s\\0' \"$@\" >.asked\n[ ! -e .answer ] || cat .answer\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
  }

  /// Runs a shell twice: the first run notes what the program is asked, the second has the answer.
  func twice<Output>(_ shell: () throws -> Output) throws -> Output {
    _ = try shell()
    // Another test that starts a process at this moment may hold the program open for writing, so
    // that the system refuses to run it.
    for _ in 0..<5 where !FileManager.default.fileExists(atPath: "\(path)/.asked") {
      usleep(50_000)
      _ = try shell()
    }
    let asked = try #require(FileManager.default.contents(atPath: "\(path)/.asked"))
      .split(separator: 0, omittingEmptySubsequences: false).dropLast()
    let answer = try tool.parse(asked.map { String(decoding: $0, as: UTF8.self) }).completion
    try (answer ?? []).map { "\($0)\n" }.joined()
      .write(toFile: "\(path)/.answer", atomically: true, encoding: .utf8)
    return try shell()
  }
}
