internal import CanonicalJSON
internal import HTTPMessages
internal import PromptService

/// A line of JSON for each request, without queries, bodies and secrets.
public struct AccessLog: Sendable {
  private let write: (@Sendable ([UInt8]) -> Void)?
  private let now: @Sendable () -> String

  /// Writes to a function, or nowhere.
  ///
  /// - Parameter now: The time of day as the log shows it.
  public init(now: @escaping @Sendable () -> String, write: (@Sendable ([UInt8]) -> Void)?) {
    self.now = now
    self.write = write
  }

  func write(
    _ request: IncomingRequest, _ state: IncomingRequest.State, status: Int, peer: String?
  ) {
    guard let write else { return }
    var line = LogLine(time: now(), event: "request")
    line.add("method", AccessLog.beginning(state.method.utf8[...], atMost: 32))
    let target = request.target ?? ""
    line.add(
      "path", AccessLog.beginning(target.utf8.prefix { $0 != UInt8(ascii: "?") }, atMost: 256))
    line.add("status", status)
    line.add("microseconds", Int(request.seconds * 1_000_000))
    line.add("bytes", state.isSent ? state.answer?.response.body.count ?? 0 : 0)
    line.add("peer", peer)
    line.add("client", state.trace?.client)
    line.add("id", state.trace?.id)
    line.add("trace", state.trace?.traceID)
    line.add("surface", state.exchange?.surface)
    line.add("operation", state.exchange?.operation)
    line.add("key", state.exchange?.key)
    line.add("owner", state.exchange?.owner)
    line.add("failure", state.answer?.failure)
    write(line.finished)
  }

  /// Writes that libmicrohttpd has refused what it could not read.
  func write(refusal id: String, status: Int, peer: String) {
    guard let write else { return }
    var line = LogLine(time: now(), event: "refused")
    line.add("status", status)
    line.add("peer", peer)
    line.add("id", id)
    write(line.finished)
  }

  /// The beginning of a text; code points, since any number of them can make one character.
  private static func beginning(_ text: Substring.UTF8View, atMost count: Int) -> String {
    text.count <= count
      ? String(Substring(text)) : String(Substring(text).unicodeScalars.prefix(count))
  }

  /// Writes that something happened which is no request.
  public func note(_ event: String, _ details: [String: String] = [:]) {
    guard let write else { return }
    var line = LogLine(time: now(), event: event)
    for key in details.keys.sorted() { line.add(named: key, details[key]) }
    write(line.finished)
  }
}

/// One line of the log, a JSON object; written member by member, since every request has one.
struct LogLine {
  private var bytes: [UInt8] = []

  init(time: String, event: String) {
    bytes.reserveCapacity(512)
    add("time", time)
    add("event", event)
  }

  /// The whole line.
  var finished: [UInt8] {
    HiddenCharacters.escaped(inJSON: bytes) + [UInt8(ascii: "}"), 10]
  }

  /// Adds a text; one that is absent is left out.
  mutating func add(_ key: StaticString, _ text: String?) {
    guard let text else { return }
    begin(key)
    JSONValue.string(text).write(to: &bytes)
  }

  /// Adds a whole number.
  mutating func add(_ key: StaticString, _ number: Int) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  /// Adds a text whose key is made at run time.
  mutating func add(named key: String, _ text: String?) {
    guard let text else { return }
    bytes.append(UInt8(ascii: ","))
    JSONValue.string(key).write(to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    JSONValue.string(text).write(to: &bytes)
  }

  private mutating func begin(_ key: StaticString) {
    bytes.append(bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
    bytes.append(UInt8(ascii: "\""))
    key.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes += [UInt8(ascii: "\""), UInt8(ascii: ":")]
  }
}
