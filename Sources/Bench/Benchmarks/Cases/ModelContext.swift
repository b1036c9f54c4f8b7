internal import CanonicalJSON
internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension Work {
  /// Whole processes that answer a client of the Model Context Protocol.
  static let modelContext = Work(
    name: "mcp-command", summary: "promptrepo mcp beside show, and its list beside list --json"
  ) { bench in
    let folder = bench.workspace.fresh("mcp")
    try FileSystem().makeDirectory(folder)
    let store = try DirectoryStore.create(at: "\(folder)/.promptrepo", layout: .prompts)
    let count = bench.options.size(10_000, quick: 40)
    try Fixture.fill(store, prompts: count)
    let name = try Fixture.name(0).rawValue
    let mcp = ["-C", folder, "mcp"]
    guard try bench.succeeds(mcp) else { return }
    let first = ModelContextLine.line(
      "initialize",
      ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "bench"]])
    let get = ModelContextLine.line(
      "prompts/get", ["name": .string(name), "arguments": .object(Fixture.values)])
    func asked(_ contender: String, _ lines: [UInt8]) -> Contender {
      Contender(name: contender) {
        consume(try Git.run(program: bench.options.program, mcp, input: lines).count)
      }
    }
    func command(_ contender: String, _ words: [String]) -> Contender {
      Contender(name: contender) {
        consume(try Git.run(program: bench.options.program, ["-C", folder] + words).count)
      }
    }
    let show = "show"
    try bench.measure(
      "mcp-command", "start to first answer", samples: 200,
      [asked(Contender.ours, first), command(show, ["show", name])],
      goals: [.ratio(to: show, atMost: 1.3)])
    let render = "render"
    let values = Fixture.values.flatMap { ["--var", "\($0.key)=\($0.value.string ?? "")"] }
    try bench.measure(
      "mcp-command", "one prompt filled in", samples: 200,
      [asked(Contender.ours, get), command(render, ["render", name, "--messages"] + values)],
      goals: [.ratio(to: render, atMost: 1.3)])
    let list = "list --json"
    let pages = try ModelContextLine.allPages { line in
      try Git.run(program: bench.options.program, mcp, input: line)
    }
    try bench.measure(
      "mcp-command", "all pages of the list, \(count) prompts", samples: 20,
      [asked(Contender.ours, pages), command(list, ["list", "--json"])],
      goals: [.ratio(to: list, atMost: 1.5)])
  }
}

/// Messages of a client.
private enum ModelContextLine {
  /// A request as a line.
  static func line(_ method: String, _ parameters: JSONObject) -> [UInt8] {
    JSONValue.object([
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(parameters),
    ]).utf8() + [10]
  }

  /// The requests for all pages of the list.
  ///
  /// - Parameter answer: Gives the answer to a line.
  static func allPages(_ answer: ([UInt8]) throws -> [UInt8]) throws -> [UInt8] {
    var lines: [UInt8] = []
    var parameters = JSONObject()
    while true {
      let line = line("prompts/list", parameters)
      lines += line
      let result = try JSONValue(parsing: answer(line)).object?["result"]?.object
      guard let result else { throw BenchError("prompts/list is refused") }
      guard let cursor = result["nextCursor"] else { return lines }
      parameters["cursor"] = cursor
    }
  }
}
