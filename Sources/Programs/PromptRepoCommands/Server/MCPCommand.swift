internal import CanonicalJSON
internal import CommandKit
internal import MCPPrompts
internal import Platform
internal import PromptMCP
internal import PromptRepo
internal import Synchronization

let mcpCommand = Command<CommandContext>(
  "mcp", abstract: "Serve the prompts to clients of the Model Context Protocol.",
  discussion: """
    Reads messages from standard input and writes answers to standard output, one a line, until the \
    input ends; clients start it themselves. Prompts are what is active, or with --env what is live \
    in that environment, and are filled in here. Clients are told when the list of prompts changes. \
    Logs to standard error.
    """,
  .option(
    "-e", "--env", valueName: "env",
    help: "Serve what is live in this environment; what is active by default."),
  .option(
    "--prefix", valueName: "text", help: "Serve only prompts whose names begin with this text."),
  .flag("--flat", help: "Write names without slashes: '/' as '.', and '.' as '..'.")
) { (context, environment: EnvironmentName?, prefix: String?, isFlat: Bool) in
  // First, since a companion program that takes over has to find standard input unread.
  let repository = try context.repository()
  if let environment { _ = try repository.environment(environment) }
  let ledger = FollowedLedger(try context.location(), context)
  let catalogue = LedgerCatalogue(
    .init(environment: environment, prefix: prefix ?? "", isFlat: isFlat),
    note: { context.warn($0) }, open: { try ledger.repository() })
  let server = MCPServer(
    catalogue, version: PromptRepoProgram.version, transport: .stdio, note: { context.warn($0) })
  try context.serve(MCPSession(server), catalogue)
}

extension CommandContext {
  /// The longest line that is read.
  private static let lineLimit = 8 << 20
  /// How long it takes at most until a change is noticed.
  private static let pause: UInt64 = 1_000_000_000
  /// At how many looks all references are looked at, for what plain git has moved.
  private static let looksOfStore = 10

  /// Answers until the input ends.
  fileprivate func serve(_ session: MCPSession, _ catalogue: LedgerCatalogue) throws {
    var session = session
    var lines = LineInput(limit: Self.lineLimit)
    var lastLook = SystemClock.monotonicNanoseconds()
    var looks = 0
    while true {
      let wait = session.isListening ? Int32(Self.pause / 1_000_000) : nil
      switch try lines.next(within: wait) {
      case .end:
        try send(session.end())
        return
      case .line(let line):
        // What ends lines elsewhere, and empty lines, are nothing to JSON.
        if line.allSatisfy({ $0 == 13 || $0 == 32 || $0 == 9 }) { break }
        if let answer = session.answer(to: line) { try send([answer]) }
      case .longLine: try send([session.answerToLongLine(limit: Self.lineLimit)])
      case .nothing: break
      }
      let now = SystemClock.monotonicNanoseconds()
      guard session.isListening, now - lastLook >= Self.pause else { continue }
      lastLook = now
      looks += 1
      if hasChanged(catalogue, afresh: looks.isMultiple(of: Self.looksOfStore)) {
        try send(session.changeNotifications())
      }
    }
  }

  /// Whether the list has changed; where that cannot be told now, a later look tells it.
  private func hasChanged(_ catalogue: LedgerCatalogue, afresh: Bool) -> Bool {
    do throws(CatalogueError) {
      return try catalogue.hasChanged(afresh: afresh)
    } catch {
      switch error {
      case .failed(let reason), .refused(let reason): warn(reason)
      }
      return false
    }
  }

  private func send(_ messages: [JSONObject]) throws(SystemError) {
    for message in messages {
      try StreamWriter.output.write(JSONValue.object(message).utf8(.canonical) + [10])
    }
    try StreamWriter.output.flush()
  }
}
