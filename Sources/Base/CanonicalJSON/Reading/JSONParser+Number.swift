extension JSONParser {
  /// The number that begins here.
  mutating func parseNumber() throws(JSONError) -> JSONNumber {
    let start = offset
    if peek == UInt8(ascii: "-") { offset += 1 }
    let whole = offset
    guard skipDigits() > 0 else { throw unexpected("a digit") }
    if input[whole] == UInt8(ascii: "0"), offset - whole > 1 {
      throw error("a number begins with a needless zero: remove it", at: whole)
    }
    var isWhole = true
    if peek == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    let text = String(decoding: input[start..<offset], as: UTF8.self)
    if isWhole, let number = Int(text).flatMap({ JSONNumber(exactly: $0) }) { return number }
    guard let double = Double(text), double.isFinite else {
      throw error("this number is too large for a double: write it as a string", at: start)
    }
    if !isWhole, let number = JSONNumber(double) { return number }
    throw error(
      "whole numbers beyond ±\(JSONNumber.largestInteger) are not exact: write this one as a string",
      at: start)
  }
}
