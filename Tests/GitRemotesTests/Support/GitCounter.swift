import GitRemotes
import TestSupport

/// A git on the PATH that writes down each time it is started.
struct GitCounter {
  let directory: TemporaryDirectory
  let program: GitProgram

  init(for teammate: Teammate) throws {
    directory = try TemporaryDirectory()
    let script = """
      #!/bin/sh
      echo started >> '\(directory.appending("log"))'
      PATH=/usr/local/bin:/usr/bin:/bin
      exec git "$@"
      """
    _ = try run(
      "/bin/sh", ["-c", "cat > \"$1\" && chmod +x \"$1\"", "sh", directory.appending("git")],
      stdin: Array(script.utf8))
    program = GitProgram(
      gitDirectory: teammate.gitDirectory, workTree: teammate.workTree, messages: .captured,
      program: directory.appending("git"),
      environment: [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C",
      ])
  }

  func origin(of teammate: Teammate) throws -> RemoteLedger {
    RemoteLedger(try GitRemote("origin", of: program), of: teammate.repository, git: program)
  }

  /// How many processes there were.
  func count() throws -> Int {
    try run("cat", [directory.appending("log")]).stdout.split(separator: "\n").count
  }
}
