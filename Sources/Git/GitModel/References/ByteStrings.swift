/// Texts by number, each once, in one stretch of memory: for hundreds of thousands of names.
package struct ByteStrings: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  /// The numbers plus one of the texts, by their hashes; 0 is an empty place.
  private var slots: [UInt32] = []

  /// No texts.
  package init() {}

  /// How many texts there are.
  package var count: Int { ends.count }

  /// The number of a text; `nil` when it is not there.
  package func number(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { text in
      guard !slots.isEmpty else { return nil }
      let slot = slots[place(of: text)]
      return slot == 0 ? nil : Int(slot) - 1
    }
  }

  /// Adds a text unless it is there, and tells its number.
  package mutating func insert(_ text: String) -> (number: Int, isNew: Bool) {
    if 3 * (count + 1) > 2 * slots.count { grow() }
    var text = text
    return text.withUTF8 { text in
      let place = place(of: text)
      if slots[place] > 0 { return (Int(slots[place]) - 1, false) }
      bytes.append(contentsOf: text)
      ends.append(bytes.count)
      slots[place] = UInt32(count)
      return (count - 1, true)
    }
  }

  /// The text with a number.
  package subscript(number: Int) -> String {
    withBytes(number) { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether one text comes before another in the order of bytes.
  package func precedes(_ number: Int, _ other: Int) -> Bool {
    withBytes(number) { first in
      withBytes(other) { second in
        let order = memoryOrder(first, second)
        return order != 0 ? order < 0 : first.count < second.count
      }
    }
  }

  /// Lends the bytes of a text.
  package func withBytes<Result>(
    _ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let start = number == 0 ? 0 : ends[number - 1]
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[start..<ends[number]]))
    }
  }

  /// Where a text is in the slots, or would be.
  private func place(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(text))
    var place = hasher.finalize() & (slots.count - 1)
    while slots[place] > 0 {
      if withBytes(Int(slots[place]) - 1, { $0.count == text.count && memoryOrder($0, text) == 0 })
      {
        return place
      }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(16, 2 * slots.count))
    for number in 0..<count {
      let free = withBytes(number) { place(of: $0) }
      slots[free] = UInt32(number + 1)
    }
  }
}

/// How the first bytes of two texts that both have compare: below, at or above zero.
private func memoryOrder(
  _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
) -> Int {
  for index in 0..<min(first.count, second.count) where first[index] != second[index] {
    return first[index] < second[index] ? -1 : 1
  }
  return 0
}
