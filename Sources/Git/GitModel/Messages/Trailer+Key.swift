extension Trailer {
  /// The name of a trailer.
  public struct Key: RawRepresentable, Hashable, Sendable {
    /// The name as the message spells it.
    public let rawValue: String

    /// Makes a key with this spelling.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The milliseconds of the committer's time, which a commit holds in whole seconds.
    public static let milliseconds = Key(rawValue: "Milliseconds")

    package static func isAllowed(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }
}
