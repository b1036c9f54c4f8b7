import Digests
import Testing

@Suite struct Base64Tests {
  // RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func theVectorsOfRFC4648(_ text: String, _ base64: String) {
    #expect(Base64.encode(text.utf8) == base64)
    #expect(Base64.decode(base64) == Array(text.utf8))
  }

  // RFC 7617, section 2, and section 2.1 with UTF-8.
  @Test(arguments: [
    ("Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("test:123£", "dGVzdDoxMjPCow=="),
  ])
  func theCredentialsOfRFC7617(_ text: String, _ base64: String) {
    #expect(Base64.encode(text.utf8) == base64)
    #expect(Base64.decode(base64) == Array(text.utf8))
  }

  @Test func everyCharacterStandsForItsSixBits() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    let bytes = stride(from: UInt32(0), to: 64, by: 4).flatMap { first -> [UInt8] in
      let bits = (first..<(first + 4)).reduce(0) { $0 << 6 | $1 }
      return [UInt8(bits >> 16 & 0xff), UInt8(bits >> 8 & 0xff), UInt8(bits & 0xff)]
    }
    #expect(Base64.encode(bytes) == alphabet)
    #expect(Base64.decode(alphabet) == bytes)
  }

  @Test func whatIsWrittenIsReadAgain() {
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
      let text = Base64.encode(bytes)
      #expect(text.utf8.count == (count + 2) / 3 * 4)
      #expect(Base64.decode(text) == bytes)
    }
  }

  @Test(arguments: [
    // Padding that is missing, too much, in the wrong place, or alone.
    "Zg", "Zg=", "Zm9", "Zm9v=", "Zm9v====", "Zg===", "Z===", "====", "=", "Z=g=", "Zg==Zg==",
    "Zm8=Zm8=", "Zg=a", "Zm8=Zg==", "Zg==Zm9v", "=Zg=",
    // Bits that no byte has.
    "Zh==", "Zm9=", "Zv==",
    // Other characters and alphabets.
    "Zm9v\n", "Zm 9", " Zm9v", "Zm-_", "Zm9\u{0}", "Zm9é", "A", "AB", "ABC",
  ])
  func otherTextIsRefused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
