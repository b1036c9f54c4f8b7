internal import CanonicalJSON
internal import HTTPMessages
internal import Platform
internal import PromptRepo

extension Work {
  /// What clients of other systems ask, beside the same through the Prompts API.
  static let surfaces = Work(
    name: "surfaces", summary: "other systems' clients beside the Prompts API; needs wrk"
  ) { bench in
    guard try Wrk.isThere(bench) else { return }
    let prompts = try ServedPrompts(
      bench, prompts: bench.options.size(1_000, quick: 20), surfaces: ["langfuse", "mcp"])
    let chat = try prompts.addChat()
    try prompts.serve(bench) { server, wrk in
      let beside = try Beside(bench, prompts, server, wrk)
      try beside.add(
        "Langfuse, a text by its label", langfuse(try Fixture.name(0)), goal: 1.3)
      try beside.add(
        "Langfuse, a chat of 4 messages", langfuse(chat), api: try prompts.path(of: chat),
        goal: 1.6)
      try beside.addCall("prompts/get of MCP", goal: 2)
      let missing = "/api/public/v2/prompts/no%2Fsuch"
      let sides = try bench.servers([
        Side(name: Contender.ours) {
          try wrk.run(server.url + missing, connections: 1, takesRefusals: true).latency
        },
        Side(name: "/healthz") { try wrk.run(server.url + "/healthz", connections: 1).latency },
      ])
      bench.add(
        "surfaces", "Langfuse, an unknown name",
        sides.compactMap { Series($0.name, $0.samples) },
        goals: [.ratio(to: "/healthz", atMost: 1.5)])
    }
    for count in bench.options.size([1_000, 10_000, 100_000], quick: [60]) {
      let many = try ServedPrompts(bench, prompts: count, surfaces: ["langfuse"])
      try many.serve(bench) { server, wrk in
        let cursor = try many.id(count / 2)
        try Beside(bench, many, server, wrk).add(
          "Langfuse, a page of 50 of \(count)",
          "/api/public/v2/prompts?limit=50&page=\(max(1, count / 100))",
          api: "\(ServedPrompts.list)?limit=50&after=\(cursor)", goal: 2)
      }
    }
    try creates(bench)
  }

  private static func langfuse(_ name: PromptName) -> String {
    "/api/public/v2/prompts/\(PercentEncoding.encode(name.rawValue))?label=production"
  }

  /// A new prompt that is live at once, durable, in this process.
  private static func creates(_ bench: Bench) throws {
    let prompts = try ServedPrompts(bench, prompts: 20, surfaces: ["langfuse"])
    var number = 0
    func body(_ member: String, _ more: JSONObject) -> [UInt8] {
      number += 1
      var object: JSONObject = ["name": .string("new/p-\(number)")]
      object[member] = .string(Fixture.text(prompt: number, edition: 1))
      for member in more { object[member.key] = member.value }
      return JSONValue.object(object).utf8()
    }
    try bench.measure(
      "surfaces", "Langfuse, create with a label, durable", samples: 60,
      [
        Contender(name: Contender.ours) {
          let sent = body("prompt", ["labels": ["production"]])
          _ = try prompts.answer(.post, "/api/public/v2/prompts", body: sent)
        },
        Contender(name: Beside.api) {
          _ = try prompts.answer(.post, ServedPrompts.list, body: body("template", [:]))
        },
      ], goals: [.ratio(to: Beside.api, atMost: 1.3)])
  }
}

/// Compares requests of other systems' clients with those of the Prompts API, at one server.
private struct Beside {
  /// The name of the other side.
  static let api = "Prompts API"

  private let bench: Bench
  private let server: ServerProcess
  private let wrk: Wrk
  /// The path of a prompt's text in the Prompts API.
  private let prompt: String

  init(_ bench: Bench, _ prompts: ServedPrompts, _ server: ServerProcess, _ wrk: Wrk) throws {
    self.bench = bench
    self.server = server
    self.wrk = wrk
    prompt = try prompts.path(0)
  }

  /// Compares two paths that are read.
  func add(_ title: String, _ path: String, api: String? = nil, goal: Double) throws {
    try add(title, goal: goal, api: api ?? prompt) {
      try wrk.run(server.url + path, connections: 1).latency
    }
  }

  /// Compares a call of the Model Context Protocol with a prompt that is rendered.
  func addCall(_ title: String, goal: Double) throws {
    let values = JSONValue.object(Fixture.values).text()
    let call: JSONObject = [
      "jsonrpc": "2.0", "id": 1, "method": "prompts/get",
      "params": [
        "name": .string(try Fixture.name(0).rawValue), "arguments": .object(Fixture.values),
      ],
    ]
    let script = """
      wrk.method = "POST"
      wrk.body = [==[\(JSONValue.object(call).text())]==]
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Accept"] = "application/json, text/event-stream"
      wrk.headers["MCP-Protocol-Version"] = "2025-11-25"

      """
    try add(title, goal: goal, api: "\(prompt)?variables=\(PercentEncoding.encode(values))") {
      try wrk.run(server.url + "/mcp", connections: 1, script: script).latency
    }
  }

  private func add(
    _ title: String, goal: Double, api: String, _ ours: @escaping () throws -> Double
  ) throws {
    let sides = try bench.servers([
      Side(name: Contender.ours, take: ours),
      Side(name: Beside.api) { try wrk.run(server.url + api, connections: 1).latency },
    ])
    bench.add(
      "surfaces", title, sides.compactMap { Series($0.name, $0.samples) },
      goals: [.ratio(to: Beside.api, atMost: goal)])
  }
}

extension ServedPrompts {
  /// Adds a chat of four messages and about 1 KB.
  fileprivate func addChat() throws -> PromptName {
    let text = Fixture.text(prompt: 1, edition: 1)
    let roles = ["system", "user", "assistant", "user"]
    let length = text.utf8.count / roles.count
    var rest = text.utf8[...]
    var chat = ""
    for role in roles {
      chat += "{{role \"\(role)\"}}" + String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length)
    }
    let name = try PromptName("team/chat")
    try repository.change(by: Fixture.author) { transaction throws(RepositoryError) in
      try transaction.create(
        name, VersionDraft(VersionContent(template: chat, config: ["dialect": "chat"])))
    }
    return name
  }
}
