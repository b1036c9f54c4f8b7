/// A path inside a repository, compared by its bytes.
struct GitPath: Hashable, Comparable {
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// A path as users write it: empty and `.` components are nothing.
  init(written text: String) {
    let dot = [UInt8(ascii: ".")]
    bytes = Array(
      text.utf8.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != dot }
        .joined(separator: [UInt8(ascii: "/")]))
  }

  var components: [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  /// The last component.
  var name: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
  }

  /// The path as text; bytes that are not UTF-8 become the replacement character.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func appending(_ name: [UInt8]) -> GitPath {
    bytes.isEmpty ? GitPath(name) : GitPath(bytes + [UInt8(ascii: "/")] + name)
  }

  /// Whether the path ends in one of some endings, such as `.md`, in whatever case, and is more
  /// than that.
  func hasEnding(of endings: [String]) -> Bool {
    endings.contains { ending in
      name.count > ending.utf8.count
        && name.suffix(ending.utf8.count).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
          .elementsEqual(ending.utf8)
    }
  }

  /// How the name ends: from its last dot on; empty if it has none but perhaps at its start.
  var ending: String {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return "" }
    return String(decoding: name[dot...], as: UTF8.self)
  }

  static func < (left: GitPath, right: GitPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
