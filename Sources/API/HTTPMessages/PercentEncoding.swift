/// The encoding of text in paths and queries (RFC 3986, section 2.1).
public enum PercentEncoding {
  /// Decodes text; `nil` when it is not well encoded, not UTF-8, or holds NUL.
  ///
  /// - Parameter plusIsSpace: Whether `+` stands for a space, as in the queries of forms.
  public static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    let text = Array(text)
    return text.withUnsafeBufferPointer { decode($0, plusIsSpace: plusIsSpace) }
  }

  /// Decodes text; see ``decode(_:plusIsSpace:)``.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
    // Nothing gets longer.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { bytes in
      var count = 0
      var rest = text.makeIterator()
      while var byte = rest.next() {
        switch byte {
        case UInt8(ascii: "%"):
          guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit)
          else { return nil }
          byte = high << 4 | low
        case UInt8(ascii: "+") where plusIsSpace: byte = UInt8(ascii: " ")
        default: break
        }
        guard byte != 0 else { return nil }
        bytes.initializeElement(at: count, to: byte)
        count += 1
      }
      return String(validating: bytes[..<count], as: UTF8.self)
    }
  }

  /// Encodes text so that it can stand as one component of a path, or as a name or value in a
  /// query: all but letters, digits, `-`, `.`, `_` and `~`.
  public static func encode(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
