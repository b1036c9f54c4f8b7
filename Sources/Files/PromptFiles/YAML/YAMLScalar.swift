internal import CanonicalJSON

/// What plain scalars mean in the core schema of YAML 1.2.2, section 10.3.2.
///
/// So `yes`, `no`, `on` and `off` are texts, and `010` is ten.
enum YAMLScalar {
  /// The value of a plain scalar; nil for a number that JSON cannot carry.
  static func value(ofPlain text: String) -> JSONValue? {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    let bytes = Array(text.utf8)
    guard let first = bytes.first, isDigit(first) || "+-.".utf8.contains(first) else {
      return .string(text)
    }
    if isInfinityOrNaN(bytes) { return nil }
    if let number = based(bytes, prefix: "0o", radix: 8, text) { return number.value }
    if let number = based(bytes, prefix: "0x", radix: 16, text) { return number.value }
    return decimal(bytes, text)
  }

  /// Whether a plain scalar can be a key, which in JSON is a text.
  ///
  /// A number, a truth value or null is that text if JSON writes it so, such as `5` or `true`, and
  /// not as `0x5` or `True`, which are other texts. A whole number may have any length.
  static func isKey(plain text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    if let first = digits.first, first != UInt8(ascii: "0"), digits.allSatisfy(isDigit) {
      return true
    }
    guard let value = value(ofPlain: text) else { return false }
    return value.string != nil || value.text().hasSameBytes(as: text)
  }

  private struct Based { let value: JSONValue? }

  private static func based(
    _ bytes: [UInt8], prefix: String, radix: Int, _ text: String
  ) -> Based? {
    let digits = bytes.dropFirst(2)
    guard bytes.starts(with: prefix.utf8), !digits.isEmpty,
      digits.allSatisfy({ radix == 8 ? (0x30...0x37).contains($0) : isHex($0) })
    else { return nil }
    let number = Int(String(decoding: digits, as: UTF8.self), radix: radix)
    return Based(value: number.flatMap { JSONNumber(exactly: $0) }.map { .number($0) })
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, or a text.
  private static func decimal(_ bytes: [UInt8], _ text: String) -> JSONValue? {
    var rest = bytes[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = digits(&rest)
    var fraction: ArraySlice<UInt8> = []
    var isInteger = true
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = digits(&rest)
      isInteger = false
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return .string(text) }
    var exponent = ""
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      isInteger = false
      if let sign = rest.first, "+-".utf8.contains(sign) {
        rest.removeFirst()
        if sign == UInt8(ascii: "-") { exponent = "-" }
      }
      let power = digits(&rest)
      guard !power.isEmpty else { return .string(text) }
      exponent = "e\(exponent)\(String(decoding: power, as: UTF8.self))"
    }
    guard rest.isEmpty else { return .string(text) }
    let sign = isNegative ? "-" : ""
    let integral = String(decoding: whole.isEmpty ? [0x30] : Array(whole), as: UTF8.self)
    if isInteger {
      return Int(sign + integral).flatMap { JSONNumber(exactly: $0) }.map { .number($0) }
    }
    let decimals = String(decoding: fraction.isEmpty ? [0x30] : Array(fraction), as: UTF8.self)
    let number = Double("\(sign)\(integral).\(decimals)\(exponent)")
    // What is too small for a number would be nothing.
    let isZero = (whole + fraction).allSatisfy { $0 == 0x30 }
    return number == 0 && !isZero
      ? nil : number.flatMap { JSONNumber($0) }.map { .number($0) }
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let found = rest.prefix(while: isDigit)
    rest = rest.dropFirst(found.count)
    return found
  }

  private static func isInfinityOrNaN(_ bytes: [UInt8]) -> Bool {
    switch String(decoding: bytes, as: UTF8.self) {
    case ".nan", ".NaN", ".NAN": return true
    case ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf", "+.Inf", "+.INF": return true
    default: return false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}
