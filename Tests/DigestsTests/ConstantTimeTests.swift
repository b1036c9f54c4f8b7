import Digests
import Testing

@Suite struct ConstantTimeTests {
  @Test func onlyTheSameBytesAreEqual() {
    let bytes = (0..<32).map { UInt8($0 * 7) }
    #expect(ConstantTime.areEqual(bytes, bytes))
    #expect(ConstantTime.areEqual([], []))
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << bit
        #expect(!ConstantTime.areEqual(bytes, other))
      }
      #expect(!ConstantTime.areEqual(bytes, Array(bytes[..<index])))
    }
    #expect(!ConstantTime.areEqual(bytes, bytes + [0]))
  }
}
