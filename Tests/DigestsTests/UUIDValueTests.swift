import Digests
import Testing

@Suite struct UUIDValueTests {
  @Test(arguments: [
    // RFC 9562, appendix A.4; the others from Python's uuid.uuid5.
    ("www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2"),
    ("python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d"),
    ("", "4ebd0208-8328-5d69-8c44-ec50939c0967"),
    ("プロンプト", "76d2786f-30d9-5418-8f64-5f9ed4e21f08"),
  ])
  func namesInTheDomainNamespace(_ name: String, _ expected: String) {
    #expect(UUIDValue(namespace: .dns, name: name.utf8).description == expected)
  }

  @Test func namesInTheURLNamespace() {
    #expect(
      UUIDValue(namespace: .url, name: "https://example.com/".utf8).description
        == "dd2c1780-811a-5296-81c5-178a0ef488bc")
  }

  @Test func randomOnesAreVersion4AndUseEveryOtherBit() {
    var ones = Fixed(word: .max)
    #expect(UUIDValue(random: &ones).description == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    var zeros = Fixed(word: 0)
    #expect(UUIDValue(random: &zeros).description == "00000000-0000-4000-8000-000000000000")
    var system = SystemRandomNumberGenerator()
    #expect(UUIDValue(random: &system) != UUIDValue(random: &system))
  }

  @Test func textFormsReadBack() throws {
    let value = try #require(UUIDValue("2ED6657D-e927-568b-95e1-2665a8aea6a2"))
    #expect(value.hex == "2ed6657de927568b95e12665a8aea6a2")
    #expect(UUIDValue(value.hex) == value)
    #expect(UUIDValue(value.description) == value)
    #expect(UUIDValue(bytes: value.bytes) == value)
    #expect(value.bytes.first == 0x2e)
    #expect(value.bytes.last == 0xa2)
  }

  @Test(arguments: [
    "", "2ed6657de927568b95e12665a8aea6a", "2ed6657de927568b95e12665a8aea6a22",
    "2ed6657d-e927568b-95e1-2665a8aea6a2a", "2ed6657d+e927-568b-95e1-2665a8aea6a2",
    "2ed6657d-e927-568b-95e1-2665a8aea6ag", "{ed6657d-e927-568b-95e1-2665a8aea6a2",
  ])
  func otherTextIsRefused(_ text: String) {
    #expect(UUIDValue(text) == nil)
  }

  @Test func otherLengthsAreRefused() {
    #expect(UUIDValue(bytes: [UInt8](repeating: 1, count: 15)) == nil)
    #expect(UUIDValue(bytes: [UInt8](repeating: 1, count: 17)) == nil)
  }

  @Test func orderIsThatOfTheBytes() throws {
    let texts = [
      "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-8000-000000000000",
      "00000000-0000-0001-0000-000000000000", "80000000-0000-0000-0000-000000000000",
    ]
    let values = texts.compactMap { UUIDValue($0) }
    #expect(values.reversed().sorted().map(\.description) == texts)
  }

  private struct Fixed: RandomNumberGenerator {
    let word: UInt64
    mutating func next() -> UInt64 { word }
  }
}
