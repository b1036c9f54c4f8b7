internal import CanonicalJSON

/// A JSON text that is cut into its members or elements, each of which is read by itself.
///
/// What another program answers may hold a piece that cannot be read, such as a number that no reader
/// of JSON keeps, or arrays that lie too deep. Cut first, such a piece spoils none of its neighbours.
/// Whether a piece is valid JSON is seen when it is read.
struct JSONPieces {
  private let bytes: ArraySlice<UInt8>

  /// More pieces than any answer has that is meant seriously.
  private static let limit = 200_000

  /// The text of one value.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// The text as a value.
  func value() throws(JSONError) -> JSONValue { try JSONValue(parsing: Array(bytes)) }

  /// Whether the text is the value null.
  var isNull: Bool { trimmed(bytes).elementsEqual("null".utf8) }

  /// The beginning of the text, for messages.
  var excerpt: String {
    let shown = 40
    let text = trimmed(bytes)
    return String(decoding: text.prefix(shown), as: UTF8.self) + (text.count > shown ? "…" : "")
  }

  /// The elements of an array; `nil` if the text is none.
  func elements() -> [JSONPieces]? {
    pieces(between: UInt8(ascii: "["), UInt8(ascii: "]"))?.map(JSONPieces.init)
  }

  /// The members of an object by their keys, of which the first counts; `nil` if the text is none.
  func members() -> JSONMembers? {
    guard let pieces = pieces(between: UInt8(ascii: "{"), UInt8(ascii: "}")) else { return nil }
    var members: [UTF8Key: JSONPieces] = [:]
    for piece in pieces {
      guard piece.first == UInt8(ascii: "\""), let end = endOfText(piece, from: piece.startIndex),
        let key = text(piece[..<end])
      else { return nil }
      let rest = trimmed(piece[end...])
      guard rest.first == UInt8(ascii: ":") else { return nil }
      let value = JSONPieces(rest.dropFirst())
      if members[UTF8Key(key)] == nil { members[UTF8Key(key)] = value }
    }
    return JSONMembers(members: members)
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String? {
    do throws(JSONError) { return try JSONValue(parsing: Array(bytes)).string } catch { return nil }
  }

  /// What stands between commas of the outermost brackets.
  private func pieces(between open: UInt8, _ close: UInt8) -> [ArraySlice<UInt8>]? {
    let all = trimmed(bytes)
    guard all.count >= 2, all.first == open, all.last == close else { return nil }
    let inside = all.dropFirst().dropLast()
    var pieces: [ArraySlice<UInt8>] = []
    var start = inside.startIndex
    var index = start
    var depth = 0
    while index < inside.endIndex {
      switch inside[index] {
      case UInt8(ascii: "\""):
        guard let end = endOfText(inside, from: index) else { return nil }
        index = end
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        guard depth >= 0 else { return nil }
      case UInt8(ascii: ",") where depth == 0:
        guard pieces.count < JSONPieces.limit else { return nil }
        pieces.append(trimmed(inside[start..<index]))
        start = index + 1
      default: break
      }
      index += 1
    }
    guard depth == 0 else { return nil }
    let last = trimmed(inside[start...])
    if pieces.isEmpty, last.isEmpty { return [] }
    pieces.append(last)
    return pieces
  }

  /// Where a text in quotes ends, behind its last one.
  private func endOfText(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var index = start + 1
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""): return index + 1
      default: index += 1
      }
    }
    return nil
  }

  private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
    let head = bytes.drop(while: isBlank)
    return head.prefix(
      (head.lastIndex { !isBlank($0) } ?? head.startIndex - 1) - head.startIndex + 1)
  }
}

/// The members of an object of which each is read by itself.
struct JSONMembers {
  fileprivate let members: [UTF8Key: JSONPieces]

  /// The text of a member; `nil` if it is null or absent.
  subscript(key: String) -> JSONPieces? {
    guard let piece = members[UTF8Key(key)], !piece.isNull else { return nil }
    return piece
  }

  /// A member's value; `nil` if it is null or absent.
  ///
  /// - Throws: ``VersionFault`` for one that cannot be read.
  func value(_ key: String) throws(VersionFault) -> JSONValue? {
    guard let piece = self[key] else { return nil }
    do throws(JSONError) { return try piece.value() } catch {
      throw VersionFault("its '\(key)' cannot be read: \(error.message)")
    }
  }

  /// A text; `nil` if it is null or absent.
  func text(_ key: String) throws(VersionFault) -> String? {
    guard let value = try value(key) else { return nil }
    guard case .string(let text) = value else { throw .wrong(key, "a text", value) }
    return text
  }

  /// The texts of an array, in which what is no text counts for nothing; none if it is null or absent.
  func texts(_ key: String) throws(VersionFault) -> [String] {
    guard let value = try value(key) else { return [] }
    guard case .array(let values) = value else { throw .wrong(key, "an array", value) }
    return values.compactMap(\.string)
  }
}

/// Why one version cannot be taken over.
struct VersionFault: Error, Hashable, Sendable {
  /// The reason, in words.
  let reason: String

  /// A fault for this reason.
  init(_ reason: String) {
    self.reason = reason
  }

  /// A member that is of another kind.
  static func wrong(_ key: String, _ wanted: String, _ value: JSONValue) -> VersionFault {
    VersionFault("its '\(key)' is of kind \(value.kind), where \(wanted) has to be")
  }
}
