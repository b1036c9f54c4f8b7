internal import HTTPMessages
internal import Platform
internal import PromptService
internal import Synchronization

/// A request on its way in, from its first line to its answer.
///
/// libmicrohttpd calls for one request from one thread at a time; only the answer comes from a
/// thread of ours.
final class IncomingRequest: Sendable {
  /// What has happened so far.
  struct State: Sendable {
    /// What the service makes of the head; `nil` until it has arrived.
    var exchange: Exchange?
    var method = ""
    /// Whether the answer is sent without waiting for the body.
    var isUrgent = false
    var body: [UInt8] = []
    /// How many bytes of the body have come, those that were thrown away included.
    var received = 0
    /// How many bytes of the budget the body holds.
    var taken = 0
    /// Whether all of it has come.
    var isWhole = false
    /// The answer, once there is one.
    var answer: Answer?
    var isSent = false
  }

  /// The path and the query as they were sent; `nil` for what is not UTF-8.
  let target: String?
  /// Where the target ends in memory.
  private let end: UInt
  let startedAt = SystemClock.monotonicNanoseconds()
  private let state = Mutex(State())

  init(target: UnsafePointer<CChar>) {
    let text = String(validatingCString: target)
    self.target = text
    end = UInt(bitPattern: target) + UInt(text?.utf8.count ?? 0)
  }

  /// Whether there is nothing between the target and the version but a space; NUL, which ends a
  /// text of C, could be there.
  func isFollowed(by version: UnsafePointer<CChar>?) -> Bool {
    let distance = UInt(bitPattern: version) &- end
    return distance <= 1 || distance > UInt(ServerSettings.connectionMemory)
  }

  func withState<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
    state.withLock(body)
  }

  /// What has happened, which is not asked for again.
  func takeState() -> State {
    state.withLock { state in
      var taken = State()
      swap(&taken, &state)
      return taken
    }
  }

  /// How long it has taken so far, in seconds.
  var seconds: Double {
    Double(SystemClock.monotonicNanoseconds() - startedAt) / 1e9
  }
}
