/// The rule for one component of a prompt's name.
enum Slug {
  /// The reason against a name that is one component and no more.
  static func reasonAgainst(single bytes: [UInt8]) -> String? {
    guard !bytes.contains(UInt8(ascii: "/")) else { return "it has a '/'" }
    return reasonAgainst(component: bytes)
  }

  static func reasonAgainst(component: some BidirectionalCollection<UInt8>) -> String? {
    guard let first = component.first else { return "it has an empty component" }
    guard isLetterOrDigit(first) else {
      return "each component has to begin with a lower-case letter or a digit"
    }
    var previous: UInt8 = 0
    for byte in component {
      guard isLetterOrDigit(byte) || "._-".utf8.contains(byte) else {
        return "it has a character other than a-z, 0-9, '.', '_', '-' and '/'"
      }
      if previous == UInt8(ascii: "."), byte == UInt8(ascii: ".") { return "it has '..'" }
      previous = byte
    }
    for ending in [".", ".lock", ".prompt"]
    where component.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return "a component ends in '\(ending)'"
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
