internal import HTTPMessages

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
}
