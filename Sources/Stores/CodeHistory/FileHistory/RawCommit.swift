internal import GitModel

/// A commit's bytes, read without refusing what other programs wrote into them.
struct RawCommit {
  let tree: ObjectID
  let parents: [ObjectID]
  private let bytes: [UInt8]
  /// The header lines behind the parents.
  private let header: Range<Int>

  /// Reads the lines that link the commit to others; nil if they are damaged.
  init?(_ bytes: [UInt8]) {
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
  var author: Signature { signature("author ") }

  /// When it was put into the repository.
  var committed: Timestamp { signature("committer ").time }

  /// What the author says about it, without NUL and blank lines at its beginning.
  var message: String {
    let text = bytes[min(header.upperBound + 1, bytes.count)...].drop { $0 == 10 }
    return decode(text.filter { $0 != 0 }[...])
  }

  private func line(_ key: String) -> ArraySlice<UInt8>? {
    let line = bytes[header].split(separator: 10).first { $0.starts(with: key.utf8) }
    return line?.dropFirst(key.utf8.count)
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
    let minutes = (abs(offset % 1_000_000) / 100) * 60 + abs(offset) % 100
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

/// All commits that a commit builds on, itself included.
struct CommitGraph {
  private(set) var ids: [ObjectID] = []
  private(set) var trees: [ObjectID] = []
  /// The parents of each commit, by number.
  private(set) var parents: [[Int]] = []
  /// The numbers of all commits, each after its parents.
  ///
  /// All that a merge's first parent builds on comes before what only its other parents do. So
  /// no clock has a part in it, and a branch that is merged comes after all that was there.
  private(set) var order: [Int] = []

  init(from tip: ObjectID, _ objects: ObjectReader) throws(RepositoryError) {
    var numbers: [ObjectID: Int] = [:]
    var links: [[ObjectID]] = []
    var path: [(commit: Int, reached: Int)] = []
    var next: ObjectID? = tip
    while true {
      if let id = next {
        next = nil
        if numbers[id] == nil {
          guard let commit = RawCommit(try objects.bytes(id)) else { throw .notCommit(id) }
          numbers[id] = ids.count
          path.append((ids.count, 0))
          ids.append(id)
          trees.append(commit.tree)
          links.append(commit.parents)
        }
      }
      guard let (commit, reached) = path.last else { break }
      if reached < links[commit].count {
        path[path.count - 1].reached += 1
        next = links[commit][reached]
      } else {
        order.append(commit)
        path.removeLast()
      }
    }
    parents = links.map { $0.compactMap { numbers[$0] } }
  }
}

extension RepositoryError {
  static func notCommit(_ id: ObjectID) -> RepositoryError {
    .damagedObject(id, "is not a well-formed commit")
  }
}

/// Reads objects while the repository's handle is held.
final class ObjectReader {
  /// What a partial clone left out.
  let gaps: CloneGaps

  private let database: ObjectDatabaseHandle
  private var listings: [ObjectID: TreeListing] = [:]
  private var listedEntries = 0

  /// How many entries of trees are kept at hand.
  private static let listedLimit = 200_000

  init(_ repository: OpaquePointer, _ gaps: CloneGaps = CloneGaps()) throws(RepositoryError) {
    self.gaps = gaps
    database = try ObjectDatabaseHandle(repository: repository)
  }

  /// The bytes of an object.
  func bytes(_ id: ObjectID) throws(RepositoryError) -> [UInt8] {
    guard let object = try database.read(id) else { throw gaps.missing(id) }
    return object.bytes
  }

  /// How many bytes an object has; nil if it is not here.
  func sizeIfPresent(_ id: ObjectID) throws(RepositoryError) -> Int? {
    try database.size(id)
  }

  /// The entries of a tree; none for no tree.
  func listing(_ tree: ObjectID?) throws(RepositoryError) -> TreeListing {
    guard let tree else { return TreeListing() }
    if let known = listings[tree] { return known }
    guard let listing = TreeListing(try bytes(tree)) else {
      throw .damagedObject(tree, "is not a well-formed tree")
    }
    if listedEntries + listing.entries.count > ObjectReader.listedLimit {
      listings.removeAll()
      listedEntries = 0
    }
    listings[tree] = listing
    listedEntries += listing.entries.count
    return listing
  }
}
