/// A person and a time: an author or committer line of a commit.
public struct Signature: Sendable, Hashable {
  /// The person's name; may be empty, holds no line break, NUL or angle bracket.
  public let name: String
  /// The person's address; may be empty, likewise.
  public let email: String
  /// The time at which it was done.
  public var time: Timestamp

  /// Makes a signature, leaving out what git's format cannot hold.
  ///
  /// Like git, drops NUL, line breaks and angle brackets anywhere, and spaces and the characters
  /// `.,:;"'\` at both ends.
  public init(name: String, email: String, time: Timestamp) {
    self.name = Signature.clean(name)
    self.email = Signature.clean(email)
    self.time = time
  }

  /// The line as a commit holds it: `Name <address> 1700000000 +0100`.
  package var line: String {
    "\(name) <\(email)> \(max(0, time.seconds)) \(time.gitOffset)"
  }

  /// The same as it is read back from a commit, which holds no milliseconds.
  package var inWholeSeconds: Signature {
    var copy = self
    copy.time.milliseconds = max(0, time.seconds) * 1000
    return copy
  }

  /// What a commit's line leaves out of the time, for its message; `nil` for a whole second.
  package var millisecondsText: String? {
    let rest = time.milliseconds % 1000
    return rest > 0 ? "\(rest)" : nil
  }

  private static func clean(_ text: String) -> String {
    let dropped: Set<UInt8> = [0, 10, 13, UInt8(ascii: "<"), UInt8(ascii: ">")]
    let kept = text.utf8.filter { !dropped.contains($0) }
    let isCrud = { (byte: UInt8) in byte <= 32 || ".,:;\"'\\".utf8.contains(byte) }
    let head = kept.drop(while: isCrud)
    guard let last = head.lastIndex(where: { !isCrud($0) }) else { return "" }
    return String(decoding: head[...last], as: UTF8.self)
  }
}

extension Signature {
  /// Reads a signature line of a commit; `nil` when it is not one.
  package init?(line: Slice<UnsafeBufferPointer<UInt8>>) {
    guard let open = line.lastIndex(of: UInt8(ascii: "<")),
      let close = line.lastIndex(of: UInt8(ascii: ">")), open < close
    else { return nil }
    let time = line[(close + 1)...].drop { $0 == 32 }
    guard let space = time.firstIndex(of: 32) else { return nil }
    let zone = time[space...].drop { $0 == 32 }.prefix { $0 != 32 }
    guard line[zone.endIndex...].allSatisfy({ $0 == 32 }), let offset = Timestamp.offset(zone),
      let seconds = Int64(String(decoding: time[..<space], as: UTF8.self)),
      seconds.magnitude < Int64.max / 1000
    else { return nil }
    var name = line[..<open]
    if name.last == UInt8(ascii: " ") { name = name.dropLast() }
    self.name = String(decoding: name, as: UTF8.self)
    self.email = String(decoding: line[(open + 1)..<close], as: UTF8.self)
    self.time = Timestamp(milliseconds: seconds * 1000, offset: offset)
  }
}
