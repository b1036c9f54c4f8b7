public import PromptRepo
internal import CanonicalJSON

extension PromptFile {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - path: Its path, for errors.
  ///   - name: The name that its place gives it, which a header's `name` must repeat.
  /// - Throws: ``PromptFileError`` with the line and, where it helps, the column.
  public init(
    parsing bytes: [UInt8], path: String, name: PromptName? = nil
  ) throws(PromptFileError) {
    try Self.checkText(bytes, path)
    let parts = try HeaderParts(bytes, path: path)
    var fields = HeaderFields(path: path, name: name)
    if let header = parts.header {
      do {
        try fields.read(YAMLHeader(Array(bytes[header])))
      } catch {
        throw parts.error(error, in: bytes, path: path)
      }
    }
    self.init(bytes, parts, record: fields.record, config: fields.config, path: path)
  }

  /// Reads a file that is all template, whatever its first line is; a byte order mark is passed
  /// over.
  init(text bytes: [UInt8], path: String) throws(PromptFileError) {
    try Self.checkText(bytes, path)
    let body = bytes[ByteOrderMark.length(in: bytes)...]
    let readings = PromptBody.readings(of: body).map { String(decoding: $0, as: UTF8.self) }
    self.init(
      path: path, record: RecordEdit(), config: JSONObject(), template: readings[0],
      hasHeader: false, templateLine: 1, unreadHeader: nil, readings: readings)
  }

  /// A file whose header has been read.
  init(
    _ bytes: [UInt8], _ parts: HeaderParts, record: RecordEdit, config: JSONObject, path: String
  ) {
    let readings = PromptBody.readings(of: bytes[parts.body])
      .map { String(decoding: $0, as: UTF8.self) }
    self.init(
      path: path, record: record, config: config, template: readings[0],
      hasHeader: parts.header != nil, templateLine: parts.bodyLine,
      unreadHeader: parts.lookalike?.warning(path), readings: readings)
  }

  static func checkText(_ bytes: [UInt8], _ path: String) throws(PromptFileError) {
    if let standIn = StandIn.of(bytes) {
      throw PromptFileError(
        "this is \(standIn.what), not the text", path: path, line: 1, hint: standIn.remedy)
    }
    if let offset = UTF8Validation.firstInvalidOffset(in: bytes) {
      let place = TextPosition(offset: offset, in: bytes)
      throw PromptFileError(
        "byte 0x\(String(bytes[offset], radix: 16)) is not valid UTF-8", path: path,
        line: place.line, column: place.column, hint: "Save the file as UTF-8")
    }
    if let offset = bytes.firstIndex(of: 0) {
      let place = TextPosition(offset: offset, in: bytes)
      throw PromptFileError(
        "the file holds a NUL character", path: path, line: place.line, column: place.column,
        hint: "Remove it; text has none")
    }
  }
}
