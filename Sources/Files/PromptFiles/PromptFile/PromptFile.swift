public import CanonicalJSON
public import PromptRepo
internal import PromptTemplate
internal import Synchronization

/// A prompt's working file: a YAML header between `---` lines, then the template.
///
/// The format is that of dotprompt. The header's keys `title`, `description` and `metadata` are
/// the prompt's record, `name` repeats the file's own name, and all others are the version's
/// configuration in the order of the file. Without a header there are neither.
public struct PromptFile: Sendable {
  /// The longest file that is read, in bytes.
  public static let maximumLength = VersionContent.maximumTemplateLength + 2 * 65_536

  /// The file's path, as errors name it.
  public let path: String

  /// What the header says of the record; an absent key keeps the field, `null` removes it.
  package let record: RecordEdit

  /// The header's other keys, in the order of the file.
  public let config: JSONObject

  /// The template, without the line end that is the file's own.
  public let template: String

  /// Whether there is a header.
  public let hasHeader: Bool

  /// The line of the file, from 1, on which the template begins.
  public let templateLine: Int

  /// What looks like a header in the file and was not read as one; nil if nothing does.
  public let unreadHeader: PromptFileError?

  /// What else the file can stand for than ``template`` with ``config``: the other templates of its
  /// body, see ``PromptBody``, and what was made of such a file before.
  let otherReadings: [FileReading]

  /// The contents of those readings that were asked for.
  private let contents = ReadingContents()

  /// The content that a version of this file has.
  ///
  /// - Throws: ``PromptFileError`` when the template is empty or too long.
  public func content() throws(PromptFileError) -> VersionContent {
    try content(of: 0, FileReading(template: template, config: config))
  }

  /// The hashes of all contents that the file can stand for, that of ``content()`` first.
  ///
  /// There are more than one because an editor may have added or taken away the last line end of
  /// the file, which is no new content, and because a file of messages was read otherwise before: a
  /// file is a version if any of them is its hash.
  public func hashes() throws(PromptFileError) -> [VersionHash] {
    var hashes: [VersionHash] = []
    for (place, reading) in readings.enumerated()
    where (1...VersionContent.maximumTemplateLength).contains(reading.template.utf8.count) {
      hashes.append(try content(of: place, reading).hash)
    }
    return hashes
  }

  /// All that the file can stand for, what it is taken for first.
  var readings: [FileReading] {
    [FileReading(template: template, config: config)] + otherReadings
  }

  /// The reason why the file's dialect cannot read its template, with the place in the file; nil if it can.
  func unreadableTemplate() throws(PromptFileError) -> PromptFileError? {
    let content = try content()
    switch content.dialect {
    case .plain, .strict, .chat, .jinja: return nil
    case .handlebars:
      return error(reading: PromptText(content.template, dialect: content.dialect))
    }
  }

  /// The same of the template, taken apart.
  func error(reading text: PromptText) -> PromptFileError? {
    text.unreadable.map { unreadable in
      PromptFileError(
        "the template cannot be read as \(unreadable.dialect.rawValue): \(unreadable.reason)",
        path: path, line: templateLine + unreadable.position.line - 1,
        column: unreadable.position.column)
    }
  }

  private func content(
    of place: Int, _ reading: FileReading
  ) throws(PromptFileError) -> VersionContent {
    try contents.content(of: place) { () throws(PromptFileError) in
      do throws(RepositoryError) {
        return try VersionContent(template: reading.template, config: reading.config)
      } catch {
        throw PromptFileError(error.message, path: path, line: templateLine, hint: error.hint)
      }
    }
  }
}

/// A template and a configuration that a file can stand for.
struct FileReading: Sendable {
  let template: String
  let config: JSONObject

  /// The content of a version; nil for what can be none.
  var content: VersionContent? {
    do throws(RepositoryError) {
      return try VersionContent(template: template, config: config)
    } catch {
      return nil
    }
  }
}

/// What a file can stand for, each content made and hashed when it is first asked for.
private final class ReadingContents: Sendable {
  private let known = Mutex<[(reading: Int, content: VersionContent)]>([])

