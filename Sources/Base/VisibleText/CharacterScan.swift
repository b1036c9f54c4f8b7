/// Finds what a reader of a text does not see and what a terminal obeys, in one pass over its bytes.
///
/// A terminal has these characters written out, a page shows their names, and rules about characters
/// report them, so that all go by one list.
package struct CharacterScan {
  /// The sorts of such characters.
  package enum Kind: Sendable, Hashable {
    /// Turns the direction of what follows: U+202A to U+202E, U+2066 to U+2069.
    case bidirectional
    /// Has a direction and no width: U+200E, U+200F, U+061C.
    case directionMark
    /// A tag outside of a flag, or a selector of variants beyond those of ideographs: text that only
    /// a program reads.
    case tag
    /// Begins a command to a terminal: ESC, BEL, BS, CSI and the other introducers of C1.
    case escape
    /// Has no width or no shape.
    case invisible
    /// Any other control of C0 or C1.
    case control
    /// Ends a line for some programs and not for others: VT, FF, NEL, U+2028, U+2029.
    case lineSeparator
    /// A selector of how the character before it looks, after one that has no such forms.
    case selector
  }

  /// One such character.
  package struct Hit: Sendable {
    /// What it is.
    package let kind: Kind
    /// Its bytes.
    package let range: Range<Int>
    /// Its code point.
    package let value: UInt32
  }

  private let bytes: [UInt8]
  private let end: Int
  private var at: Int
  private var previous: UInt32 = 0
  private var hits: [Hit] = []

  /// The hits in a stretch of valid UTF-8, in their order.
  package static func hits(in bytes: [UInt8], _ range: Range<Int>) -> [Hit] {
    var scan = CharacterScan(
      bytes: bytes, end: min(range.upperBound, bytes.count), at: max(0, range.lowerBound))
    scan.run()
    return scan.hits
  }

  private init(bytes: [UInt8], end: Int, at: Int) {
    self.bytes = bytes
    self.end = end
    self.at = at
  }

  private mutating func run() {
    while at < end {
      let byte = bytes[at]
      // What nearly all text is made of.
      if (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x09 {
        previous = UInt32(byte)
        at += 1
        continue
      }
      let (value, length) = UTF8Scalar.decode(bytes, at, end)
      let next = at + length
      if let flag = flagLength(value, from: next) {
        at = flag
        previous = 0xE007F
        continue
      }
      if let kind = kind(of: value, next) {
        hits.append(Hit(kind: kind, range: at..<next, value: value))
      }
      previous = value
      at = next
    }
  }

  /// Where an emoji flag ends that begins with this code point, such as that of Scotland: a black
  /// flag, three to six tags of letters and digits, and the tag that ends it.
  private func flagLength(_ value: UInt32, from next: Int) -> Int? {
    guard value == 0x1F3F4 else { return nil }
    var place = next
    for count in 0...6 {
      let (tag, length) = UTF8Scalar.decode(bytes, place, end)
      switch tag {
      case 0xE0030...0xE0039, 0xE0061...0xE007A: place += length
      case 0xE007F: return count >= 3 ? place + length : nil
      default: return nil
      }
    }
    return nil
  }

  /// What is to be said of a code point; nil for what anybody sees.
  private func kind(of value: UInt32, _ next: Int) -> Kind? {
    switch value {
    // A carriage return ends a line with the line feed behind it, or at the end.
    case 0x0D: next >= end || bytes[next] == 0x0A ? nil : .control
    case 0x1B, 0x07, 0x08, 0x90, 0x98, 0x9B, 0x9D...0x9F: .escape
    case 0x0B, 0x0C, 0x85, 0x2028, 0x2029: .lineSeparator
    case 0x09, 0x0A: nil
    case 0x00..<0x20, 0x7F..<0xA0: .control
    case 0xA0..<0xAD: nil
    case 0x202A...0x202E, 0x2066...0x2069: .bidirectional
    case 0x200E, 0x200F, 0x061C: .directionMark
    case 0x200C, 0x200D: Joiners.isWanted(value, previous, following(next)) ? nil : .invisible
    case 0x115F, 0x1160: isJamo(previous) || isJamo(following(next)) ? nil : .invisible
    case 0xAD, 0x034F, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x2060...0x2065, 0x206A...0x206F, 0x3164,
      0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A:
      .invisible
    case 0xFE00...0xFE0F, 0x180B...0x180D, 0x180F:
      VariationSelectors.isWanted(value, after: previous) ? nil : .selector
    case 0xE0100...0xE01EF: VariationSelectors.isWanted(value, after: previous) ? nil : .tag
    case 0xE0000...0xE0FFF: .tag
    default: nil
    }
  }

  private func following(_ next: Int) -> UInt32 {
    next < end ? UTF8Scalar.decode(bytes, next, end).value : 0
  }

  private func isJamo(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115E, 0x1161...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: true
    default: false
    }
  }
}
