import Testing

@testable import CanonicalJSON

/// The vectors of RFC 8785 itself.
@Suite struct RFC8785Tests {
  /// Appendix B, every row with a finite number.
  static let numbers: [(bits: UInt64, text: String)] = [
    (0x0000_0000_0000_0000, "0"),
    (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"),
    (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
    (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
    (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
    (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
    (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"),
    (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"),
    (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"),
    (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
  ]

  @Test(arguments: numbers.indices)
  func numberText(_ row: Int) {
    let (bits, text) = Self.numbers[row]
    let value = Double(bitPattern: bits)
    #expect(ECMAScriptNumber.text(of: value) == text)
    // Whole numbers that are not exact, written without an exponent, are refused; see JSONNumber.
    let size = abs(value)
    let refused = size >= 9_007_199_254_740_992 && size < 1e21
    #expect(JSONNumber(value)?.description == (refused ? nil : text))
  }

  /// Appendix B, the two rows that are no number.
  @Test(arguments: [0x7fff_ffff_ffff_ffff as UInt64, 0x7ff0_0000_0000_0000])
  func noNumber(_ bits: UInt64) {
    #expect(JSONNumber(Double(bitPattern: bits)) == nil)
  }

  /// Section 3.2.2's input, section 3.2.4's bytes.
  @Test func wholeSample() throws {
    let input = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50,
                    2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let bytes = """
      7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
      75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
      5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
      65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
      5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
      30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d
      """
    let expected = bytes.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) }
    let value = try JSONValue(parsing: input)
    #expect(value.utf8(.sortedKeys) == expected)
    #expect(
      value.text()
        == #"{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\n"#
        + #"A'B\"\\\\\"/","literals":[null,true,false]}"#)
  }

  /// Section 3.2.3's sample.
  @Test func sortedMembers() throws {
    let value = try JSONValue(
      parsing: #"""
        {
          "\u20ac": "Euro Sign",
          "\r": "Carriage Return",
          "\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\ud83d\ude00": "Emoji: Grinning Face",
          "\u0080": "Control",
          "\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """#)
    let sorted = value.sortedKeys.object?.map { $0.value.string }
    #expect(
      sorted == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
    #expect(value.object?.first?.value == "Euro Sign")
  }
}
