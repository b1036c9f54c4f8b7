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
    /// How many bytes the body has, as the head says; `nil` for chunks, and for none.
    var declared: Int?
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
  /// Where the target begins and ends in memory.
  private let start: UInt
  private let end: UInt
  let startedAt = SystemClock.monotonicNanoseconds()
  private let state = Mutex(State())

  init(target: UnsafePointer<CChar>) {
    let text = String(validatingCString: target)
    self.target = text
    start = UInt(bitPattern: target)
    end = start + UInt(text?.utf8.count ?? 0)
  }

  /// Whether there is nothing between the target and the version but a space; NUL, which ends a
  /// text of C, could be there.
  func isFollowed(by version: UnsafePointer<CChar>?) -> Bool {
    let distance = UInt(bitPattern: version) &- end
    return distance <= 1 || distance > UInt(ServerSettings.connectionMemory)
  }

  /// Whether a field of the head goes on on the next line, which RFC 9112 has servers refuse, and
  /// libmicrohttpd reads in its own way.
  ///
  /// It looks at the head in memory, where zeros stand for the ends of lines and for colons.
  ///
  /// - Parameters:
  ///   - version: The version on the request line.
  ///   - head: The length of the head, from the method on.
  func isFolded(after version: UnsafePointer<CChar>?, method: String, head: Int) -> Bool {
    guard let version, head <= ServerSettings.connectionMemory else { return false }
    let first = UInt(bitPattern: version)
    let last = start + UInt(head) &- UInt(method.utf8.count + 1)
    guard first > start, first < last, last - first <= UInt(head) else { return false }
    var ends = 0
    for byte in UnsafeRawBufferPointer(start: version, count: Int(last - first)) {
      if byte == 0 || byte == 0x0a || byte == 0x0d {
        ends += 1
      } else {
        if ends > 1, byte == 0x20 || byte == 0x09 { return true }
        ends = 0
      }
    }
    return false
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
