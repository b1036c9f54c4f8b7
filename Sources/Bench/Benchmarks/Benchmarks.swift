public import Platform

/// The program `promptrepo-bench`.
public enum Benchmarks {
  private static let work: [Work] = [
    .flush, .version, .versionCommand, .read, .page, .history, .rollback, .environments, .bulk,
    .showCommand,
    .serveRender, .servePage, .serveVersion, .serveMemory, .scale,
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
