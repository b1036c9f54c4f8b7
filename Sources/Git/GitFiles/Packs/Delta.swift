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
