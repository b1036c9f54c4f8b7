import Digests
import Testing

@Suite struct HexTests {
  @Test func everyByteAsRFC4648WritesIt() {
    let digits = Array("0123456789abcdef")
    let all = (UInt8.min...UInt8.max).map { $0 }
    let expected = String(all.flatMap { [digits[Int($0) / 16], digits[Int($0) % 16]] })
    #expect(Hex.encode(all) == expected)
    #expect(Hex.encode(all[3...]) == String(expected.dropFirst(6)))
    #expect(Hex.decode(expected) == all)
    var output: [UInt8] = [0x78]
    Hex.append([0, 0xab], to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "x00ab")
  }

  @Test func nothingIsNothing() {
    #expect(Hex.encode([]) == "")
    #expect(Hex.decode("") == [])
  }

  @Test(arguments: ["a", "abc", "0g", "AB", "aB", " a", "a ", "0x", "é", "-1", "\u{0}\u{0}"])
  func otherTextIsRefused(_ text: String) {
    #expect(Hex.decode(text) == nil)
  }
}
