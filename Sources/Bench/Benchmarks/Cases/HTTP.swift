internal import CanonicalJSON
internal import HTTPMessages
internal import Platform

extension Work {
  /// To read and render the active version over HTTP, beside a server that does nothing.
  static let serveRender = Work(
    name: "serve-render", summary: "the active version, rendered, over HTTP; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    let prompts = try ServedPrompts(bench, prompts: bench.options.size(1_000, quick: 20))
    let variables = JSONValue.object(Fixture.values).text()
    let target = try "\(prompts.path(0))?variables=\(PercentEncoding.encode(variables))"
    let size = try prompts.answer(.get, target).body.count
    try prompts.serve(bench) { server, wrk in
      let bare = try ServerProcess(
        CurrentProcess.executablePath(), [BareServer.command, "\(size)"], bench.workspace)
      do {
        for connections in [1, 16] {
          let loads = try bench.servers(
            [
              Side(name: Contender.ours) { try load(server, target, wrk, connections) },
              Side(name: Contender.bare) { try load(bare, target, wrk, connections) },
            ])
          report(bench, loads, connections)
        }
      } catch {
        try bare.stop()
        throw error
      }
      try bare.stop()
    }
  }

  /// What came of some requests, and what they took from the server's processors for each.
  private struct Load {
    let result: Wrk.Result
    let user: Double?
    let system: Double?
  }

  private static func load(
    _ server: ServerProcess, _ target: String, _ wrk: Wrk, _ connections: Int
  ) throws -> Load {
    let before = try server.processorTime()
    let result = try wrk.run(server.url + target, connections: connections)
    guard let before, let after = try server.processorTime() else {
      return Load(result: result, user: nil, system: nil)
    }
    return Load(
      result: result, user: (after.user - before.user) / result.requests,
      system: (after.system - before.system) / result.requests)
  }

  private static func report(
    _ bench: Bench, _ loads: [(name: String, samples: [Load])], _ connections: Int
  ) {
    func add(_ title: String, atMost limit: Double? = nil, _ figure: (Load) -> Double?) {
      bench.add(
        "serve-render", title,
        loads.compactMap { side in Series(side.name, side.samples.compactMap(figure)) },
        goals: limit.map { [.ratio(to: Contender.bare, atMost: $0)] } ?? [])
    }
    if connections == 1 {
      return add("1 connection, latency", atMost: 3) { $0.result.latency }
    }
    // A quarter of the other's requests is four times its time for each.
    add("\(connections) connections, 1 / throughput", atMost: 4) { $0.result.share }
    add("the server's processors, user") { $0.user }
    add("the server's processors, system") { $0.system }
  }
}

extension Bench {
  /// Takes samples of servers, of about a second each.
  func servers<Sample>(
    _ sides: [Side<Sample>]
  ) throws -> [(name: String, samples: [Sample])] {
    try inTurn(
      sides, samples: options.samples ?? options.size(9, quick: 1),
      warmUp: options.size(1, quick: 0))
  }
}

extension Work {
  /// A page of 50 prompts over HTTP: it may not take longer where there are more.
  static let servePage = Work(
    name: "serve-page", summary: "a page of 50 prompts over HTTP; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    let counts = bench.options.size([1_000, 10_000, 100_000], quick: [60, 300])
    let few = try ServedPrompts(bench, prompts: counts[0])
    try few.serve(bench) { server, wrk in
      let target = try page(few, counts[0])
      for count in counts {
        try servePage(
          bench, count,
          beside: Side(name: "of \(counts[0])") {
            try wrk.run(server.url + target, connections: 1).latency
          })
      }
    }
  }

  private static func servePage(
    _ bench: Bench, _ count: Int, beside few: Side<Double>
  ) throws {
    let prompts = try ServedPrompts(bench, prompts: count)
    let target = try page(prompts, count)
    try bench.measure(
      "serve-page", "50 of \(count), in process", samples: 200,
      [
        Contender(name: Contender.ours, repetitions: 10) {
          for _ in 0..<10 { consume(try prompts.answer(.get, target).body.count) }
        }
      ], goals: [.microseconds(atMost: 50)])
    try prompts.serve(bench) { server, wrk in
      let sides = try bench.servers([
        Side(name: Contender.ours) {
          try wrk.run(server.url + target, connections: 1).latency
        },
        few,
      ])
      bench.add(
        "serve-page", "50 of \(count), 1 connection, latency",
        sides.compactMap { Series($0.name, $0.samples) },
        goals: [.ratio(to: few.name, atMost: 1.3)])
    }
  }

  /// The page from the middle of the list, which has the newest first.
  private static func page(_ prompts: ServedPrompts, _ count: Int) throws -> String {
    let id = try prompts.id(count / 2)
    return "\(ServedPrompts.list)?limit=50&after=\(id)"
  }

  /// New durable versions over HTTP, beside the same in one process.
  static let serveVersion = Work(
    name: "serve-version", summary: "a new durable version over HTTP; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    // Far more than connections: one that has waited long for the lock may not meet the next of its
    // prompt, since the later of two at the same time is refused.
    let count = 1_000
    let served = try ServedPrompts(bench, prompts: count)
    let paths = try (0..<count).map { try "\(served.path($0))/versions" }
    let list = bench.workspace.fresh("paths")
    try FileSystem().writeFile(list, Array(paths.joined(separator: "\n").utf8))
    let body = bench.workspace.fresh("body")
    try FileSystem().writeFile(body, VersionLoadGenerator.body("EDITION"))
    let load = VersionLoadGenerator(try ServedPrompts(bench, prompts: count))
    // Where the next run begins: behind what may still be under way, since the later of two at the
    // same time is refused.
    var next = 0
    try served.serve(bench) { server, wrk in
      for connections in [1, 8] {
        let sides = try bench.servers([
          Side(name: Contender.ours) {
            let result = try wrk.run(server.url, connections: connections, script: posts) {
              answered in
              next += answered
              defer { next += connections }
              return [list, body, "\(next)"]
            }
            next += Int(result.requests)
            return result
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

  /// Makes versions of the prompts whose paths a file has, in turn; each has a number of its own.
  private static let posts = """
    local paths, body, count = {}, "", 0
    function init(words)
      for path in io.lines(words[1]) do paths[#paths + 1] = path end
      body = io.open(words[2]):read("*a")
      count = tonumber(words[3])
    end
    function request()
      count = count + 1
      local text = body:gsub("EDITION", count)
      local fields = { ["Content-Type"] = "application/json" }
      for name, value in pairs(wrk.headers) do fields[name] = value end
      return wrk.format("POST", paths[count % #paths + 1], fields, text)
    end

    """

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
              let result = try wrk.run(server.url, connections: 1, script: inTurn) { _ in
                [list, "\(next)"]
              }
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
