internal import Platform

extension Work {
  /// The memory of a server that has shown all it has.
  static let serveMemory = Work(
    name: "serve-memory",
    summary: "a server's memory after all prompts were listed and read; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    let count = bench.options.size(10_000, quick: 100)
    let prompts = try ServedPrompts(bench, prompts: count, versions: 3)
    // The list has the newest first, which are those of the highest numbers.
    let pages = try stride(from: count, to: 0, by: -50).map { end in
      let cursor = end == count ? "" : "&after=\(try prompts.id(end))"
      return "\(ServedPrompts.list)?limit=50\(cursor)"
    }
    let paths = try pages + (0..<count).map { try prompts.path($0) }
    let list = bench.workspace.fresh("paths")
    try FileSystem().writeFile(list, Array(paths.joined(separator: "\n").utf8))
    let sides = try bench.inTurn(
      [
        Side(name: Contender.ours) {
          var memory: [ServerProcess.Memory: Double] = [:]
          try prompts.serve(bench) { server, wrk in
            var next = 0
            while next < paths.count {
              let result = try wrk.run(
                server.url, connections: 1, script: inTurn, [list, "\(next)"])
              next += Int(result.requests)
            }
            for kind in [ServerProcess.Memory.resident, .anonymous] {
              memory[kind] = try server.memory(kind)
            }
          }
          return memory
        }
      ], samples: bench.options.samples ?? bench.options.size(3, quick: 1), warmUp: 0)
    func add(_ title: String, _ kind: ServerProcess.Memory, goals: [Goal] = []) {
      bench.add(
        "serve-memory", title,
        sides.compactMap { Series($0.name, $0.samples.compactMap { $0[kind] }, unit: .bytes) },
        goals: goals)
    }
    add(
      "\(count) prompts of 3 versions, listed and read", .resident,
      goals: [.megabytes(atMost: 100)])
    add("of it, without mapped files", .anonymous)
  }

  /// Requests for the paths in a file, one after the other.
  private static let inTurn = """
    local paths, next, answers = {}, 0, 0
    function init(words)
      for path in io.lines(words[1]) do paths[#paths + 1] = path end
      next = tonumber(words[2])
      answers = next
    end
    function request()
      next = next + 1
      return wrk.format("GET", paths[math.min(next, #paths)])
    end
    function response()
      answers = answers + 1
      if answers >= #paths then wrk.thread:stop() end
    end

    """
}
