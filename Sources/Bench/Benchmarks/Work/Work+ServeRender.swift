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
