/// How the lines of a text end.
enum LineEndings: String, Sendable {
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
        let next: LineEndings = before == 0x0d ? .crlf : .lf
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

/// One line of a file, with its line end.
struct FileLine {
  private let bytes: [UInt8]
  let range: Range<Int>
  /// Its number, from 1.
  let number: Int

  /// The line that begins at a place; empty at the end of the file.
  init(of bytes: [UInt8], at start: Int, number: Int) {
    self.bytes = bytes
    self.number = number
    range = start..<(bytes[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count)
  }

  /// The line behind it.
  var next: FileLine { FileLine(of: bytes, at: range.upperBound, number: number + 1) }

  /// Whether the file ends here.
  var isEmpty: Bool { range.isEmpty }

  var isComment: Bool { bytes[range].first == UInt8(ascii: "#") }

  var isBlank: Bool { text.isEmpty }

  /// Whether it is `---`, perhaps with blanks behind.
  var isFence: Bool {
    bytes[range].starts(with: "---".utf8) && text.elementsEqual("---".utf8)
  }

  /// Whether it is what is such a line, and others, where lines end in CR alone.
  var isLoneCRFence: Bool {
    guard bytes[range].starts(with: "---\r".utf8) else { return false }
    let lines = bytes[range.lowerBound...].prefix(YAMLHeader.lengthLimit).split(separator: 0x0d)
    guard lines.count > 1, lines[0].elementsEqual("---".utf8), !lines[1].contains(0x0a) else {
      return false
    }
    return lines.dropFirst().contains { $0.elementsEqual("---".utf8) }
  }

  /// The line without blanks around it and without its line end.
  var text: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
    var text = bytes[range].drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }
}

/// The mark that some editors put before UTF-8 text.
enum ByteOrderMark {
  /// How many bytes the mark at the start takes up: 3, or 0 if there is none.
  static func length(in bytes: some Sequence<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}
