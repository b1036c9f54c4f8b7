internal import CanonicalJSON

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
