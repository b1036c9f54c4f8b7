internal import APIKeys
internal import CBareServer
internal import CanonicalJSON
internal import DirectoryStore
internal import HTTPMessages
internal import Platform
internal import PromptRepo
internal import PromptService
internal import PromptSite
internal import PromptSurfaces

/// Prompts that the real program serves, and that a service in this process serves as well.
struct ServedPrompts: Sendable {
  let repository: Repository
  /// The service in this process.
  let service: PromptService
  /// The key of its callers.
  let secret: String
  private let folder: String
  /// The surfaces beside the Prompts API, by the names that `--surface` takes, and the pages, `web`.
  private let surfaces: [String]

  /// Makes so many prompts of so many versions each, packed.
  init(
    _ bench: Bench, prompts: Int, versions: Int = 1, surfaces: [String] = []
  ) throws {
    self.surfaces = surfaces
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
      ServiceConfiguration(
        sessions: surfaces.contains("web") ? SessionFile(beside: keys) : nil, version: "bench",
        now: now),
      ledgers: SingleLedger(Ledger(store)), authenticator: KeyRing(path: keys.path),
      surfaces: (surfaces.contains("langfuse") ? [LangfuseSurface()] : [])
        + (surfaces.contains("web") ? [PromptSite(title: "bench")] : []))
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
        "env",
        program + ["serve", "--json", "--listen", "127.0.0.1:0"]
          + surfaces.flatMap { ["--surface", $0] }, bench.workspace)
    } catch let error as BenchError {
      return bench.note("Left out: \(error)")
    }
    let key = String(decoding: secret.prefix { $0 != 10 }, as: UTF8.self)
    do {
      try body(server, Wrk(bench, secret: key))
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
  func path(_ prompt: Int) throws -> String { try path(of: Fixture.name(prompt)) }

  /// The path of a prompt by its name.
  func path(of name: PromptName) throws -> String {
    try "\(ServedPrompts.list)/\(repository.existing(name).record.id)"
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

/// A server in a process of its own, from its start until ``stop()``.
struct ServerProcess {
  /// Where it answers.
  let url: String
  /// The process's number.
  private let id: String

  /// What a process has taken from the processors, in nanoseconds.
  struct ProcessorTime {
    let user: Double
    let system: Double
  }

  /// Starts a program that says in one line of JSON where it answers. Its log goes nowhere.
  init(_ program: String, _ arguments: [String], _ workspace: ScratchDirectory) throws {
    let path = workspace.fresh("server")
    // Only a shell can leave a program behind that runs on.
    let script = "out=$1; shift; \"$@\" >\"$out\" 2>/dev/null </dev/null & echo $!"
    let output = try Git.run(
      program: "/bin/sh", ["-c", script, "sh", path, program] + arguments)
    id = String(decoding: output.prefix { $0 != 10 }, as: UTF8.self)
    while true {
      let line = try FileSystem().readFileIfPresent(path) ?? []
      if line.contains(10), let url = try JSONValue(parsing: line).object?["url"]?.string {
        self.url = url
        return
      }
      guard try ServerProcess.signal("0", id) else {
        throw BenchError("`\(program) \(arguments.joined(separator: " "))` does not serve")
      }
      pause(atMost: 20)
    }
  }

  /// Ends it and waits for its end.
  func stop() throws {
    guard try ServerProcess.signal("TERM", id) else { return }
    while try ServerProcess.signal("0", id) { pause(atMost: 20) }
  }

  /// What it has taken from the processors so far; `nil` where the system has no `/proc`.
  func processorTime() throws -> ProcessorTime? {
    guard let text = try read("stat") else { return nil }
    // The name in parentheses may hold spaces. What follows begins with the third field.
    let fields = text.drop { $0 != UInt8(ascii: ")") }.split(separator: UInt8(ascii: " "))
    guard fields.count > 13, let user = Double(String(decoding: fields[12], as: UTF8.self)),
      let system = Double(String(decoding: fields[13], as: UTF8.self))
    else { return nil }
    // Linux shows hundredths of a second to programs, whatever it counts in.
    return ProcessorTime(user: user * 1e7, system: system * 1e7)
  }

  /// The memory that it has in use, as Linux counts it.
  enum Memory: String {
    /// All of it, the pages of files that it has mapped included.
    case resident = "VmRSS"
    /// What is of no file.
    case anonymous = "RssAnon"
  }

  /// Its memory in bytes; `nil` where the system has no `/proc`.
  func memory(_ kind: Memory) throws -> Double? {
    guard let text = try read("status") else { return nil }
    for line in text.split(separator: 10) where line.starts(with: "\(kind.rawValue):".utf8) {
      let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return Double(String(decoding: digits, as: UTF8.self)).map { $0 * 1_024 }
    }
    return nil
  }

  private func read(_ name: String) throws -> [UInt8]? {
    try FileSystem().readFileIfPresent("/proc/\(id)/\(name)")
  }

  private static func signal(_ name: String, _ id: String) throws -> Bool {
    try Subprocess("/bin/sh", ["-c", "kill -\"$1\" \"$2\"", "sh", name, id]).capture().succeeded
  }
}

/// A server that answers every request with so many bytes and does nothing else, in a process of
/// its own: what no server on libmicrohttpd can beat.
enum BareServer {
  /// The first word of the command line that makes this program one.
  static let command = "bare-server"

  /// Serves until a signal says to end.
  ///
  /// - Parameter arguments: The size of the answers.
  static func run(_ arguments: [String], _ output: StreamWriter) throws -> Int32 {
    guard let size = arguments.first.flatMap({ Int($0) }), (0...(1 << 30)).contains(size) else {
      throw BenchError("\(command) takes the size of its answers")
    }
    Signals.hold()
    let port = cbareserver_start(size)
    guard port != 0 else { throw BenchError("libmicrohttpd does not start") }
    try output.write("{\"url\":\"http://127.0.0.1:\(port)\"}\n")
    try output.flush()
    while Signals.wait(atMost: 60_000) != .terminate {}
    return 0
  }
}
