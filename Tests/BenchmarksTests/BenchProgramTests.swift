import CanonicalJSON
import Foundation
import Platform
import TestSupport
import Testing

/// The real program, with the sizes that show only that everything runs.
struct BenchProgramTests {
  /// The program.
  static let program = "\(BuiltPrograms.folder)/promptrepo-bench"

  @Test(arguments: ["version", "read", "page", "history", "rollback"])
  func comparesWithLibGit2(work: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("report.json")
    let result = try run(
      Self.program, ["--quick", "--only", work, "--json", path, "--directory", directory.path])
    try #require(result.status == 0, "\(result.stderr)")
    let report = try JSONValue(parsing: FileSystem().readFile(path))
    let results = try #require(report.object?["results"]?.array).compactMap(\.object)
    let stores = results.compactMap { $0["store"]?.string }
    #expect(Set(["promptrepo", "promptrepo, git", "libgit2"]).isSubset(of: stores))
    for row in results {
      #expect(row["work"]?.string == work)
      let figures = ["min", "p50", "max"].compactMap { row[$0]?.number?.double }
      #expect(figures.count == 3 && figures == figures.sorted() && figures[0] > 0)
    }
    #expect(result.stdout.contains(work))
    #expect(try FileSystem().listDirectory(directory.path).map(\.name) == ["report.json"])
  }

