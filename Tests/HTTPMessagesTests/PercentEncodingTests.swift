import HTTPMessages
import Testing

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("", ""), ("AZaz09-._~", "AZaz09-._~"), ("a b", "a%20b"),
    ("a/b?c=d&e+f", "a%2Fb%3Fc%3Dd%26e%2Bf"),
    ("é", "%C3%A9"), ("e\u{301}", "e%CC%81"), ("\r\n", "%0D%0A"), ("😀", "%F0%9F%98%80"),
    ("%", "%25"),
  ])
  func encodedTextIsDecodedAgain(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    for plusIsSpace in [true, false] {
      let decoded = PercentEncoding.decode(encoded.utf8, plusIsSpace: plusIsSpace)
      #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test func plusIsASpaceInQueriesOnly() {
    #expect(PercentEncoding.decode("a+b%2B".utf8, plusIsSpace: true) == "a b+")
    #expect(PercentEncoding.decode("a+b%2B".utf8, plusIsSpace: false) == "a+b+")
  }

  @Test func digitsMayBeSmall() {
    #expect(PercentEncoding.decode("%c3%a9%2f".utf8, plusIsSpace: false) == "é/")
  }

  @Test(arguments: [
    "%", "%4", "a%", "%4g", "%g4", "%%41", "% 41", "%+1", "%00", "\0", "%C3", "%C3A9", "%FF",
    "%ED%A0%80", "%C0%AF", "%F4%90%80%80",
  ])
  func whatIsNotWellEncodedIsRefused(_ text: String) {
    #expect(PercentEncoding.decode(text.utf8, plusIsSpace: true) == nil)
    #expect(PercentEncoding.decode(text.utf8, plusIsSpace: false) == nil)
  }
}
