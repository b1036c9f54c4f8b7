/// One line of data at the end of a commit's message.
public struct Trailer: Sendable, Hashable {
  /// What the line says, such as `Version-Hash`.
  public let key: Key
  /// The value as it was given, quoting undone.
  public let value: String

  /// Makes a trailer from its parts.
  public init(_ key: Key, _ value: String) {
    self.key = key
    self.value = value
  }

  /// The line as a message holds it, C-quoted where a plain line could not hold the value.
  package var line: String {
    "\(key.rawValue): \(CQuoting.quoteIfNeeded(value))"
  }

  /// Reads a line; `nil` when it is not a trailer.
  package init?(line: UnsafeBufferPointer<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(Key.isAllowed), line.count > colon + 1,
      line[colon + 1] == UInt8(ascii: " "),
      let value = CQuoting.unquote(UnsafeBufferPointer(rebasing: line[(colon + 2)...]))
    else { return nil }
    self.init(Key(rawValue: String(decoding: line[..<colon], as: UTF8.self)), value)
  }
}
