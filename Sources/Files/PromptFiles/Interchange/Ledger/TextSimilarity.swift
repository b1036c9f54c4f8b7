/// How much two texts have in common, for telling which of several texts one was edited from.
struct TextSimilarity {
  /// How much of a text is looked at, in bytes.
  private static let length = 16_384

  /// The pairs of neighbouring bytes, sorted; of any script, and cheap to compare.
  private let pairs: [UInt16]

  init(_ text: String) {
    var pairs: [UInt16] = []
    var last: UInt8?
    for byte in text.utf8.prefix(TextSimilarity.length) {
      if let last { pairs.append(UInt16(last) << 8 | UInt16(byte)) }
      last = byte
    }
    self.pairs = pairs.sorted()
  }

  /// The share of pairs that both texts have, from 0 to 1 (Dice's coefficient).
  func share(with other: TextSimilarity) -> Double {
    var (left, right, common) = (0, 0, 0)
    while left < pairs.count, right < other.pairs.count {
      if pairs[left] == other.pairs[right] {
        common += 1
        left += 1
        right += 1
      } else if pairs[left] < other.pairs[right] {
        left += 1
      } else {
        right += 1
      }
    }
    let all = pairs.count + other.pairs.count
    return all == 0 ? 0 : Double(2 * common) / Double(all)
  }
}