  func content(
    of reading: Int, or make: () throws(PromptFileError) -> VersionContent
  ) throws(PromptFileError) -> VersionContent {
    let made = known.withLock { $0.first { $0.reading == reading }?.content }
    if let made { return made }
    let content = try make()
    known.withLock { $0.append((reading, content)) }
    return content
  }
}

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
      hasHeader: false, templateLine: 1, unreadHeader: nil,
      otherReadings: readings.dropFirst().map { FileReading(template: $0, config: JSONObject()) })
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
      unreadHeader: parts.lookalike?.warning(path),
      otherReadings: readings.dropFirst().map { FileReading(template: $0, config: config) })
  }

  /// The file with a dialect, if its configuration has no key of that name. A version without the key
  /// is the file's all the same.
  func adding(_ dialect: Dialect) -> PromptFile {
    let all = readings.map {
      FileReading(template: $0.template, config: $0.config.adding(dialect))
    }
    guard all[0].config != config else { return self }
    return PromptFile(
      path: path, record: record, config: all[0].config, template: template,
      hasHeader: hasHeader, templateLine: templateLine, unreadHeader: unreadHeader,
      otherReadings: all.dropFirst() + readings)
  }

  static func checkText(_ bytes: [UInt8], _ path: String) throws(PromptFileError) {
    if let placeholder = PlaceholderFile.of(bytes) {
      throw PromptFileError(
        "this is \(placeholder.what), not the text", path: path, line: 1, hint: placeholder.remedy)
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

  /// The bytes of a file for a version of a prompt.
  ///
  /// Fields of the record that are not set have no key. There is no header unless it has
  /// something to say or the template's beginning would be taken for one. Lines end in CR LF if all
  /// of the template's do.
  ///
  /// - Throws: ``PromptFileError`` when the configuration has a key that means the record in a
  ///   file, or the header would be longer or deeper than one may be.
  public static func bytes(
    template: String, config: JSONObject? = nil, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), path: String
  ) throws(PromptFileError) -> [UInt8] {
    try bytes(
      template: template, config: config, title: title, description: description,
      metadata: metadata, frame: FileFrame(for: template), path: path)
  }

  /// The same in a frame that a file was read in, whose header is replaced.
  static func bytes(
    template: String, config: JSONObject?, title: String?, description: String?,
    metadata: JSONObject, frame: FileFrame, path: String
  ) throws(PromptFileError) -> [UInt8] {
    let config = config ?? JSONObject()
    if let key = config.lazy.map(\.key).first(where: { key in
      HeaderFields.reserved.contains { $0.hasSameBytes(as: key) }
    }) {
      throw PromptFileError(
        "the configuration has a key '\(key)', which in a file is not configuration", path: path,
        problem: .reservedKey(key))
    }
    var object = JSONObject()
    if let title { object["title"] = .string(title) }
    if let description { object["description"] = .string(description) }
    if !metadata.isEmpty { object["metadata"] = .object(metadata) }
    for member in config { object[member.key] = member.value }
    let header = YAMLWriter.bytes(of: object)
    if !object.isEmpty { try check(header, means: object, path) }
    return frame.with(header: header, around: template).bytes(around: template)
  }

  /// Reads a header back before it is written anywhere.
  private static func check(
    _ header: [UInt8], means object: JSONObject, _ path: String
  ) throws(PromptFileError) {
    guard header.count <= YAMLHeader.lengthLimit else {
      throw PromptFileError(
        "the header would have \(header.count) bytes, more than \(YAMLHeader.lengthLimit)",
        path: path, problem: .unwritableHeader)
    }
    do {
      let entries = try YAMLHeader(header).entries
      let back = JSONObject(entries.map { JSONMember(key: $0.key, value: $0.value) })
      if back == object { return }
    } catch {
      throw PromptFileError(
        "the header cannot be written: \(error.message)", path: path, hint: error.hint,
        problem: error.problem ?? .unwritableHeader)
    }
    throw PromptFileError(
      "the header cannot be written so that it reads the same", path: path,
      problem: .unwritableHeader)
  }
}

/// How a template lies in a file: its bytes, and behind them one line end of the file's own.
///
/// That line end is LF; after a template that ends in CR it is CR LF, since a lone LF would make
/// one line end with that CR. A reader takes off one LF or CR LF if there is one. So every template
/// comes back as it was, and so does one whose file lost or got its last line end in an editor,
/// except that a template's own last line end may then be taken for the file's: who knows what the
/// template was looks for it among all ``readings(of:)``.
enum PromptBody {
  /// What templates a body can stand for, the one to take first.
  static func readings(of body: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard body.last == 0x0a else { return [body] }
    let withoutLF = body.dropLast()
    guard withoutLF.last == 0x0d else { return [withoutLF, body] }
    return [withoutLF.dropLast(), withoutLF, body]
  }
}
