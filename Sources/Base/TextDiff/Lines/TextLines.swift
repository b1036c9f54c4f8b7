/// A text as bytes, cut into lines.
///
/// A line includes its LF. CR is content. What follows the last LF, if anything does, is a line
/// too. An empty text has no lines.
struct TextLines: Sendable {
  let bytes: [UInt8]

  /// Where each line begins, and, last, where the text ends.
  private let bounds: [Int]

  init(_ text: String) {
    bytes = Array(text.utf8)
    var bounds = [0]
    for (index, byte) in bytes.enumerated() where byte == .lineFeed { bounds.append(index + 1) }
    if let last = bounds.last, last < bytes.count { bounds.append(bytes.count) }
    self.bounds = bounds
  }

  var count: Int { bounds.count - 1 }

  subscript(line: Int) -> ArraySlice<UInt8> { bytes[bounds[line]..<bounds[line + 1]] }

  /// The bytes of some neighbouring lines.
  subscript(lines: Range<Int>) -> ArraySlice<UInt8> {
    bytes[bounds[lines.lowerBound]..<bounds[lines.upperBound]]
  }

  var all: some Sequence<ArraySlice<UInt8>> { (0..<count).lazy.map { self[$0] } }
}

extension UInt8 {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
}
