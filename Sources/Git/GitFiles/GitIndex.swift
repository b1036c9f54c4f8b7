package import GitModel
package import Platform

/// Git's index: what is staged for the next commit, and when git last saw it in the work tree.
///
/// Source of the format: gitformat-index(5), versions 2 to 4.
package struct GitIndex: Sendable {
  /// A file of the index.
  package struct Entry: Sendable, Hashable {
    /// The content.
    package let blob: ObjectID
    /// The mode, such as 0o100644.
    package let mode: UInt32
    /// The seconds and nanoseconds of the work tree's file, its status changes first; all 0 where
    /// git has not looked.
    package let times: [UInt32]
    /// Whether git was only told that the file will be added, as by `git add -N`: nothing of it is
    /// staged.
    package let isOnlyIntended: Bool
  }

  /// Files by path; those in a merge are left out.
  private let entries: [[UInt8]: Entry]

  /// Reads the index of a git directory; `nil` where there is none, or one that says only a part
  /// of it: a split or a sparse one, or one of an unknown version.
  ///
  /// - Parameter path: The file, `.git/index`.
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that is no index.
  package init?(_ path: String, _ files: FileSystem) throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: 1 << 30)
    }
    guard let bytes else { return nil }
    switch GitIndex.parse(bytes) {
    case .files(let entries): self.entries = entries
    case .partial: return nil
    case .damaged:
      throw RepositoryError(
        .damaged, "'\(path)' is not an index of git",
        hint: "Move it away; `git reset` then makes a new one")
    }
  }

  /// The files of the index that have a name, in whatever folder.
  package func paths(named name: String) -> [String] {
    entries.keys.filter {
      $0.split(separator: UInt8(ascii: "/")).last?.elementsEqual(name.utf8) == true
    }
    .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The files of the index below a folder, such as `prompts/`, in the order of their paths.
  package func files(below folder: String) -> [(path: String, entry: Entry)] {
    entries.filter { $0.key.starts(with: folder.utf8) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
  }

  private enum Content {
    case files([[UInt8]: Entry])
    case partial
    case damaged
  }

  /// A file of the index; `nil` for none.
  package func entry(_ path: String) -> Entry? { entries[Array(path.utf8)] }

  private static let hashLength = 20
  private static let isExtended: UInt16 = 0x4000
  private static let stageMask: UInt16 = 0x3000
  /// In the second word of flags.
  private static let isIntended: UInt8 = 0x20

  private static func parse(_ bytes: [UInt8]) -> Content {
    guard bytes.count >= 12 + hashLength, bytes.starts(with: "DIRC".utf8) else { return .damaged }
    func number(_ offset: Int) -> UInt32 {
      bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let version = number(4)
    guard (2...4).contains(version) else { return .partial }
    let end = bytes.count - hashLength
    var entries: [[UInt8]: Entry] = [:]
    var place = 12
    var name: [UInt8] = []
    for _ in 0..<number(8) {
      let start = place
      guard start + 62 <= end, let blob = ObjectID(bytes: bytes[(start + 40)..<(start + 60)])
      else { return .damaged }
      let flags = UInt16(bytes[start + 60]) << 8 | UInt16(bytes[start + 61])
      let hasMoreFlags = flags & isExtended != 0 && version > 2
      let isOnlyIntended = hasMoreFlags && bytes[start + 62] & isIntended != 0
      place = start + (hasMoreFlags ? 64 : 62)
      if version == 4 {
        guard let dropped = variableNumber(bytes, &place, end), dropped <= name.count else {
          return .damaged
        }
        name.removeLast(dropped)
      } else {
        name = []
      }
      guard let zero = bytes[min(place, end)..<end].firstIndex(of: 0) else {
        return .damaged
      }
      name += bytes[place..<zero]
      // Padded with NUL, at least one, to a multiple of eight.
      place = version == 4 ? zero + 1 : start + ((zero - start) / 8 + 1) * 8
      let mode = number(start + 24)
      // A folder: a sparse index.
      if mode == 0o040000 { return .partial }
      guard flags & stageMask == 0 else { continue }
      entries[name] = Entry(
        blob: blob, mode: mode, times: (0..<4).map { number(start + 4 * $0) },
        isOnlyIntended: isOnlyIntended)
    }
    // A split index has most of its files in another one.
    while place + 8 <= end {
      if bytes[place..<(place + 4)].elementsEqual("link".utf8) { return .partial }
      place += 8 + Int(number(place + 4))
    }
    return place == end ? .files(entries) : .damaged
  }

  /// A number in the encoding of offsets in packs.
  private static func variableNumber(_ bytes: [UInt8], _ place: inout Int, _ end: Int) -> Int? {
    var number = 0
    for count in 0..<5 {
      guard place < end else { return nil }
      let byte = bytes[place]
      place += 1
      number = (count == 0 ? 0 : (number + 1) << 7) | Int(byte & 0x7f)
      if byte & 0x80 == 0 { return number }
    }
    return nil
  }
}
