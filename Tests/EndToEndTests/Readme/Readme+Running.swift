import Foundation
import TestSupport
import Testing

extension Readme {
  /// Runs the commands of all `sh` blocks in order in one shell, as a reader would type them, and
  /// returns what they print.
  ///
  /// They start in a checkout with the example repository, on a machine where git knows no user. Folders `/tmp/prompts-NAME` are `NAME`
  /// in `folder`, and the port of the server is a free one.
  ///
  /// - Parameters:
  ///   - page: the file's name, for messages.
  ///   - end: commands that are run after those of the file.
  func runCommands(
    of page: String, in folder: TemporaryDirectory, then end: String = ""
  ) throws -> String {
    let checkout = folder.appending("checkout")
    try FileManager.default.createDirectory(atPath: checkout, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(RealPrompts.projectRoot)/.promptrepo-example",
      toPath: "\(checkout)/.promptrepo-example")
    // Setting up and building have been done by whoever runs this test.
    let lines = try commands().filter { line in
      ![".ci/setup", "swift ", "export PATH="].contains { line.hasPrefix($0) }
    }
    let script = lines.joined(separator: "\n")
    try #require(script.contains("/tmp/prompts-"))
    let programs = URL(fileURLWithPath: PromptRepo.program).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try run(
      "bash",
      [
        "-c",
        """
        set -euo pipefail
        trap 'echo "\(page): this command failed: $BASH_COMMAND" >&2' ERR
        # A server that is left over would keep the output open.
        trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
        port=$(python3 -c '
        import socket
        with socket.socket() as free:
          free.bind(("127.0.0.1", 0))
          print(free.getsockname()[1])')
        \(Readme.moved(script, to: folder.path))
        \(end)
        """,
      ], cwd: checkout,
      env: [
        "HOME": folder.path, "PATH": "\(programs):\(path)", "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1", "PROMPTREPO_DATE": "", "GIT_AUTHOR_DATE": "", "XDG_STATE_HOME": "",
      ])
    #expect(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  /// A script with the folders, the port and the Python of a test.
  private static func moved(_ script: String, to folder: String) -> String {
    [
      "/tmp/prompts-": "\(folder)/", "127.0.0.1:8080": "127.0.0.1:$port",
      "promptrepo serve": "promptrepo serve --listen 127.0.0.1:$port",
      "python3 - <<": "'\(PythonPackages.interpreter)' - <<",
    ].reduce(script) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
  }
}
