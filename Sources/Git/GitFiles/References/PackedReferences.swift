package import Platform
package import GitModel

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
