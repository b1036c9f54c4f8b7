/// Makes inputs that are nearly right from right ones, the same for the same seed.
public struct Mutator {
  /// The longest input that it makes, in bytes.
  public static let maximumLength = 65_536

  private var state: UInt64

  /// Makes a mutator.
  public init(seed: UInt64) { state = seed &+ 0x9e37_79b9_7f4a_7c15 }

  /// A number below `count`, by SplitMix64.
  public mutating func random(_ count: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, count)))
  }

  /// One of the inputs, changed in one to eight places.
  public mutating func input(from corpus: [[UInt8]]) -> [UInt8] {
    var bytes = corpus[random(corpus.count)]
    for _ in 0...random(random(2) == 0 ? 2 : 8) { mutate(&bytes, corpus) }
    return bytes.count > Mutator.maximumLength
      ? Array(bytes.prefix(Mutator.maximumLength)) : bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(random(256))]
      return
    }
    let place = random(bytes.count)
    switch random(12) {
    case 0: bytes[place] ^= 1 << random(8)
    case 1: bytes[place] = UInt8(random(256))
    case 2: bytes[place] = [0, 1, 9, 10, 13, 32, 34, 35, 45, 47, 58, 92, 123, 127, 255][random(15)]
    case 3: bytes.insert(UInt8(random(256)), at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(16)))
    case 5: bytes.removeSubrange(place...)
    case 6: repeatPart(of: &bytes, at: place)
    case 7: overwriteNumber(in: &bytes, at: place)
    case 8: bytes.insert(contentsOf: Mutator.words[random(Mutator.words.count)], at: place)
    case 9: replaceDigits(in: &bytes, from: place)
    default: splice(&bytes, with: corpus[random(corpus.count)], at: place)
    }
  }

  private mutating func repeatPart(of bytes: inout [UInt8], at place: Int) {
    let part = bytes[place..<min(bytes.count, place + 1 + random(32))]
    for _ in 0...random(random(20) == 0 ? 2_000 : 4) where bytes.count < Mutator.maximumLength {
      bytes.insert(contentsOf: part, at: place)
    }
  }

  /// Lengths and offsets are where formats are weakest.
  private mutating func overwriteNumber(in bytes: inout [UInt8], at place: Int) {
    let numbers: [UInt64] = [
      0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
      0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, .max,
    ]
    let number = numbers[random(numbers.count)]
    let size = [1, 2, 4, 8][random(4)]
    for index in 0..<size where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (size - 1 - index)))
    }
  }

  private mutating func replaceDigits(in bytes: inout [UInt8], from place: Int) {
    guard let start = bytes[place...].firstIndex(where: { (48...57).contains($0) }) else { return }
    let end = bytes[start...].firstIndex { !(48...57).contains($0) } ?? bytes.count
    let numbers = [
      "0", "-1", "1", "00", "4294967296", "9007199254740993", "9223372036854775807",
      "9223372036854775808", "18446744073709551616", "1e999", "99999999999999999999999999999999",
    ]
    bytes.replaceSubrange(start..<end, with: numbers[random(numbers.count)].utf8)
  }

  private mutating func splice(_ bytes: inout [UInt8], with other: [UInt8], at place: Int) {
    guard !other.isEmpty else { return }
    let start = random(other.count)
    let part = other[start..<min(other.count, start + 1 + random(64))]
    let end = random(2) == 0 ? place : min(bytes.count, place + part.count)
    bytes.replaceSubrange(place..<end, with: part)
  }

  private static let words: [[UInt8]] =
    [
      "---\n", "\r\n", "\u{feff}", "{{", "}}", "\\{{", "<<<<<<< ", "null", "true", "[[[[[[[[",
      "{\"a\":", "\"\\ud800\"", "\u{202e}", "&a", "*a", "!!binary ", ".inf", "%00", "%zz", "../",
      "refs/prompts/", ".lock", "tree ", "parent ", "\n\n", "ref: ", "sha256:", "Prompt-Id: ",
    ].map { Array($0.utf8) } + [
      [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0, 0],
    ]
}
