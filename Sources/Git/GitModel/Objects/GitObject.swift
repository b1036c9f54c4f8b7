internal import Digests

/// One object in git's format: a kind and bytes, named by their hash.
public struct GitObject: Sendable, Hashable {
  /// The object's name.
  public let id: ObjectID

  /// The object's kind.
  public let kind: ObjectKind

  /// The object's content, without git's header.
  public let bytes: [UInt8]

  /// Makes an object and computes its id.
  public init(_ kind: ObjectKind, _ bytes: [UInt8]) {
    var hash = SHA1()
    hash.update(GitObject.header(kind, count: bytes.count))
    hash.update(bytes)
    self.kind = kind
    self.bytes = bytes
    self.id = ObjectID(sha1: hash.finalize())
  }

  /// The bytes that git hashes and stores before the content: `blob 12\0`.
  public static func header(_ kind: ObjectKind, count: Int) -> [UInt8] {
    Array("\(kind.rawValue) \(count)\0".utf8)
  }
}
