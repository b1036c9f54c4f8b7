package import Digests

/// The full name of a reference, such as `refs/prompts/support/reply/@active`.
///
/// Accepts what `git check-ref-format` accepts below `refs/`. Names compare by their bytes.
public struct ReferenceName: Sendable, Hashable {
  /// The name as text, ASCII or UTF-8.
  public let rawValue: String

  /// Makes a name, refusing what git refuses.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    guard ReferenceName.isValid(text) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a reference name",
        hint: "It has to begin with refs/ and follow `git check-ref-format`")
    }
    rawValue = text
  }

  /// Makes a name from parts that are known to be valid.
  package init(unchecked text: String) {
    rawValue = text
  }

  private static func isValid(_ text: String) -> Bool {
    var text = text
    return text.withUTF8(isValid)
  }

  private static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.starts(with: "refs/".utf8), bytes.count <= 3_500 else { return false }
    var start = 5
    while true {
      let rest = bytes[start...]
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
      guard isValid(component: rest[..<end]) else { return false }
      if end == bytes.endIndex { return true }
      start = end + 1
    }
  }

  private static func isValid(component: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = component.first, first != UInt8(ascii: "."),
      component.last != UInt8(ascii: "."), component.count <= 255 - 5,
      !component.suffix(5).elementsEqual(".lock".utf8)
    else { return false }
    var previous: UInt8 = 0
    for byte in component {
      switch byte {
      case ...32, 127, UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"),
        UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "["), UInt8(ascii: "\\"):
        return false
      case UInt8(ascii: ".") where previous == UInt8(ascii: "."): return false
      case UInt8(ascii: "{") where previous == UInt8(ascii: "@"): return false
      default: previous = byte
      }
    }
    return true
  }

  /// Compares the bytes of two names.
  public static func == (left: ReferenceName, right: ReferenceName) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  /// Feeds the name's bytes.
  public func hash(into hasher: inout Hasher) {
    var text = rawValue
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension ReferenceName: Comparable {
  /// Orders names by their bytes, as git's packed-refs file does.
  public static func < (left: ReferenceName, right: ReferenceName) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

extension ReferenceName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}

/// A reference and the object it points at.
public struct Reference: Sendable, Hashable {
  /// The reference's full name.
  public let name: ReferenceName
  /// The object it points at.
  public let target: ObjectID

  /// Makes a reference from its parts.
  public init(_ name: ReferenceName, _ target: ObjectID) {
    self.name = name
    self.target = target
  }
}

/// The references that a ledger keeps in a store, as far as a store has to know them.
///
/// Stores keep objects and references of any kind. What they need beyond that is handed to them as
/// this value: which references are theirs to list by time, in which order those of one change are
/// moved, and which have no log.
public struct ReferenceLayout: Sendable {
  /// References of one kind, by how their names begin and end.
  package struct Kind: Sendable {
    package let prefix: [UInt8]
    package let suffix: [UInt8]
    /// The place of the kind in the order of dependence, from 1 on.
    package let rank: Int

    /// Makes a kind.
    ///
    /// - Parameters:
    ///   - prefix: What the names begin with.
    ///   - suffix: What the names end with.
    ///   - rank: The kind's place among the others, from 1 on: what leans on something has a higher
    ///     rank than that.
    package init(prefix: String, suffix: String = "", rank: Int) {
      self.prefix = Array(prefix.utf8)
      self.suffix = Array(suffix.utf8)
      self.rank = rank
    }

    package func holds(_ name: some BidirectionalCollection<UInt8>) -> Bool {
      name.starts(with: prefix) && name.suffix(suffix.count).elementsEqual(suffix)
    }
  }

  /// A reader of the key in a record's commit; `nil` where there is none to read.
  package typealias KeyReader =
    @Sendable (_ commit: Commit, _ read: (ObjectID) throws(RepositoryError) -> GitObject?) ->
    RecordKey?

  /// The folders of the ledger's references, each with its last slash.
  package let folders: [String]
  /// The references whose commits hold records; those have keys.
  package let records: Kind
  /// The folder of the references that are surveyed, records among them.
  package let recordFolder: String
  /// The reader of records' keys.
  package let readKey: KeyReader
  private let kinds: [Kind]
  private let unlogged: [[UInt8]]

  /// Makes a layout.
  ///
  /// - Parameters:
  ///   - folders: The folders of the ledger's references, each with its last slash.
  ///   - kinds: The kinds that have a rank; the first that holds a name counts, others have rank 0.
  ///   - unlogged: What the names of references without a log begin with.
  ///   - recordFolder: The folder of the references that are surveyed.
  ///   - records: The kind whose commits hold records.
  ///   - readKey: The reader of records' keys.
  package init(
    folders: [String], kinds: [Kind], unlogged: [String], recordFolder: String, records: Kind,
    readKey: @escaping KeyReader
  ) {
    self.folders = folders
    self.kinds = kinds
    self.unlogged = unlogged.map { Array($0.utf8) }
    self.recordFolder = recordFolder
    self.records = records
    self.readKey = readKey
  }

  /// The rank of the reference whose name has these bytes: what was done at one moment is told in
  /// this order.
  package func rank(ofBytes name: some BidirectionalCollection<UInt8>) -> Int {
    kinds.first { $0.holds(name) }?.rank ?? 0
  }

  /// The rank of a reference.
  package func rank(of name: ReferenceName) -> Int { rank(ofBytes: name.rawValue.utf8) }

  /// The place of a reference in a change that is made move by move: what has no rank comes last.
  package func place(of name: ReferenceName) -> Int {
    let rank = rank(of: name)
    return rank == 0 ? lastPlace : rank
  }

  /// The place of the references that have no rank.
  package var lastPlace: Int { (kinds.map(\.rank).max() ?? 0) + 1 }

  /// Whether a reference is one of the ledger's.
  package func holds(_ name: some Collection<UInt8>) -> Bool {
    folders.contains { name.starts(with: $0.utf8) }
  }

  /// Whether a reference's commits hold records.
  package func isRecord(_ name: [UInt8]) -> Bool { records.holds(name) }

  /// Whether a store keeps a log of the reference's moves.
  package func isLogged(_ name: ReferenceName) -> Bool {
    !unlogged.contains { name.rawValue.utf8.starts(with: $0) }
  }
}

/// The key of a record: what finds and orders records without reading them.
package struct RecordKey: Sendable, Hashable {
  /// The record's id.
  package let id: UUIDValue
  /// The creation time, in milliseconds since 1970 UTC.
  package let createdAt: Int64

  /// Makes a key from its parts.
  package init(id: UUIDValue, createdAt: Int64) {
    self.id = id
    self.createdAt = createdAt
  }
}

/// What is asked so often of the commit that a reference points at that stores may keep it.
package struct TipNote: Sendable, Hashable {
  /// When the commit came into the ledger, in milliseconds since 1970.
  package let milliseconds: Int64
  /// The key of the record that it holds; `nil` for a commit of any other chain.
  package let record: RecordKey?

  /// Makes a note from its parts.
  package init(milliseconds: Int64, record: RecordKey? = nil) {
    self.milliseconds = milliseconds
    self.record = record
  }
}

extension TipNote {
  /// Reads what there is to note of a tip; `nil` for what is no commit.
  ///
  /// A commit that cannot be read is of the end of all time, so that nobody passes over it.
  ///
  /// - Parameters:
  ///   - readKey: The reader of the record's key; `nil` for a commit that holds no record.
  ///   - read: Reads an object.
  package init?(
    reading tip: ObjectID, key readKey: ReferenceLayout.KeyReader?,
    _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    do throws(RepositoryError) {
      guard let object = try read(tip) else {
        self.init(milliseconds: .max)
        return
      }
      guard object.kind == .commit else { return nil }
      let commit = try Commit(object)
      self.init(
        milliseconds: commit.time.milliseconds,
        record: readKey?(commit, read))
    } catch {
      self.init(milliseconds: .max)
    }
  }
}
