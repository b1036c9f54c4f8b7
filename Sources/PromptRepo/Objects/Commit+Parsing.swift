internal import Digests

extension Commit {
  /// Reads a commit object.
  ///
  /// Header lines that this project never writes (signatures, encodings, merge tags) are passed
  /// over.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the bytes are not a commit.
  public init(_ object: GitObject) throws(RepositoryError) {
    guard object.kind == .commit else {
      throw .damaged(object, "is a \(object.kind.rawValue), not a commit")
    }
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Signature?
    var committer: Signature?
    var rest = object.bytes[...]
    while let end = rest.firstIndex(of: 10), end > rest.startIndex {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      let value = line[(space + 1)...]
      switch line.first {
      case UInt8(ascii: "t") where line.starts(with: "tree ".utf8):
        tree = ObjectID(hexBytes: value)
      case UInt8(ascii: "p") where line.starts(with: "parent ".utf8):
        guard let parent = ObjectID(hexBytes: value) else {
          throw .damaged(object, "has a parent line that is not an object id")
        }
        parents.append(parent)
      case UInt8(ascii: "a") where line.starts(with: "author ".utf8):
        author = Signature(line: value)
      case UInt8(ascii: "c") where line.starts(with: "committer ".utf8):
        committer = Signature(line: value)
      default: continue
      }
    }
    guard let tree, let author, let committer else {
      throw .damaged(object, "is not a well-formed commit")
    }
    self.init(
      tree: tree, parents: parents, author: author, committer: committer,
      message: String(decoding: rest.dropFirst(), as: UTF8.self))
  }
}

extension ObjectID {
  /// Makes an id from hexadecimal digits in ASCII.
  init?(hexBytes digits: some Collection<UInt8>) {
    guard let bytes = Hex.decode(digits) else { return nil }
    self.init(bytes: bytes)
  }
}
