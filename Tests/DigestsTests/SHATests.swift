import Digests
import Foundation
import Testing

@Suite struct SHATests {
  static let million = [UInt8](repeating: 0x61, count: 1_000_000)

  // The examples of RFC 3174 and FIPS 180-4.
  static let vectors: [(input: [UInt8], sha1: String, sha256: String)] = [
    (
      [], "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ),
    (
      Array("abc".utf8), "a9993e364706816aba3e25717850c26c9cd0d89d",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: vectors.indices)
  func publishedVectors(_ index: Int) {
    let vector = Self.vectors[index]
    #expect(Hex.encode(SHA1.hash(vector.input)) == vector.sha1)
    #expect(Hex.encode(SHA256.hash(vector.input)) == vector.sha256)
  }

  @Test(arguments: [1, 3, 63, 64, 65, 1000])
  func piecesOfAnySizeGiveTheSameDigest(_ size: Int) {
    var sha1 = SHA1()
    var sha256 = SHA256()
    var start = 0
    while start < Self.million.count {
      let end = min(start + size, Self.million.count)
      sha1.update(Self.million[start..<end])
      sha256.update(Self.million[start..<end])
      start = end
    }
    #expect(Hex.encode(sha1.finalize()) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    #expect(
      Hex.encode(sha256.finalize())
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func everyKindOfInputGivesTheSameDigest() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let bytes = Array("abc".utf8)
    var span = SHA256()
    span.update(bytes.span.bytes)
    #expect(Hex.encode(span.finalize()) == abc)
    #expect(Hex.encode(SHA256.hash("abc".utf8)) == abc)
    #expect(Hex.encode(SHA256.hash(bytes.reversed().reversed())) == abc)
    #expect(Hex.encode(bytes.withUnsafeBytes { SHA256.hash($0) }) == abc)
    #expect(Hex.encode(SHA256.hash(["a", "b", "c"].lazy.map { $0.utf8.first ?? 0 })) == abc)
  }

  @Test func aDigestCanBeReadInTheMiddleAndACopyGoesItsOwnWay() {
    var hash = SHA1()
    hash.update("ab".utf8)
    var copy = hash
    _ = hash.finalize()
    hash.update("c".utf8)
    copy.update("x".utf8)
    #expect(Hex.encode(hash.finalize()) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(copy.finalize() == SHA1.hash("abx".utf8))
    #expect(copy.finalize() != hash.finalize())
  }

  #if os(Linux)
    @Test(arguments: [0, 55, 56, 64, 119, 120, 4096, 100_003])
    func coreutilsAgree(_ count: Int) throws {
      var generator = SystemRandomNumberGenerator()
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try Data(bytes).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      #expect(try digits(of: file, by: "sha1sum") == Hex.encode(SHA1.hash(bytes)))
      #expect(try digits(of: file, by: "sha256sum") == Hex.encode(SHA256.hash(bytes)))
    }

    private func digits(of file: URL, by program: String) throws -> String {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [program, file.path]
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return String(text.prefix { $0 != " " })
    }
  #endif
}
