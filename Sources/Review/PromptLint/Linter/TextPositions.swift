internal import CanonicalJSON

/// Lines and columns of some bytes of a text, found in one pass.
struct TextPositions {
  private let places: [Int: TextPosition]

  /// The positions of these offsets; columns count code points.
  init(of offsets: [Int], in bytes: [UInt8]) {
    var places: [Int: TextPosition] = [:]
    var position = TextPosition(line: 1, column: 1)
    var at = 0
    for offset in offsets.sorted() where places[offset] == nil {
      while at < min(offset, bytes.count) {
        position.advance(past: bytes[at])
        at += 1
      }
      places[offset] = position
    }
    self.places = places
  }

  /// The position of one of the offsets; the beginning for any other.
  subscript(_ offset: Int) -> TextPosition {
    places[offset] ?? TextPosition(line: 1, column: 1)
  }
}
