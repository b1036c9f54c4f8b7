/// How the lines of a text end.
enum LineEnds: String, Sendable {
  /// There is one line only; a CR alone ends none.
  case none
  /// All in LF.
  case lf
  /// All in CR LF.
  case crlf
  /// Some in LF, some in CR LF.
  case mixed

  /// Looks at all line ends of a text.
  init(of text: some Sequence<UInt8>) {
    self = .none
    var before: UInt8 = 0
    for byte in text {
      if byte == 0x0a {
        let next: LineEnds = before == 0x0d ? .crlf : .lf
        if self == .none { self = next } else if self != next { self = .mixed }
      }
      before = byte
    }
  }

  /// Lines that end in LF or CR LF with this end in place of it.
  static func convert(_ lines: some Sequence<UInt8>, toCRLF isCRLF: Bool) -> [UInt8] {
    var output: [UInt8] = []
    for byte in lines {
      if byte == 0x0a {
        if output.last == 0x0d { output.removeLast() }
        if isCRLF { output.append(0x0d) }
      }
      output.append(byte)
    }
    return output
  }
}
