import Foundation
import TestSupport
import Testing

/// A directory of a test's own, and scripts run in it.
struct Scratch {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  func write(_ text: String, to name: String) throws {
    try write(bytes: Array(text.utf8), to: name)
  }

  func write(bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: directory.appending(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: directory.appending(name))))
  }

  /// Runs a script, with git as if it were newly installed; it must exit with 0.
  func shell(_ script: String) throws {
    let result = try run(
      "/bin/sh", ["-eu", "-c", script], cwd: directory.path,
      env: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"])
    #expect(result.status == 0, "\(script): \(result.stderr)")
  }
}

extension String {
  init(bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }

  var bytes: [UInt8] { Array(utf8) }
}
