import Testing

@testable import DirectoryStore
@testable import GitFiles

/// Instructions written by hand after gitformat-pack(5).
@Suite struct DeltaTests {
  let base = Array("hello, old world".utf8)

  @Test func copiesAndInserts() throws {
    // size 16, size 16; copy 7 from 0; insert "new"; copy 6 from 10
    let delta: [UInt8] = [16, 16, 0x90, 7, 3] + Array("new".utf8) + [0x91, 10, 6]
    #expect(try Delta.apply(delta, to: base) == Array("hello, new world".utf8))
  }

  @Test func aMissingSizeMeans64KiB() throws {
    let long = [UInt8](repeating: 7, count: 0x10000)
    #expect(try Delta.apply([0x80, 0x80, 4, 0x80, 0x80, 4, 0x80], to: long) == long)
  }

  @Test(
    arguments: [
      [], [16], [15, 0], [16, 1], [16, 5, 0x90, 7], [16, 7, 0x90], [16, 1, 0], [16, 3, 4, 1, 2, 3],
      [16, 7, 0x91, 10, 7], [16, 2, 1, 65], [16, 1, 2, 65, 66], [16, 0xff], [16, 0x90, 7],
      [16, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [16, 7, 0xff, 255, 255, 255, 255, 255, 255, 255],
    ] as [[UInt8]])
  func refuses(delta: [UInt8]) {
    #expect(throws: ObjectFault.self) { try Delta.apply(delta, to: base) }
  }
}
