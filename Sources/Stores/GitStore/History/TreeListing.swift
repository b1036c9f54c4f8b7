internal import GitModel

/// The entries of a tree, by name.
struct TreeListing {
  enum Kind {
    case folder, file
    /// A symbolic link or a submodule.
    case other
  }

  struct Entry: Equatable {
    let kind: Kind
    let id: ObjectID
  }

  private(set) var entries: [[UInt8]: Entry] = [:]

  init() {}

  /// Reads a tree's bytes; nil if they are none.
  init?(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count {
      guard let space = bytes[place...].firstIndex(of: UInt8(ascii: " ")),
        let zero = bytes[space...].firstIndex(of: 0), zero + 20 < bytes.count,
        let id = ObjectID(bytes: bytes[(zero + 1)...(zero + 20)])
      else { return nil }
      let kind: Kind =
        switch String(decoding: bytes[place..<space], as: UTF8.self) {
        case "40000", "040000": .folder
        case "100644", "100755", "100664": .file
        default: .other
        }
      entries[Array(bytes[(space + 1)..<zero])] = Entry(kind: kind, id: id)
      place = zero + 21
    }
  }

  /// The id of an entry if it is of a kind.
  static func id(_ entry: Entry?, if kind: Kind) -> ObjectID? {
    entry.flatMap { $0.kind == kind ? $0.id : nil }
  }
}
