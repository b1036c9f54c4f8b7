/// The names of control characters, which Unicode lists as aliases since they have no names.
enum ControlNames {
  /// The name of a control; `nil` for any other code point.
  static func name(_ value: UInt32) -> String? {
    switch value {
    case 0..<0x20: ofASCII[Int(value)]
    case 0x7F..<0xA0: furtherOnes[Int(value) - 0x7F]
    default: nil
    }
  }

  /// From U+0000 on.
  private static let ofASCII = [
    "null", "start of heading", "start of text", "end of text", "end of transmission", "enquiry",
    "acknowledge", "alert", "backspace", "character tabulation", "line feed", "line tabulation",
    "form feed", "carriage return", "shift out", "shift in", "data link escape",
    "device control one", "device control two", "device control three", "device control four",
    "negative acknowledge", "synchronous idle", "end of transmission block", "cancel",
    "end of medium", "substitute", "escape", "information separator four",
    "information separator three", "information separator two", "information separator one",
  ]

  /// From U+007F on.
  private static let furtherOnes = [
    "delete", "padding character", "high octet preset", "break permitted here", "no break here",
    "index", "next line", "start of selected area", "end of selected area",
    "character tabulation set", "character tabulation with justification", "line tabulation set",
    "partial line forward", "partial line backward", "reverse line feed", "single shift two",
    "single shift three", "device control string", "private use one", "private use two",
    "set transmit state", "cancel character", "message waiting", "start of guarded area",
    "end of guarded area", "start of string", "single graphic character introducer",
    "single character introducer", "control sequence introducer", "string terminator",
    "operating system command", "privacy message", "application program command",
  ]
}
