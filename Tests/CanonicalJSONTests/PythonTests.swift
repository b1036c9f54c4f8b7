import CanonicalJSON
import Foundation
import Testing

/// Random values against Python's JSON, which finds the shortest digits of a double by itself.
@Suite(.enabled(if: Python.isInstalled, "needs python3")) struct PythonTests {
  @Test func randomNumbers() throws {
    var generator = SystemRandomNumberGenerator()
    var numbers: [JSONNumber] = []
    while numbers.count < 5000 {
      let bits = UInt64.random(in: .min ... .max, using: &generator)
      if let number = JSONNumber(Double(bitPattern: bits)) { numbers.append(number) }
      // The range in which people write numbers.
      let plain = Double.random(in: -2...2, using: &generator)
      let scale: Double = [1e-7, 1e-3, 1, 1e3, 1e9, 1e15].randomElement(using: &generator) ?? 1
      if let number = JSONNumber(plain * scale) { numbers.append(number) }
      if let number = JSONNumber((plain * 1000).rounded() / 1000) { numbers.append(number) }
    }
    // Seventeen digits name a double without a doubt; they are not what is tested.
    let input = numbers.map { String(format: "%.17e\n", $0.double) }.joined()
    let expected = try Python.run(Python.program, on: input).split(separator: "\n").map(String.init)
    #expect(numbers.map(\.description) == expected)
    for (number, text) in zip(numbers, expected) {
      #expect(try JSONValue(parsing: text) == .number(number))
    }
  }

  @Test func randomValues() throws {
    var generator = SystemRandomNumberGenerator()
    let values = (0..<500).map { _ in Self.value(depth: 4, &generator) }
    let texts = values.map { $0.text() }
    let output = try Python.run(Python.program, on: texts.map { $0 + "\n" }.joined())
    let expected = output.utf8.split(separator: UInt8(ascii: "\n")).map(Array.init)
    #expect(texts.map { Array($0.utf8) } == expected)
    #expect(try texts.map { try JSONValue(parsing: $0) } == values)
  }

  static func value(
    depth: Int, _ generator: inout some RandomNumberGenerator
  ) -> JSONValue {
    switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return .integer(.random(in: .min ... .max, using: &generator))
    case 3:
      return .number(
        JSONNumber(Double.random(in: -1...1, using: &generator)) ?? JSONNumber(clamping: 0))
    case 4: return .string(text(&generator))
    case 5:
      return .array((0..<4).map { _ in value(depth: depth - 1, &generator) })
    default:
      return .object(
        JSONObject(
          (0..<20).map { _ in
            JSONMember(key: text(&generator), value: value(depth: depth - 1, &generator))
          }))
    }
  }

  static func text(_ generator: inout some RandomNumberGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [1...0x7f, 0x20...0x7e, 0x80...0xd7ff, 0xe000...0x10ffff]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let range = ranges.randomElement(using: &generator) ?? 0x20...0x7e
      // Python leaves DEL as it is, and so does RFC 8785.
      if let scalar = Unicode.Scalar(.random(in: range, using: &generator)) { text.append(scalar) }
    }
    return String(text)
  }
}
