/// A place in the list of prompts: behind a name, which may be gone by then.
struct Cursor: Sendable {
  /// The name behind which the page begins; `nil` for the beginning.
  private let name: String?

  /// The place behind a name.
  init(after name: String) {
    self.name = name
  }

  /// Reads what ``text`` wrote; `nil` for anything else. An empty text is the beginning.
  init?(_ text: String) {
    guard !text.isEmpty else {
      name = nil
      return
    }
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    guard let name = String(validating: bytes, as: UTF8.self) else { return nil }
    self.name = name
  }

  /// The cursor as clients repeat it: the digits of the name's bytes.
  var text: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = (name ?? "").utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Where the page begins among entries.
  func place(in entries: [CatalogueEntry]) -> Int {
    guard let name else { return 0 }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if name.utf8.lexicographicallyPrecedes(entries[middle].name.utf8) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
