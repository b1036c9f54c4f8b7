internal import Digests

/// The name of an object: the hash of its kind, length and bytes, as git computes it.
///
/// Holds 20 bytes (SHA-1) or 32 bytes (SHA-256). Both stores of this version write SHA-1 only.
public struct ObjectID: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes that the id has: 20 or 32.
  public let count: Int

  /// Makes an id from its raw bytes; `nil` unless there are 20 or 32 of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 || bytes.count == 32 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    self.words = words
    self.count = bytes.count
  }

  /// Makes an id from a finished SHA-1.
  package init(sha1 digest: [UInt8]) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: digest.prefix(20)) }
    self.words = words
    self.count = 20
  }

  /// Makes an id from 40 or 64 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: String) {
    var hex = hex
    let id = hex.withUTF8 { ObjectID(hexBytes: UnsafeRawBufferPointer($0)) }
    guard let id else { return nil }
    self = id
  }

  /// Makes an id from 40 or 64 lower-case hexadecimal digits in ASCII; `nil` for anything else.
  package init?(hexBytes digits: UnsafeRawBufferPointer) {
    guard digits.count == 40 || digits.count == 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isHex = withUnsafeMutableBytes(of: &words) { bytes in
      for index in 0..<(digits.count / 2) {
        guard let high = Hex.value(digits[2 * index]), let low = Hex.value(digits[2 * index + 1])
        else { return false }
        bytes[index] = high << 4 | low
      }
      return true
    }
    guard isHex else { return nil }
    self.words = words
    self.count = digits.count / 2
  }

  /// The raw bytes, as trees and packs store them.
  public var bytes: [UInt8] {
    withUnsafeBytes { Array($0) }
  }

  /// Calls `body` with the raw bytes, without copying them to the heap.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    Swift.withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
  }

  /// The id in lower-case hexadecimal digits.
  public var hex: String {
    withUnsafeBytes { Hex.encode($0) }
  }

  /// The first digits of the id, as short listings show it.
  public func short(_ digits: Int = 10) -> String {
    String(hex.prefix(digits))
  }

  /// Compares two ids.
  public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1
      && left.words.2 == right.words.2 && left.words.3 == right.words.3
      && left.count == right.count
  }

  /// Feeds the id's first eight bytes, which are a hash already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension ObjectID: Comparable {
  /// Orders ids by their bytes, as pack indexes do.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    left.withUnsafeBytes { l in right.withUnsafeBytes { r in l.lexicographicallyPrecedes(r) } }
  }
}

extension ObjectID: CustomStringConvertible {
  /// The id in hexadecimal digits.
  public var description: String { hex }
}

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
  package static func header(_ kind: ObjectKind, count: Int) -> [UInt8] {
    Array("\(kind.rawValue) \(count)\0".utf8)
  }
}

/// The four kinds of objects that git knows.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable {
  /// Bytes without further structure.
  case blob
  /// A directory: names, modes and object ids.
  case tree
  /// A snapshot with parents, author, date and message.
  case commit
  /// An annotated tag; read as it is, never written.
  case tag
}

/// An object that another one names.
package struct ObjectLink: Sendable, Hashable {
  /// The object's name.
  public let id: ObjectID
  /// What it has to be; `nil` where the naming object does not say.
  package let kind: ObjectKind?
  /// The name it has in a tree; empty elsewhere.
  package let name: [UInt8]

  /// Makes a link from its parts.
  package init(id: ObjectID, kind: ObjectKind?, name: [UInt8]) {
    self.id = id
    self.kind = kind
    self.name = name
  }
}

extension GitObject {
  /// The objects that this one names.
  ///
  /// Looks at no more than the links, so that objects of other programs with odd modes, names or
  /// dates are packed too. Commits of other repositories, which trees may name, are left out.
  ///
  /// - Throws: `damaged` when the links cannot be told.
  package func links() throws(RepositoryError) -> [ObjectLink] {
    switch kind {
    case .blob: []
    case .tree: try treeLinks()
    case .commit: try headerLinks()
    case .tag: try tagLinks()
    }
  }

  private func treeLinks() throws(RepositoryError) -> [ObjectLink] {
    var links: [ObjectLink] = []
    var start = 0
    while start < bytes.count {
      guard let space = bytes[start...].firstIndex(of: UInt8(ascii: " ")),
        let zero = bytes[space...].firstIndex(of: 0), zero + id.count < bytes.count,
        let child = ObjectID(bytes: bytes[(zero + 1)...].prefix(id.count))
      else { throw malformed }
      let mode = bytes[start..<space].drop { $0 == UInt8(ascii: "0") }
      start = zero + 1 + id.count
      if mode.elementsEqual("160000".utf8) { continue }
      let kind: ObjectKind = mode.elementsEqual("40000".utf8) ? .tree : .blob
      links.append(ObjectLink(id: child, kind: kind, name: Array(bytes[(space + 1)..<zero])))
    }
    return links
  }

  private func headerLinks() throws(RepositoryError) -> [ObjectLink] {
    var lines = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    guard let tree = link(lines[0], "tree ", .tree), lines.count == 2 else { throw malformed }
    var links: [ObjectLink] = []
    while lines.count == 2, lines[1].starts(with: "parent ".utf8) {
      lines = lines[1].split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
      guard let parent = link(lines[0], "parent ", .commit) else { throw malformed }
      links.append(parent)
    }
    return [tree] + links
  }

  private func tagLinks() throws(RepositoryError) -> [ObjectLink] {
    let line = bytes.prefix { $0 != 10 }
    guard let target = link(line, "object ", nil) else { throw malformed }
    return [target]
  }

  private func link(_ line: ArraySlice<UInt8>, _ key: String, _ kind: ObjectKind?) -> ObjectLink? {
    guard line.starts(with: key.utf8) else { return nil }
    let hex = String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)
    return ObjectID(hex: hex).map { ObjectLink(id: $0, kind: kind, name: []) }
  }

  private var malformed: RepositoryError {
    RepositoryError(
      .damaged, "object \(id) is not a well-formed \(kind.rawValue)",
      hint: RepositoryError.damageHint)
  }
}

/// Goes through all objects that some reach, those that are named before those that name them.
package struct ReachableObjectsWalk {
  private enum Step {
    /// The object has to be read, and what it names comes first.
    case enter(ObjectID)
    /// All that it names has been given.
    case leave(GitObject)
  }

  private var steps: [Step]
  private var seen: Set<ObjectID> = []
  /// How many objects were given so far.
  package private(set) var count = 0

  package init(_ roots: [ObjectID]) {
    steps = roots.reversed().map { .enter($0) }
  }

  /// The next object; `nil` after the last one.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when one is missing or malformed.
  package mutating func next(in store: any Store) throws(RepositoryError) -> GitObject? {
    while let step = steps.popLast() {
      switch step {
      case .leave(let object):
        count += 1
        return object
      case .enter(let id):
        guard seen.insert(id).inserted else { continue }
        guard let object = try store.object(id) else {
          throw RepositoryError(
            .damaged, "object \(id), which the ledger reaches, is missing",
            hint: RepositoryError.damageHint)
        }
        steps.append(.leave(object))
        for link in try object.links() where !seen.contains(link.id) {
          steps.append(.enter(link.id))
        }
      }
    }
    return nil
  }
}