  @Test func comparesTheMatrixAndTheAuditWithGit() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("report.json")
    let result = try run(
      Self.program,
      ["--quick", "--only", "environments", "--json", path, "--directory", directory.path])
    try #require(result.status == 0, "\(result.stderr)")
    let report = try JSONValue(parsing: FileSystem().readFile(path))
    let results = try #require(report.object?["results"]?.array).compactMap(\.object)
    #expect(results.compactMap { $0["store"]?.string }.count { $0 == "promptrepo" } == 2)
    #expect(Set(results.compactMap { $0["store"]?.string }).count == 3)
  }

  @Test(arguments: [
    ("chat", ["promptrepo", "plain", "chat, as text", "promptrepo", "plain"]),
    ("partials", ["promptrepo", "without partials"]), ("reach", ["promptrepo", "list"]),
  ])
  func comparesDialectsWithPlainText(work: String, stores: [String]) throws {
    let rows = try rows(["--only", work])
    #expect(rows.compactMap { $0["store"]?.string } == stores)
    #expect(rows.allSatisfy { ($0["p50"]?.number?.double ?? 0) > 0 })
  }

  /// A program is compared with itself.
  @Test func comparesRenderingWithTheReleaseBefore() throws {
    let program = String(Self.program.dropLast("-bench".count))
    let rows = try rows(["--only", "render-command", "--before", program])
    #expect(rows.compactMap { $0["store"]?.string } == ["promptrepo", "the release before"])
    let without = try run(Self.program, ["--quick", "--only", "render-command"])
    #expect(without.stdout.contains("Left out: the release before; --before names its program"))
  }

  @Test func comparesHandlebarsWithItsPythonCounterpart() throws {
    let rows = try rows(["--only", "handlebars", "--python", PythonPackages.interpreter])
    #expect(rows.compactMap { $0["store"]?.string } == ["promptrepo", "dotpromptz-handlebars"])
    let other = try run(
      Self.program, ["--quick", "--only", "handlebars", "--python", "/bin/false"])
    #expect(other.stdout.contains("Left out: dotpromptz-handlebars, which /bin/false"))
    let without = try run(Self.program, ["--quick", "--only", "handlebars"])
    #expect(without.stdout.contains("Left out: dotpromptz-handlebars; --python"))
  }

  @Test func comparesAnswersToClientsWithCommands() throws {
    let rows = try rows(["--only", "mcp-command"])
    #expect(
      rows.compactMap { $0["store"]?.string }
        == ["promptrepo", "show", "promptrepo", "render", "promptrepo", "list --json"])
    #expect(rows.allSatisfy { ($0["p50"]?.number?.double ?? 0) > 0 })
  }

  /// The rows of the report of a quick run.
  private func rows(_ arguments: [String]) throws -> [JSONObject] {
    let directory = try TemporaryDirectory()
    let path = directory.appending("report.json")
    let result = try run(
      Self.program,
      ["--quick", "--json", path, "--directory", directory.path] + arguments)
    try #require(result.status == 0, "\(result.stderr)")
    let report = try JSONValue(parsing: FileSystem().readFile(path))
    return try #require(report.object?["results"]?.array).compactMap(\.object)
  }

  @Test func leavesOutCommandsThatAProgramLacks() throws {
    let directory = try TemporaryDirectory()
    let result = try run(
      Self.program,
      [
        "--quick", "--only", "show-command", "--program", "/bin/false", "--directory",
        directory.path,
      ])
    #expect(result.status == 0)
    #expect(result.stdout.contains("Left out: `promptrepo -C"))
  }

  @Test(.enabled("The package wrk is not there.") { try Subprocess.isThere("wrk") })
  func comparesTheServerWithABareOne() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("report.json")
    let result = try run(
      Self.program, ["--quick", "--only", "serve", "--json", path, "--directory", directory.path])
    try #require(result.status == 0, "\(result.stderr)")
    #expect(!result.stdout.contains("Left out"))
    let report = try JSONValue(parsing: FileSystem().readFile(path))
    let results = try #require(report.object?["results"]?.array).compactMap(\.object)
    func stores(_ work: String) -> Set<String> {
      Set(results.filter { $0["work"]?.string == work }.compactMap { $0["store"]?.string })
    }
    #expect(stores("serve-render") == ["promptrepo", "libmicrohttpd"])
    #expect(stores("serve-page") == ["promptrepo", "of 60"])
    #expect(stores("serve-version") == ["promptrepo", "in process"])
    #expect(stores("serve-memory") == ["promptrepo"])
    #expect(try FileSystem().listDirectory(directory.path).map(\.name) == ["report.json"])
  }

  /// As where the machine has much else to do: the server is stopped for 4.5 s once it listens, and
  /// then has the requests of the runs that ended meanwhile before it.
  @Test(
    .enabled("The package wrk is not there.") { try Subprocess.isThere("wrk") },
    arguments: isExtra ? ["serve-memory", "serve-version"] : ["serve-version"])
  func waitsForAServerThatAnswersLate(work: String) throws {
    let directory = try TemporaryDirectory()
    let late = directory.appending("late")
    let script = """
      #!/bin/sh
      program=\(Self.program.dropLast("-bench".count))
      case " $* " in *" serve "*) ;; *) exec "$program" "$@" ;; esac
      mkfifo "$0.line"
      "$program" "$@" >"$0.line" &
      server=$!
      trap 'kill "$server"' TERM
      read -r line <"$0.line"
      kill -STOP "$server"
      echo "$line"
      sleep 4.5
      kill -CONT "$server"
      wait "$server"
      wait "$server"

      """
    try FileSystem().writeFile(late, Array(script.utf8), permissions: 0o755)
    let result = try run(
      Self.program,
      [
        "--quick", "--only", work, "--program", late, "--directory", directory.path,
      ])
    #expect(result.status == 0, "\(result.stderr)")
    #expect(!result.stdout.contains("Left out"), "\(result.stdout)")
    #expect(result.stdout.contains(work))
  }

  /// The first run says that two connections were reset.
  @Test(.enabled("The package wrk is not there.") { try Subprocess.isThere("wrk") })
  func makesARunWithBrokenConnectionsAgain() throws {
    let directory = try TemporaryDirectory()
    let wrk = directory.appending("wrk")
    let script = """
      #!/bin/sh
      PATH=${PATH#*:}
      if [ "$1" = -v ] || [ -e "$0.broken" ]; then exec wrk "$@"; fi
      touch "$0.broken"
      wrk "$@" | sed 's/"read":0/"read":2/'

      """
    try FileSystem().writeFile(wrk, Array(script.utf8), permissions: 0o755)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let result = try run(
      Self.program, ["--quick", "--only", "serve-version", "--directory", directory.path],
      env: ["PATH": "\(directory.path):\(path)"])
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("some failed (read: 2)"), "\(result.stdout)")
  }

  @Test func leavesOutTheServerWithoutWrk() throws {
    let directory = try TemporaryDirectory()
    let result = try run(
      Self.program, ["--quick", "--only", "serve", "--directory", directory.path],
      env: ["PATH": directory.path])
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("Left out: the server; `wrk`"))
  }

  @Test(arguments: [["--samples", "0"], ["--samples"], ["--unknown"]])
  func refusesCommandLines(arguments: [String]) throws {
    let result = try run(Self.program, arguments)
    #expect(result.status == 64)
    #expect(result.stderr.hasPrefix("Error: "))
  }
}

extension Subprocess {
  /// Whether there is a program of this name.
  fileprivate static func isThere(_ name: String) throws -> Bool {
    try Subprocess("/bin/sh", ["-c", "command -v \"$1\"", "sh", name]).capture().succeeded
  }
}
