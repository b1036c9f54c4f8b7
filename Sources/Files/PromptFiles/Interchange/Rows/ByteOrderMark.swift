/// The mark that some editors put before UTF-8 text.
enum ByteOrderMark {
  /// How many bytes the mark at the start takes up: 3, or 0 if there is none.
  static func length(in bytes: some Sequence<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}
