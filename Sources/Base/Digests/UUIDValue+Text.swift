extension UUIDValue: CustomStringConvertible {
  /// The identifier in text: 32 hexadecimal digits of either case, with the four usual dashes or
  /// with none.
  ///
  /// - Returns: `nil` for any other text.
  public init?(_ text: String) {
    var digits = Array(text.utf8)
    if digits.count == 36 {
      for position in [23, 18, 13, 8] {
        guard digits[position] == 0x2d else { return nil }
        digits.remove(at: position)
      }
    }
    let lowered = digits.map { (0x41...0x46).contains($0) ? $0 | 0x20 : $0 }
    guard lowered.count == 32, let bytes = Hex.decode(lowered) else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 lower-case digits without dashes.
  public var hex: String { withUnsafeBytes { Hex.encode($0) } }

  /// The usual form: lower-case digits in groups of 8, 4, 4, 4 and 12.
  public var description: String {
    let bytes = bytes
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { Hex.encode(bytes[$0]) }
      .joined(separator: "-")
  }
}
