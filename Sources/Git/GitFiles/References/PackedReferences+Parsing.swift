package import Platform
package import GitModel

extension PackedReferences {
  /// Where the lines begin, and whether the header promises that they are sorted.
  package static func header(_ bytes: RawSpan) -> (start: Int, isSorted: Bool) {
    guard bytes.byteCount > 0, bytes[0] == UInt8(ascii: "#") else { return (0, false) }
    let end = lineEnd(bytes, from: 0)
    let words = bytes.bytes(0..<end).split(separator: UInt8(ascii: " "))
    let isSorted =
      words.starts(with: ["#", "pack-refs", "with:"], by: { $0.elementsEqual($1.utf8) })
      && words.dropFirst(3).contains { $0.elementsEqual("sorted".utf8) }
    return (min(end + 1, bytes.byteCount), isSorted)
  }

  /// The line that begins at an offset, `nil` at the end of the file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is no such line.
  package static func line(
    _ file: MappedFile, at offset: Int, _ path: String
  ) throws(RepositoryError) -> Line? {
    let result = file.withBytes { bytes -> Result<Line?, ParseFailure> in
      guard offset < bytes.byteCount else { return .success(nil) }
      let end = lineEnd(bytes, from: offset)
      // 40 digits, a space, a name and a line break: a file without the last one was cut short.
      guard end < bytes.byteCount, end - offset > 41, bytes[offset + 40] == UInt8(ascii: " "),
        let target = id(bytes, at: offset)
      else { return .failure(ParseFailure(line: bytes.bytes(offset..<end))) }
      var next = end + 1
      var peeled: ObjectID?
      if next < bytes.byteCount, bytes[next] == UInt8(ascii: "^") {
        let peeledEnd = lineEnd(bytes, from: next)
        guard peeledEnd - next == 41, let id = id(bytes, at: next + 1) else {
          return .failure(ParseFailure(line: bytes.bytes(next..<peeledEnd)))
        }
        peeled = id
        next = min(peeledEnd + 1, bytes.byteCount)
      }
      return .success(
        Line(name: bytes.bytes((offset + 41)..<end), target: target, peeled: peeled, next: next))
    }
    switch result {
    case .success(let line): return line
    case .failure(let failure):
      let shown = String(decoding: failure.line.prefix(80), as: UTF8.self)
      throw .damagedPackedReferences(path: path, line: shown)
    }
  }

  private struct ParseFailure: Error {
    let line: [UInt8]
  }

  /// The beginning of the reference line that holds an offset, not before `from`.
  package static func lineStart(_ bytes: RawSpan, at offset: Int, from lowest: Int) -> Int {
    var start = offset
    while true {
      start = bytes.afterLineBreak(before: start, notBefore: lowest)
      // A line about a tag belongs to the one before it.
      guard start > lowest, bytes[start] == UInt8(ascii: "^") else { return start }
      start -= 1
    }
  }

  /// Where the line after the one at an offset begins, if that one's name comes before `name`.
  ///
  /// Looks at the name only; what is damaged shows when the line is read.
  package static func next(_ bytes: RawSpan, after offset: Int, before name: [UInt8]) -> Int? {
    var position = offset + 41
    var index = 0
    while index < name.count, position < bytes.byteCount, bytes[position] == name[index] {
      position += 1
      index += 1
    }
    guard index < name.count, position < bytes.byteCount, bytes[position] < name[index] else {
      return nil
    }
    var end = lineEnd(bytes, from: position)
    if end + 1 < bytes.byteCount, bytes[end + 1] == UInt8(ascii: "^") {
      end = lineEnd(bytes, from: end + 1)
    }
    return min(end + 1, bytes.byteCount)
  }

  /// Whether what begins at an offset looks like a line; not all of it is read.
  package static func isLine(_ bytes: RawSpan, at offset: Int) -> Bool {
    offset + 41 < bytes.byteCount && bytes[offset + 40] == UInt8(ascii: " ")
      && bytes[offset] != UInt8(ascii: "^")
  }

  /// The last line if it has no end, cut to 80 bytes.
  package static func unendedLine(_ bytes: RawSpan) -> String? {
    let count = bytes.byteCount
    guard count > 0, bytes[count - 1] != 10 else { return nil }
    var start = count
    while start > 0, count - start < 80, bytes[start - 1] != 10 { start -= 1 }
    return String(decoding: bytes.bytes(start..<count), as: UTF8.self)
  }

  private static func lineEnd(_ bytes: RawSpan, from offset: Int) -> Int {
    var end = offset
    while end < bytes.byteCount, bytes[end] != 10 { end += 1 }
    return end
  }

  private static func id(_ bytes: RawSpan, at offset: Int) -> ObjectID? {
    bytes.extracting(offset..<(offset + 40)).withUnsafeBytes { ObjectID(hexBytes: $0) }
  }
}

extension RawSpan {
  /// One byte; traps outside of the span.
  fileprivate subscript(offset: Int) -> UInt8 {
    unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// What comes after the last line break before `end`; `lowest` if there is none from there on.
  ///
  /// Looks at eight bytes at a time: searches in large files spend most of their time here.
  fileprivate func afterLineBreak(before end: Int, notBefore lowest: Int) -> Int {
    let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    var start = end
    while start - lowest >= 8 {
      let word = UInt64(
        littleEndian: unsafeLoadUnaligned(fromByteOffset: start - 8, as: UInt64.self))
      // A byte of zero in `zeros` is a line break; of the sum, only such bytes lack the top bit.
      let zeros = word ^ 0x0a0a_0a0a_0a0a_0a0a
      let found = ~((zeros & low) &+ low | zeros | low)
      if found != 0 { return start - found.leadingZeroBitCount / 8 }
      start -= 8
    }
    while start > lowest, self[start - 1] != 10 { start -= 1 }
    return start
  }

  /// A copy of bytes; traps outside of the span.
  fileprivate func bytes(_ range: Range<Int>) -> [UInt8] {
    extracting(range).withUnsafeBytes { [UInt8]($0) }
  }
}
