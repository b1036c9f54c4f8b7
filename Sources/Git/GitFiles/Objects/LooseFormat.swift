package import GitModel

/// One object in a file of its own: a zlib stream of `blob 12`, a NUL and the content.
///
/// Source of the format: gitformat-loose(5).
package enum LooseFormat {
  /// The object in a loose file's bytes, checked against its id.
  package static func decode(
    _ file: [UInt8], id: ObjectID, path: String, _ inflaters: InflaterPool
  ) throws(RepositoryError) -> GitObject {
    do throws(ObjectFault) {
      let (kind, body) = try inflaters.withInflater { (inflater) throws(ObjectFault) in
        let (kind, body) = try inflater.inflate(file.span.bytes, parseHeader: parseHeader)
        return (kind, body)
      }
      let object = GitObject(kind, body)
      guard object.id == id else { throw .damaged("holds other bytes: their hash is \(object.id)") }
      return object
    } catch { throw .unreadable(id, in: path, error) }
  }

  /// Reads `kind size NUL`; the size is decimal without leading zeros, as git demands.
  private static func parseHeader(
    _ bytes: RawSpan
  ) throws(ObjectFault) -> (length: Int, bodyCount: Int, header: ObjectKind) {
    let text = bytes.withUnsafeBytes { Array($0.prefix(32)) }
    guard let space = text.firstIndex(of: UInt8(ascii: " ")), let end = text.firstIndex(of: 0),
      space < end
    else { throw .damaged("has no valid header") }
    let digits = text[(space + 1)..<end]
    guard
      let kind = ObjectKind.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text[..<space]) }
      ),
      !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(String(decoding: digits, as: UTF8.self))
    else { throw .damaged("has no valid header") }
    return (end + 1, count, kind)
  }
}
