import TestSupport
import Testing

/// A bare repository that teammates push to and fetch from.
final class Server: Sendable {
  /// How strict it is; none of it may hinder a ledger.
  enum Rules: String, CaseIterable, Sendable {
    case plain, strict, withoutAtomicPush
  }

  let directory: TemporaryDirectory
  var path: String { directory.appending("server.git") }

  init(_ rules: Rules = .plain) throws {
    directory = try TemporaryDirectory()
    try git(path, ["init", "--quiet", "--bare"])
    let settings: [String] =
      switch rules {
      case .plain: []
      case .strict:
        [
          "receive.denyNonFastForwards", "receive.denyDeletes", "receive.fsckObjects",
          "transfer.fsckObjects",
        ]
      case .withoutAtomicPush: []
      }
    for setting in settings { try git(path, ["config", setting, "true"]) }
    if rules == .withoutAtomicPush {
      try git(path, ["config", "receive.advertiseAtomic", "false"])
    }
  }

  /// The names and targets of the references of its ledger.
  func references() throws -> [String] {
    try git(
      path,
      ["for-each-ref", "--format=%(refname) %(objectname)", "refs/prompts", "refs/promptrepo"]
    )
    .stdout.split(separator: "\n").map(String.init)
  }

  /// Makes a script run for each reference that is pushed: `$1` its name, `$2` and `$3` old and
  /// new value.
  func setUpdateHook(_ script: String) throws {
    let hook = "\(path)/hooks/update"
    let result = try run(
      "/bin/sh",
      ["-c", "mkdir -p \"$(dirname \"$1\")\"; cat > \"$1\" && chmod +x \"$1\"", "sh", hook],
      stdin: Array("#!/bin/sh\n\(script)\n".utf8))
    #expect(result.status == 0)
  }
}
