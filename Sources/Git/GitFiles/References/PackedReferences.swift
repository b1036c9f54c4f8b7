package import GitModel
package import Platform

/// The content of `packed-refs`: one line for each reference, sorted by the bytes of the names.
///
/// Format: `<id> SP <name> LF`, after an annotated tag a line `^<id>` with what it peels to, and
/// a first line `# pack-refs with: peeled fully-peeled sorted`.
package final class PackedReferences: Sendable {
  /// The status of the file it was read from; `nil` when there was none.
  package let status: FileStatus?
  private let file: MappedFile?
  private let path: String
  /// Where each line begins, in the order of names; `nil` for a sorted file, which is searched.
  private let lines: [Int]?
  /// Whether the lines are in the order of names.
  package var isSorted: Bool { lines == nil }
  /// Where the first line after the header begins.
  package let start: Int

  /// No packed references.
  package init(path: String) {
    status = nil
    file = nil
    lines = nil
    start = 0
    self.path = path
  }

  /// Maps the file; reads all of it only if it is not sorted.
  package init(_ file: MappedFile) throws(RepositoryError) {
    self.file = file
    path = file.path
    status = file.status
    let header = file.withBytes { PackedReferences.header($0) }
    start = header.start
    guard !header.isSorted else {
      // A file that was cut short would be searched in vain.
      let tail = file.withBytes { PackedReferences.unendedLine($0) }
      if let tail { throw .damagedPackedReferences(path: path, line: tail) }
      lines = nil
      return
    }
    var found: [(name: [UInt8], line: Int)] = []
    var position = header.start
    while let line = try PackedReferences.line(file, at: position, path) {
      found.append((line.name, position))
      position = line.next
    }
    found.sort { $0.name.lexicographicallyPrecedes($1.name) }
    lines = found.map(\.line)
  }

  /// One line.
  package struct Line {
    package let name: [UInt8]
    package let target: ObjectID
    /// The object an annotated tag peels to.
    package let peeled: ObjectID?
    /// Where the next line begins.
    package let next: Int
  }

  /// A place between two lines, to go on from.
  package struct Cursor {
    package var index: Int
  }

  /// The object a reference points at; `nil` when it is not in the file.
  package func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    let bytes = Array(name.rawValue.utf8)
    var cursor = try cursor(notBefore: bytes)
    guard let line = try next(&cursor), line.name == bytes else { return nil }
    return line.target
  }

  /// The first place whose name does not come before `bytes`.
  package func cursor(notBefore bytes: [UInt8]) throws(RepositoryError) -> Cursor {
    guard let file else { return Cursor(index: 0) }
    if let lines {
      var low = 0
      var high = lines.count
      while low < high {
        let middle = (low + high) / 2
        let line = try PackedReferences.line(file, at: lines[middle], path)
        if let line, line.name.lexicographicallyPrecedes(bytes) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return Cursor(index: low)
    }
    // Between `low` and `high` in bytes; both are at the beginning of a line.
    var low = start
    var high = file.count
    while low < high {
      let middle = file.withBytes {
        PackedReferences.lineStart($0, at: (low + high) / 2, from: low)
      }
      guard file.withBytes({ PackedReferences.isLine($0, at: middle) }) else {
        // Whoever reads the line says what is wrong with it.
        return Cursor(index: middle)
      }
      let next = file.withBytes { PackedReferences.next($0, after: middle, before: bytes) }
      if let next { low = next } else { high = middle }
    }
    return Cursor(index: low)
  }

  /// Where the line at a place begins in the file.
  package func offset(of cursor: Cursor) -> Int {
    guard let lines else { return cursor.index }
    return cursor.index < lines.count ? lines[cursor.index] : file?.count ?? 0
  }

  /// Lets go of the memory of what a walk has passed, every few megabytes.
  package func releasePages(before offset: Int) {
    let step = 4 << 20
    if isSorted, offset % step < 128 { file?.releasePages() }
  }

  /// The line that begins at an offset; `nil` at the end.
  package func line(at offset: Int) throws(RepositoryError) -> Line? {
    guard let file, offset >= start else { return nil }
    return try PackedReferences.line(file, at: offset, path)
  }

  /// The line at a place, which then is the one after it; `nil` at the end.
  package func next(_ cursor: inout Cursor) throws(RepositoryError) -> Line? {
    guard let file else { return nil }
    if let lines {
      guard cursor.index < lines.count else { return nil }
      let line = try PackedReferences.line(file, at: lines[cursor.index], path)
      cursor.index += 1
      return line
    }
    guard let line = try PackedReferences.line(file, at: cursor.index, path) else { return nil }
    cursor.index = line.next
    return line
  }
}

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

extension PackedReferences {
  /// Whether there is a line for a name.
  package func contains(_ name: [UInt8]) throws(RepositoryError) -> Bool {
    var cursor = try cursor(notBefore: name)
    return try next(&cursor)?.name == name
  }
}
