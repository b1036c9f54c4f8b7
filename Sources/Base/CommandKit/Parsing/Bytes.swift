// Command lines compare as UTF-8 bytes: `String`'s own equality follows canonical equivalence, by
// which the Kelvin sign is a K and a dash with an accent is not a dash.

extension UInt8 {
  static let dash = UInt8(ascii: "-")

  var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}

extension String {
  func hasSameBytes(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
