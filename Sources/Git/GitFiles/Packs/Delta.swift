/// Git's deltas: a target as copies from a base and new bytes.
///
/// Source of the format: gitformat-pack(5), "Deltified representation".
package enum Delta {
  private enum Instruction {
    case copy(offset: Int, count: Int)
    case insert(offset: Int, count: Int)
  }

  /// The target that a delta makes of its base.
  ///
  /// The delta is read twice: once to check it and to know the target's size for sure, so that no
  /// claim makes it allocate, then to copy.
  package static func apply(_ delta: [UInt8], to base: [UInt8]) throws(ObjectFault) -> [UInt8] {
    let span = delta.span.bytes
    var start = 0
    guard try size(span, &start) == base.count else {
      throw .damaged("is a delta to a base of another length")
    }
    let count = try size(span, &start)
    var total = 0
    var cursor = start
    while let instruction = try next(span, &cursor) {
      switch instruction {
      case .copy(let offset, let length):
        guard offset <= base.count - length else {
          throw .damaged("is a delta that copies from outside its base")
        }
        total += length
      case .insert(_, let length): total += length
      }
      guard total <= count else { break }
    }
    guard total == count else { throw .damaged("is a delta that makes another length") }
    guard count <= ObjectLimits.maximumBytes else { throw .tooLarge(count) }
    return try build(span, from: start, base, count: count)
  }

  private static func build(
    _ delta: RawSpan, from start: Int, _ base: [UInt8], count: Int
  ) throws(ObjectFault) -> [UInt8] {
    var target: [UInt8] = []
    target.reserveCapacity(count)
    var cursor = start
    while let instruction = try next(delta, &cursor) {
      switch instruction {
      case .copy(let offset, let length): target += base[offset..<(offset + length)]
      case .insert(let offset, let length):
        delta.extracting(offset..<(offset + length)).withUnsafeBytes {
          target.append(contentsOf: $0)
        }
      }
    }
    return target
  }

  /// The size of what a delta makes, which its first 20 bytes tell.
  static func targetSize(_ delta: [UInt8]) throws(ObjectFault) -> Int {
    var cursor = 0
    _ = try size(delta.span.bytes, &cursor)
    return try size(delta.span.bytes, &cursor)
  }

  private static func size(_ delta: RawSpan, _ cursor: inout Int) throws(ObjectFault) -> Int {
    var value = 0
    var shift = 0
    while true {
      guard let byte = delta.byte(cursor), shift < 56 else {
        throw .damaged("is a delta without a valid size")
      }
      cursor += 1
      value |= Int(byte & 0x7f) << shift
      shift += 7
      if byte & 0x80 == 0 { return value }
    }
  }

  /// The next instruction, checked to lie inside the delta; `nil` at its end.
  @inline(__always)
  private static func next(
    _ delta: RawSpan, _ cursor: inout Int
  ) throws(ObjectFault) -> Instruction? {
    guard let code = delta.byte(cursor) else { return nil }
    cursor += 1
    if code & 0x80 == 0 {
      let count = Int(code)
      let offset = cursor
      guard count > 0, count <= delta.byteCount - offset else {
        throw .damaged("is a delta with an invalid instruction")
      }
      cursor += count
      return .insert(offset: offset, count: count)
    }
    var offset = 0
    var count = 0
    for bit in 0..<7 where code & (1 << bit) != 0 {
      guard let byte = delta.byte(cursor) else { throw .damaged("is a delta that is cut short") }
      cursor += 1
      if bit < 4 { offset |= Int(byte) << (bit * 8) } else { count |= Int(byte) << (bit * 8 - 32) }
    }
    return .copy(offset: offset, count: count == 0 ? 0x10000 : count)
  }
}

extension Delta {
  /// The bytes that a match has at least.
  private static let window = 16
  private static let multiplier: UInt64 = 0x9e37_79b1_85eb_ca87

