/// A commit in git's format.
package struct Commit: Sendable, Hashable {
  /// The snapshot.
  package let tree: ObjectID
  /// The commits this one follows; the first is the chain's own.
  package let parents: [ObjectID]
  /// Who made the content, and when.
  package let author: Signature
  /// Who put it into the repository, and when.
  package let committer: Signature
  /// The message, with its final line break.
  package let message: String

  /// Makes a commit from its parts.
  package init(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }

  /// The commit as an object, ready to be stored.
  package var object: GitObject {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + message.utf8.count)
    bytes += "tree \(tree.hex)\n".utf8
    for parent in parents { bytes += "parent \(parent.hex)\n".utf8 }
    bytes += "author \(author.line)\ncommitter \(committer.line)\n\n".utf8
    bytes += message.utf8
    return GitObject(.commit, bytes)
  }
}

extension Commit {
  /// Reads a commit object.
  ///
  /// Header lines that this project never writes (signatures, encodings, merge tags) are passed
  /// over.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the bytes are not a commit.
  package init(_ object: GitObject) throws(RepositoryError) {
    guard object.kind == .commit else {
      throw .damaged(object, "is a \(object.kind.rawValue), not a commit")
    }
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Signature?
    var committer: Signature?
    var messageStart = object.bytes.count
    var hasBadParent = false
    object.bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: 10), end > start {
        let line = bytes[start..<end]
        if let value = line.value(of: "tree ") {
          tree = ObjectID(hexBytes: value.raw)
        } else if let value = line.value(of: "parent ") {
          if let parent = ObjectID(hexBytes: value.raw) {
            parents.append(parent)
          } else {
            hasBadParent = true
          }
        } else if let value = line.value(of: "author ") {
          author = Signature(line: value)
        } else if let value = line.value(of: "committer ") {
          committer = Signature(line: value)
        }
        start = end + 1
      }
      messageStart = min(start + 1, bytes.count)
    }
    if hasBadParent { throw .damaged(object, "has a parent line that is not an object id") }
    guard let tree, let author, let committer else {
      throw .damaged(object, "is not a well-formed commit")
    }
    self.init(
      tree: tree, parents: parents, author: author, committer: committer,
      message: String(decoding: object.bytes[messageStart...], as: UTF8.self))
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// The bytes as plain memory.
  fileprivate var raw: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: self))
  }

  /// What follows a keyword that the line begins with; `nil` when it does not.
  fileprivate func value(of keyword: StaticString) -> Slice? {
    let length = keyword.utf8CodeUnitCount
    guard count >= length,
      keyword.withUTF8Buffer({ zip($0, self).allSatisfy { $0 == $1 } })
    else { return nil }
    return dropFirst(length)
  }
}
