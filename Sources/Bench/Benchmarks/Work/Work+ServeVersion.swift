internal import CanonicalJSON
internal import Platform

extension Work {
  /// New durable versions over HTTP, beside the same in one process.
  static let serveVersion = Work(
    name: "serve-version", summary: "a new durable version over HTTP; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    // Far more than connections: one that has waited long for the lock may not meet the next of its
    // prompt, since the later of two at the same time is refused.
    let count = bench.options.size(1_000, quick: 200)
    let served = try ServedPrompts(bench, prompts: count)
    let paths = try (0..<count).map { try "\(served.path($0))/versions" }
    let list = bench.workspace.fresh("paths")
    try FileSystem().writeFile(list, Array(paths.joined(separator: "\n").utf8))
    let body = bench.workspace.fresh("body")
    try FileSystem().writeFile(body, VersionLoad.body("EDITION"))
    let load = VersionLoad(try ServedPrompts(bench, prompts: count))
    var run = 0
    try served.serve(bench) { server, wrk in
      for connections in [1, 8] {
        let sides = try bench.servers([
          Side(name: Contender.ours) {
            // Editions of one run never meet those of another.
            run += 1
            return try wrk.run(
              server.url, connections: connections, script: posts, [list, body, "\(run)"])
          },
          Side(name: Contender.inProcess) {
            try load.run(threads: connections, atLeast: bench.options.size(1, quick: 0.1))
          },
        ])
        let isOne = connections == 1
        bench.add(
          "serve-version",
          isOne ? "1 connection, latency" : "\(connections) connections, 1 / throughput",
          sides.compactMap { side in
            Series(side.name, side.samples.map { isOne ? $0.latency : $0.share })
          })
      }
    }
  }

  /// Makes versions of the prompts whose paths a file has, in turn.
  private static let posts = """
    local paths, body, run, count = {}, "", 0, 0
    function init(words)
      for path in io.lines(words[1]) do paths[#paths + 1] = path end
      body = io.open(words[2]):read("*a")
      run = words[3]
    end
    function request()
      count = count + 1
      local text = body:gsub("EDITION", run .. "-" .. count)
      local fields = { ["Content-Type"] = "application/json" }
      for name, value in pairs(wrk.headers) do fields[name] = value end
      return wrk.format("POST", paths[count % #paths + 1], fields, text)
    end

    """
}