  /// A delta that makes `target` of `base`; `nil` if none shorter than `maximum` is found.
  ///
  /// Looks up every 16 bytes of the target among the base's aligned blocks of 16 with a rolling
  /// hash (R. M. Karp and M. O. Rabin, 1987), and extends what it finds both ways. Takes time
  /// linear in both lengths.
  package static func make(from base: [UInt8], to target: [UInt8], maximum: Int) -> [UInt8]? {
    guard base.count >= window, target.count >= window else { return nil }
    let index = BlockIndex(base)
    var output: [UInt8] = []
    append(size: base.count, to: &output)
    append(size: target.count, to: &output)
    var pending = 0
    var cursor = 0
    var hash = rollingHash(target, at: 0)
    while cursor <= target.count - window, output.count + cursor - pending < maximum {
      if let start = index.match(hash, base, target, at: cursor) {
        var (from, to) = (start, cursor)
        while from > 0, to > pending, base[from - 1] == target[to - 1] {
          (from, to) = (from - 1, to - 1)
        }
        var length = cursor - to + window
        while from + length < base.count, to + length < target.count,
          base[from + length] == target[to + length]
        { length += 1 }
        append(insert: target[pending..<to], to: &output)
        append(copy: from, length, to: &output)
        cursor = to + length
        pending = cursor
        if cursor <= target.count - window { hash = rollingHash(target, at: cursor) }
      } else {
        if cursor + window < target.count {
          hash = roll(hash, out: target[cursor], in: target[cursor + window])
        }
        cursor += 1
      }
    }
    append(insert: target[pending...], to: &output)
    return output.count < maximum ? output : nil
  }

  private static func append(size: Int, to output: inout [UInt8]) {
    var rest = size
    while rest >= 0x80 {
      output.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    output.append(UInt8(rest))
  }

  private static func append(insert bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var rest = bytes
    while !rest.isEmpty {
      output.append(UInt8(min(rest.count, 127)))
      output += rest.prefix(127)
      rest = rest.dropFirst(127)
    }
  }

  private static func append(copy offset: Int, _ count: Int, to output: inout [UInt8]) {
    var (offset, rest) = (offset, count)
    while rest > 0 {
      // git writes no longer copies; 64 KiB has no size bytes at all.
      let length = min(rest, 0x10000)
      let code = output.count
      output.append(0x80)
      for bit in 0..<4 where offset >> (bit * 8) & 0xff != 0 {
        output[code] |= 1 << bit
        output.append(UInt8(offset >> (bit * 8) & 0xff))
      }
      for bit in 0..<2 where length >> (bit * 8) & 0xff != 0 {
        output[code] |= 0x10 << bit
        output.append(UInt8(length >> (bit * 8) & 0xff))
      }
      offset += length
      rest -= length
    }
  }

  private static func rollingHash(_ bytes: [UInt8], at start: Int) -> UInt64 {
    bytes[start..<(start + window)].reduce(0) { $0 &* multiplier &+ UInt64($1) }
  }

  @inline(__always)
  private static func roll(_ hash: UInt64, out: UInt8, in new: UInt8) -> UInt64 {
    (hash &- UInt64(out) &* highestPower) &* multiplier &+ UInt64(new)
  }

  private static let highestPower = (1..<window).reduce(UInt64(1)) { power, _ in power &* multiplier
  }

  /// Where blocks of 16 bytes begin in a base, by their hash.
  private struct BlockIndex {
    /// Block numbers plus one; 0 is an empty place.
    private var places: [UInt32]
    private let shift: UInt64

    init(_ base: [UInt8]) {
      let blocks = base.count / window
      let bits = max(4, Int.bitWidth - (blocks * 2).leadingZeroBitCount)
      places = Array(repeating: 0, count: 1 << bits)
      shift = UInt64(64 - bits)
      // Backwards, so that of equal blocks the first stays, whose match can be the longest.
      for block in (0..<blocks).reversed() {
        places[place(rollingHash(base, at: block * window))] = UInt32(block + 1)
      }
    }

    private func place(_ hash: UInt64) -> Int { Int((hash &* 0xff51_afd7_ed55_8ccd) >> shift) }

    func match(_ hash: UInt64, _ base: [UInt8], _ target: [UInt8], at cursor: Int) -> Int? {
      let block = Int(places[place(hash)])
      guard block > 0 else { return nil }
      let start = (block - 1) * window
      for offset in 0..<window where base[start + offset] != target[cursor + offset] { return nil }
      return start
    }
  }
}
