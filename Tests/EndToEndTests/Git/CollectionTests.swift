import Foundation
import TestSupport
import Testing

/// `promptrepo gc` in a git repository that others write to.
@Suite struct CollectionTests {
  /// Nothing that is young goes while somebody else may change the ledger.
  @Test(arguments: [0, 10, 3_599])
  func youngObjectsGoUnderTheWritersLock(grace: Int) throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("greeting", "Hi {{name}}.")
    let folder = try repo.elsewhere("bin")
    let git = "\(folder)/git"
    // A git that notes whether another writer could begin meanwhile.
    let script = """
      #!/bin/sh
      if flock -n "$PWD/.git/promptrepo/lock" true; then lock=free; else lock=held; fi
      echo "$lock $*" | sed 's/ --git-dir [^ ]*//' >> "\(folder)/calls"
      exec "$GIT_PROGRAM" "$@"

      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: git))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: git)
    let real = try run("/bin/sh", ["-c", "command -v git"]).stdout.dropLast()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let watched = repo.with(["PATH": "\(folder):\(path)", "GIT_PROGRAM": String(real)])
    try watched.ok("gc", "--grace", "\(grace)")
    try watched.ok("gc")
    let calls = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/calls")), as: UTF8.self)
    #expect(
      calls == """
        free gc --quiet --prune=3600.seconds.ago
        held gc --quiet --prune=\(grace).seconds.ago
        free gc --quiet --prune=1209600.seconds.ago

        """)
    try repo.expectCleanRepository()
  }

  /// Collections without any grace, one after the other, beside writers.
  @Test func acknowledgedVersionsStay() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("first", "text")
    let rounds = isExtra ? 300 : 25
    let written = try repo.shell(
      """
      end=$(mktemp -u)
      (until [ -e "$end" ]; do promptrepo gc --grace 0 > /dev/null 2>&1; done) &
      collector=$!
      add() {
        for number in $(seq \(rounds)); do
          printf '{"name":"%s","template":"%s %d"}\\n' "$1" "$1" "$number" \
            | promptrepo import - --format jsonl > /dev/null || exit
        done
      }
      add a & one=$!
      add b & other=$!
      wait $one && wait $other
      code=$?
      touch "$end"
      wait $collector
      rm "$end"
      exit $code
      """)
    #expect(written.status == 0, "\(written.stderr)")
    for name in ["a", "b"] {
      let versions = try repo.json("log", name)
      #expect(versions.count == rounds)
      for version in versions {
        let number = version.number("version")
        #expect(try repo.ok("show", "\(name)@\(number)") == "\(name) \(number)")
      }
    }
    try repo.expectCleanRepository()
  }
}
