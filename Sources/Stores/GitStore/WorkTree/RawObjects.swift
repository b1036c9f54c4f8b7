package import GitModel

/// A commit's bytes, read without refusing what other programs wrote into them.
package struct RawCommit {
  package let tree: ObjectID
  package let parents: [ObjectID]
  private let bytes: [UInt8]
  /// The header lines behind the parents.
  private let header: Range<Int>

  /// Reads the lines that link the commit to others; nil if they are damaged.
  package init?(_ bytes: [UInt8]) {
    var place = 0
    func id(after key: String) -> ObjectID? {
      let start = place + key.utf8.count
      guard bytes[place...].starts(with: key.utf8), start + 40 < bytes.count,
        bytes[start + 40] == UInt8(ascii: "\n")
      else { return nil }
      return ObjectID(hex: String(decoding: bytes[start..<(start + 40)], as: UTF8.self))
    }
    guard let tree = id(after: "tree ") else { return nil }
    place += 46
    var parents: [ObjectID] = []
    while let parent = id(after: "parent ") {
      parents.append(parent)
      place += 48
    }
    var end = place
    while end < bytes.count, bytes[end] != 10 {
      end = (bytes[end...].firstIndex(of: 10) ?? bytes.count - 1) + 1
    }
    self.tree = tree
    self.parents = parents
    self.bytes = bytes
    header = place..<end
  }

  /// Who made it, and when.
  package var author: Signature { signature("author ") }

  /// When it was put into the repository.
  package var committed: Timestamp {
    let line = line("committer ") ?? []
    return Self.time(line[(line.lastIndex(of: UInt8(ascii: ">")) ?? line.endIndex)...].dropFirst())
  }

  /// What the author says about it, without NUL and blank lines at its beginning.
  package var message: String {
    let text = bytes[min(header.upperBound + 1, bytes.count)...].drop { $0 == 10 }
    return decode(text.filter { $0 != 0 }[...])
  }

  private func line(_ key: String) -> ArraySlice<UInt8>? {
    var place = header.lowerBound
    while place < header.upperBound {
      let end = bytes[place..<header.upperBound].firstIndex(of: 10) ?? header.upperBound
      if bytes[place..<end].starts(with: key.utf8) { return bytes[(place + key.utf8.count)..<end] }
      place = end + 1
    }
    return nil
  }

  /// A line `Name <address> seconds offset`; what is missing in it is empty or 1970.
  private func signature(_ key: String) -> Signature {
    let line = line(key) ?? []
    let close = line.lastIndex(of: UInt8(ascii: ">")) ?? line.endIndex
    let open = line[..<close].lastIndex(of: UInt8(ascii: "<")) ?? close
    let email = open < close ? line[(open + 1)..<close] : []
    return Signature(
      name: decode(line[..<open]), email: decode(email), time: Self.time(line[close...].dropFirst())
    )
  }

  /// Reads seconds since 1970 and an offset; like git, takes 0 for what is no time.
  ///
  /// Times before 1970 and after the year 9999 become the nearest that a ledger can hold.
  private static func time(_ text: ArraySlice<UInt8>) -> Timestamp {
    let fields = text.split(separator: UInt8(ascii: " "))
      .map { String(decoding: $0, as: UTF8.self) }
    let seconds = min(max(fields.first.flatMap { Int64($0) } ?? 0, 0), lastSecond)
    let offset = fields.count > 1 ? Int(fields[1]) ?? 0 : 0
    let minutes = (abs(offset % 1_000_000) / 100) * 60 + abs(offset % 100)
    return Timestamp(milliseconds: seconds * 1000, offset: offset < 0 ? -minutes : minutes)
  }

  /// 9999-12-31T23:59:59Z.
  private static let lastSecond: Int64 = 253_402_300_799

  /// Text in the encoding that the commit names: Latin-1, or else UTF-8 with replacement
  /// characters for what is none.
  private func decode(_ text: ArraySlice<UInt8>) -> String {
    guard isLatin1 else { return String(decoding: text, as: UTF8.self) }
    var string = String.UnicodeScalarView()
    for byte in text { string.append(Unicode.Scalar(byte)) }
    return String(string)
  }

  private var isLatin1: Bool {
    guard let name = line("encoding ") else { return false }
    let letters = name.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
      .filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
    return letters.elementsEqual("iso88591".utf8) || letters.elementsEqual("latin1".utf8)
  }
}

/// A tree's bytes, read without refusing what other programs wrote into them.
package struct RawTree {
  /// A line of a tree.
  package struct Entry: Hashable {
    package let name: [UInt8]
    /// The mode, which trees have in octal digits; `UInt32.max` for what is none.
    package let mode: UInt32
    package let id: ObjectID

    /// The blob of a plain file, executable or not; `nil` for anything else.
    var file: ObjectID? {
      // Git of old wrote 100664.
      mode >> 9 == 0o100 ? id : nil
    }

    /// The tree of a folder; `nil` for anything else.
    var folder: ObjectID? {
      mode == 0o40000 ? id : nil
    }
  }

  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The entries up to the first that is none.
  func entries() -> [Entry] {
    var entries: [Entry] = []
    forEach { name, mode, id in
      entries.append(Entry(name: Array(name), mode: mode, id: id))
      return true
    }
    return entries
  }

  /// The entry of a name; `nil` for none.
  func entry(_ wanted: some Collection<UInt8>) -> Entry? {
    var found: Entry?
    forEach { name, mode, id in
      guard name.elementsEqual(wanted) else { return true }
      found = Entry(name: Array(name), mode: mode, id: id)
      return false
    }
    return found
  }

  /// Tells the names, modes and ids of the entries up to the first that is none, while `body`
  /// answers true.
  ///
  /// - Returns: Whether these were all bytes.
  @discardableResult
  package func forEach(_ body: (Slice<UnsafeBufferPointer<UInt8>>, UInt32, ObjectID) -> Bool)
    -> Bool
  {
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while place < bytes.count {
        var mode: UInt32 = 0
        while place < bytes.count, bytes[place] != UInt8(ascii: " ") {
          let isDigit = bytes[place] & 0xf8 == 0x30 && mode < 1 << 24
          mode = isDigit ? mode << 3 | UInt32(bytes[place] & 7) : .max
          place += 1
        }
        guard let zero = bytes[place...].firstIndex(of: 0), zero + 20 < bytes.count,
          let id = ObjectID(bytes: bytes[(zero + 1)...(zero + 20)]),
          body(bytes[(place + 1)..<zero], mode, id)
        else { return false }
        place = zero + 21
      }
      return true
    }
  }
}
