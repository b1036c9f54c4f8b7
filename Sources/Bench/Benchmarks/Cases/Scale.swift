internal import Platform

extension Work {
  /// What a store of very many prompts takes of memory and time, by the prompt.
  static let scale = Work(
    name: "scale", summary: "memory and time of a store of very many prompts, and of a tenth"
  ) { bench in
    let count = bench.options.size(300_000, quick: 400)
    let (few, many) = (ScaledStore(bench, count / 10), ScaledStore(bench, count))
    guard try bench.succeeds(["--version"]) else { return }
    let sizes = "\(count) prompts of one version"
    let fewer = "a tenth of the prompts"
    // What a program takes for itself is in both, and so are the buffers of a pack.
    func addMemory(
      _ title: String, atMost limit: Double, _ memory: (ScaledStore) throws -> Double?
    ) throws {
      guard let small = try memory(few), let large = try memory(many),
        let series = Series(
          Contender.ours, [(large - small) / Double(many.count - few.count)], unit: .bytes)
      else { return }
      bench.add("scale", title, [series], goals: [Goal(limit: .value(limit))])
    }
    try addMemory("import of \(sizes): peak memory, by each more than a tenth", atMost: 1_500) {
      try $0.runImport()
    }
    func measure(_ title: String, _ words: [String], atMost milliseconds: Double) throws {
      try bench.measure(
        "scale", "\(title), \(sizes)", samples: 20,
        [(Contender.ours, many), (fewer, few)].map { name, store in
          Contender(name: name) {
            try Git.run(program: bench.options.program, ["-C", store.folder] + words)
          }
        },
        goals: [.microseconds(atMost: milliseconds * 1_000), .ratio(to: fewer, atMost: 2)])
    }
    try measure("audit -n 5", ["audit", "-n", "5", "--since", "1d"], atMost: 100)
    try measure("status", ["status"], atMost: 100)
    try measure("list --limit 20", ["list", "--limit", "20"], atMost: 100)
    var starts: [Double] = []
    try addMemory("server of \(sizes): memory, by each more than a tenth", atMost: 1_000) { store in
      let served = try store.serve()
      starts = served.map { [$0.time] } ?? []
      return served?.memory
    }
    if let series = Series(Contender.ours, starts) {
      bench.add(
        "scale", "server ready, \(sizes)", [series], goals: [.microseconds(atMost: 2_000_000)])
    }
    try addMemory("gc of \(sizes): peak memory, by each more than a tenth", atMost: 2_500) {
      try $0.peak(of: ["gc"])
    }
  }
}

/// A store of many prompts that the real program makes and uses.
private struct ScaledStore {
  let count: Int
  let folder: String
  private let bench: Bench

  init(_ bench: Bench, _ count: Int) {
    self.bench = bench
    self.count = count
    folder = bench.workspace.fresh("scale-\(count)")
  }

  /// Imports the prompts from a file.
  ///
  /// - Returns: The most memory that it took, in bytes; `nil` where that is not to be known.
  func runImport() throws -> Double? {
    let path = "\(folder).jsonl"
    var output = BufferedFileWriter(try FileSystem().open(path, .truncate))
    for prompt in 0..<count {
      let text = Fixture.text(prompt: prompt, edition: 1)
        .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
      try output.append(
        Array(#"{"name":"\#(Fixture.name(prompt))","template":"\#(text)"}"#.utf8) + [10])
    }
    try output.finish().close()
    try Git.run(program: bench.options.program, ["init", folder])
    return try peak(of: ["import", path])
  }

  /// The most memory that a command takes, in bytes; `nil` where the system has no `/proc`.
  func peak(of words: [String]) throws -> Double? {
    let script = """
      "$@" >/dev/null & pid=$!
      while grep VmHWM "/proc/$pid/status" 2>/dev/null; do sleep 0.02; done
      wait "$pid"
      """
    let output = try Git.run(
      program: "/bin/sh",
      ["-c", script, "sh", bench.options.program, "-C", folder] + words)
    let peaks = output.split(separator: 10).compactMap { line in
      Double(
        String(
          decoding: line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) },
          as: UTF8.self))
    }
    return peaks.max().map { $0 * 1_024 }
  }

  /// Serves the prompts.
  ///
  /// - Returns: How long it took until the server was ready, in nanoseconds, and its memory then;
  ///   `nil` where it does not serve.
  func serve() throws -> (time: Double, memory: Double)? {
    let words = [
      "XDG_STATE_HOME=\(folder)-state", bench.options.program, "-C", folder, "serve", "--json",
      "--listen", "127.0.0.1:0",
    ]
    let start = SystemClock.monotonicNanoseconds()
    let server: ServerProcess
    do {
      server = try ServerProcess("env", words, bench.workspace)
    } catch let error as BenchError {
      bench.note("Left out: \(error)")
      return nil
    }
    let time = SystemClock.monotonicNanoseconds() - start
    let memory = try server.memory(.resident)
    try server.stop()
    return memory.map { (Double(time), $0) }
  }
}
