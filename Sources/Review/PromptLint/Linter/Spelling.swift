/// How near two names are to each other.
enum Spelling {
  /// Whether two names are different, and one is a slip away from the other: one edit, or only case
  /// and separators.
  static func isNear(_ name: String, _ other: String) -> Bool {
    !name.hasSameLetters(as: other)
      && (folded(name) == folded(other) || isOneEdit(Array(name.utf8), Array(other.utf8)))
  }

  /// A name without what is easily mixed up in it: case, `-`, `_` and `.`.
  static func folded(_ name: String) -> [UInt8] {
    name.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): nil
      case 0x41...0x5A: byte | 0x20
      default: byte
      }
    }
  }

  /// Whether one letter more, less or another, or two that changed places, is all the difference.
  static func isOneEdit(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    guard abs(first.count - second.count) <= 1 else { return false }
    let head = zip(first, second).prefix { $0 == $1 }.count
    let left = first.dropFirst(head)
    let right = second.dropFirst(head)
    if left.count == right.count {
      let isSubstitution = left.dropFirst().elementsEqual(right.dropFirst())
      let isTransposition =
        left.prefix(2).reversed().elementsEqual(right.prefix(2))
        && left.dropFirst(2).elementsEqual(right.dropFirst(2))
      return !left.isEmpty && (isSubstitution || isTransposition)
    }
    return left.count > right.count
      ? left.dropFirst().elementsEqual(right) : left.elementsEqual(right.dropFirst())
  }
}

extension String {
  /// Whether both have the same bytes.
  fileprivate func hasSameLetters(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
