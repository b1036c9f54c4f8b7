public import Platform

/// The program `promptrepo-bench`.
public enum Benchmarks {
  private static let work: [Work] = [
    .flush, .version, .versionCommand, .read, .page, .history, .rollback, .environments, .bulk,
    .showCommand, .reviewCommand, .lintCommand, .blameCommand, .renderCommand, .modelContext,
    .chat, .partials, .reach, .handlebars,
    .serveRender, .servePage, .serveVersion, .serveMemory, .surfaces, .site, .scale,
  ]

  /// Runs what the arguments ask for and prints the report.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the program's own name.
  ///   - executable: The path of this program, beside which `promptrepo` is looked for.
  /// - Returns: The exit code: 0, or 64 for a command line that is not understood.
  public static func run(
    _ arguments: [String], executable: String, output: StreamWriter = .output
  ) throws -> Int32 {
    if arguments.first == BareServer.command {
      return try BareServer.run(Array(arguments.dropFirst()), output)
    }
    let options: BenchOptions
    do throws(BenchError) {
      options = try BenchOptions(arguments, executable: executable)
    } catch {
      try StreamWriter.error.write("Error: \(error)\n")
      return 64
    }
    if options.wantsHelp {
      let names = work.map { "  \($0.name.padded(to: 18))  \($0.summary)" }
      try output.write("\(BenchOptions.usage)\n\(names.joined(separator: "\n"))\n")
      try output.flush()
      return 0
    }
    try LibGit2.begin()
    let bench = try Bench(options)
    do {
      for unit in work where options.wants(unit.name) { try unit.run(bench) }
    } catch {
      try bench.workspace.remove()
      throw error
    }
    try bench.workspace.remove()
    let report = Report(bench)
    try output.write(report.table)
    try output.flush()
    if let path = options.json { try FileSystem().writeFile(path, report.json) }
    return 0
  }
}

/// What the command line asks for.
struct BenchOptions {
  /// Only kinds of work whose name begins so; all when empty.
  var only: [String] = []
  /// Only this side of each comparison, for a profiler to look at.
  var store: String?
  /// How many samples each series has, instead of each work's own number.
  var samples: Int?
  /// Tiny sizes, to see that everything runs; no figure means anything.
  var isQuick = false
  /// Where the report goes as JSON.
  var json: String?
  /// The program whose commands are measured.
  var program: String
  /// The program of the release before, for work that is compared with it.
  var before: String?
  /// A Python that has dotpromptz-handlebars.
  var python: String?
  /// Where on the disk the work is done.
  var directory = "/var/tmp"

  static let usage = """
    OVERVIEW: Measure prompt repositories beside git, libgit2 and libmicrohttpd, interleaved, in
    one run.

    USAGE: promptrepo-bench [--only <work>]... [--store <store>] [--samples <n>] [--quick]
                            [--json <file>] [--program <path>] [--before <path>]
                            [--python <path>] [--directory <dir>]

    OPTIONS:
      --only <work>       Only work whose name begins so; may be given many times.
      --store <store>     Only this side of each comparison, for a profiler.
      --samples <n>       How many samples each series has.
      --quick             Tiny sizes: shows that everything runs, measures nothing.
      --json <file>       Write the report as JSON as well.
      --program <path>    The promptrepo program. (default: beside this one)
      --before <path>     The promptrepo program of the release before.
      --python <path>     A Python that has the package dotpromptz-handlebars.
      --directory <dir>   Where to work; its disk is what is measured. (default: /var/tmp)
      -h, --help          Show help information.

    WORK:
    """

  /// Whether to explain all this and do nothing.
  var wantsHelp = false

  /// Reads the command line.
  init(_ arguments: [String], executable: String) throws(BenchError) {
    program = BenchOptions.sibling(of: executable)
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "-h", "--help": wantsHelp = true
      case "--quick": isQuick = true
      case "--only": only.append(try BenchOptions.value(of: name, &rest))
      case "--store": store = try BenchOptions.value(of: name, &rest)
      case "--json": json = try BenchOptions.value(of: name, &rest)
      case "--program": program = try BenchOptions.value(of: name, &rest)
      case "--before": before = try BenchOptions.value(of: name, &rest)
      case "--python": python = try BenchOptions.value(of: name, &rest)
      case "--directory": directory = try BenchOptions.value(of: name, &rest)
      case "--samples":
        let text = try BenchOptions.value(of: name, &rest)
        guard let number = Int(text), (1...1_000_000).contains(number) else {
          throw BenchError("--samples takes a number from 1, not '\(text)'")
        }
        samples = number
      default: throw BenchError("unknown option '\(name)'; --help shows all")
      }
    }
  }

  /// Whether a kind of work is to be done.
  func wants(_ work: String) -> Bool {
    only.isEmpty || only.contains { work.utf8.starts(with: $0.utf8) }
  }

  /// One of two sizes.
  func size<Value>(_ full: Value, quick: Value) -> Value {
    isQuick ? quick : full
  }

  /// Says on a terminal how far the run is.
  func progress(_ text: String) {
    guard Terminal.isTerminal(.error) else { return }
    // Nobody misses a line of progress that cannot be written.
    do { try StreamWriter.error.write("measured \(text)\n") } catch {}
  }

  private static func value(
    of name: String, _ rest: inout ArraySlice<String>
  ) throws(BenchError) -> String {
    guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
    return value
  }

  private static func sibling(of executable: String) -> String {
    guard let slash = executable.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "promptrepo" }
    return executable[..<slash] + "/promptrepo"
  }
}

/// Why a run ended early.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
