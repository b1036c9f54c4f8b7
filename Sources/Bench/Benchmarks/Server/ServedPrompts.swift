internal import APIKeys
internal import DirectoryStore
internal import HTTPMessages
internal import Platform
internal import PromptRepo
internal import PromptService

/// Prompts that the real program serves, and that a service in this process serves as well.
struct ServedPrompts: Sendable {
  let repository: Repository
  /// The service in this process.
  let service: PromptService
  /// The key of its callers.
  let secret: String
  private let folder: String

  /// Makes so many prompts of so many versions each, packed.
  init(_ bench: Bench, prompts: Int, versions: Int = 1) throws {
    folder = bench.workspace.fresh("served-\(prompts)")
    try FileSystem().makeDirectory(folder)
    let store = try DirectoryStore.create(at: "\(folder)/.promptrepo", layout: .prompts)
    try Fixture.fill(store, prompts: prompts, versions: versions)
    repository = Repository(store: store)
    let now = { @Sendable in Timestamp(milliseconds: SystemClock.nowMilliseconds()) }
    let keys = KeyFile("\(folder)-state/own/keys.json")
    secret = try keys.create(
      owner: Owner("bench"), role: .admin, expiresAt: nil, now: now()
    ).secret
    service = PromptService(
      ServiceConfiguration(version: "bench", now: now), ledgers: SingleLedger(Ledger(store)),
      authenticator: KeyRing(path: keys.path))
    try service.prepare()
  }

  /// Serves the prompts with the real program while a function runs, which is given the server and
  /// what sends requests with a key; notes it where the program does not serve.
  func serve(_ bench: Bench, _ body: (ServerProcess, Wrk) throws -> Void) throws {
    let program = ["XDG_STATE_HOME=\(folder)-state", bench.options.program, "-C", folder]
    let secret: [UInt8]
    let server: ServerProcess
    do {
      secret = try Git.run(
        program: "env", program + ["key", "create", "--owner", "bench", "--role", "admin"])
      server = try ServerProcess(
        "env", program + ["serve", "--json", "--listen", "127.0.0.1:0"], bench.workspace)
    } catch let error as BenchError {
      return bench.note("Left out: \(error)")
    }
    let key = String(decoding: secret.prefix { $0 != 10 }, as: UTF8.self)
    do {
      try body(server, Wrk(bench.workspace, secret: key))
    } catch {
      try server.stop()
      throw error
    }
    try server.stop()
  }

  /// The id of a prompt.
  func id(_ prompt: Int) throws -> PromptID {
    try repository.existing(Fixture.name(prompt)).record.id
  }

  /// The path of a prompt.
  func path(_ prompt: Int) throws -> String {
    try "\(ServedPrompts.list)/\(id(prompt))"
  }

  /// The path of the list.
  static let list = "/api/v1/llm/prompts"

  /// What the service in this process answers; an error is none.
  func answer(
    _ method: HTTPMethod, _ target: String, body: [UInt8] = []
  ) throws -> HTTPResponse {
    var fields: HTTPFields = [.authorization: "Bearer \(secret)"]
    if method == .post { fields[.contentType] = "application/json" }
    let response = service.respond(to: HTTPRequest(method, target, fields: fields), body: body)
    guard response.status.rawValue < 300 else {
      let body = String(decoding: response.body, as: UTF8.self)
      throw BenchError("\(method.rawValue) \(target): \(body)")
    }
    return response
  }
}
