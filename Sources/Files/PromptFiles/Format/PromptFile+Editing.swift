internal import CanonicalJSON
public import PromptRepo

extension PromptFile {
  /// The bytes of a file with some fields of its header changed.
  ///
  /// Only the lines of the fields change, so comments and the author's way of writing stay;
  /// where that is not possible, the header is written anew. A field set to `nil` loses its key.
  ///
  /// - Throws: ``PromptFileError`` when the file cannot be read or the header not be written.
  public static func bytes(
    _ bytes: [UInt8], editing edit: RecordEdit, path: String, name: PromptName? = nil
  ) throws(PromptFileError) -> [UInt8] {
    _ = try PromptFile(parsing: bytes, path: path, name: name)
    return try self.bytes(bytes, HeaderEdit(edit), path)
  }

  /// The bytes of a file whose header, if it has a name, has this one.
  static func bytes(
    _ bytes: [UInt8], naming name: PromptName, path: String
  ) throws(PromptFileError) -> [UInt8] {
    let header = try HeaderParts(bytes, path: path).yaml(bytes, path)
    guard header.entries.contains(where: { $0.key.hasSameBytes(as: "name") }) else { return bytes }
    return try self.bytes(bytes, HeaderEdit(name: name), path)
  }

  private static func bytes(
    _ bytes: [UInt8], _ wanted: HeaderEdit, _ path: String
  ) throws(PromptFileError) -> [UInt8] {
    let parts = try HeaderParts(bytes, path: path)
    let before = try parts.yaml(bytes, path)
    if let header = parts.header, !before.isFlow {
      let isCRLF = bytes[..<header.lowerBound].dropLast().last == 0x0d
      let edited = wanted.applied(to: Array(bytes[header]), before, isCRLF: isCRLF)
      let result = Array(bytes[..<header.lowerBound]) + edited + bytes[header.upperBound...]
      if wanted.isResult(result, of: before, path: path) { return result }
    }
    let object = wanted.applied(to: before)
    if object == JSONObject(before.entries.map { JSONMember(key: $0.key, value: $0.value) }) {
      return bytes
    }
    let template = String(decoding: PromptBody.readings(of: bytes[parts.body])[0], as: UTF8.self)
    let frame = try FileFrame(of: bytes, path: path)
    let head = frame.with(header: YAMLWriter.bytes(of: object), around: template).head
    let result = FileFrame.assemble(
      head: head, body: Array(bytes[parts.body]), isCRLF: frame.isCRLF(around: template))
    guard wanted.isResult(result, of: before, path: path) else {
      throw PromptFileError(
        "the header cannot be changed so that it reads as wanted", path: path,
        hint: "Shorten what is in it, or edit the file by hand")
    }
    return result
  }
}

extension HeaderParts {
  /// The header as values; one without keys if there is none.
  func yaml(_ bytes: [UInt8], _ path: String) throws(PromptFileError) -> YAMLHeader {
    do {
      return try YAMLHeader(header.map { Array(bytes[$0]) } ?? [])
    } catch {
      throw self.error(error, in: bytes, path: path)
    }
  }
}
