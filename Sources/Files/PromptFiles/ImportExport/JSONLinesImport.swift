public import CanonicalJSON
public import Platform

/// Reads prompts from JSON Lines in the shape that ``ImportRow/jsonLine()`` writes.
///
/// `null` is as good as absent. Keys of other names are not read; ``ignored`` tells them.
public struct JSONLinesImport: ImportSource {
  /// The keys met so far that are not read, in the order in which they were met.
  public private(set) var ignored: [String] = []

  /// A shape that a row is in and this program does not know yet; what is read is of no use then.
  public private(set) var unknownShape: Int?

  private var seen: Set<UTF8Key>
  private var reader: JSONLinesReader
  private let nameKey: String
  private let templateKey: String

  /// Reads these bytes.
  public init(_ bytes: [UInt8], fields: ImportFields = ImportFields()) {
    self.init(TextWindow(bytes), fields)
  }

  /// Reads a text piece by piece.
  public init(_ text: any TextSource, fields: ImportFields = ImportFields()) {
    self.init(TextWindow(text), fields)
  }

  private init(_ window: TextWindow, _ fields: ImportFields) {
    reader = JSONLinesReader(window)
    nameKey = fields.name ?? RowKey.name.rawValue
    templateKey = fields.template ?? RowKey.template.rawValue
    let standard = RowKey.allCases.filter { $0 != .name && $0 != .template }.map(\.rawValue)
    seen = Set((standard + [nameKey, templateKey]).map { UTF8Key($0) })
  }

  /// Where the next row begins.
  public var place: RowPosition { reader.text.place }

  /// Why the text could not be read to its end.
  public var failure: SystemError? { reader.text.failure }

  /// Goes to where a row begins.
  public mutating func seek(to place: RowPosition) { reader.text.seek(to: place) }

  /// The next version of a prompt, what is wrong with its line, or `nil` at the end.
  public mutating func next() -> Result<ImportRow, RowError>? {
    guard let result = reader.next() else { return nil }
    return result.flatMap { line in
      if let shape = line.object[RowKey.details.rawValue]?.object?["export"]?.integer,
        shape > RowDetails.shape
      {
        unknownShape = unknownShape ?? shape
      }
      for member in line.object where seen.insert(UTF8Key(member.key)).inserted {
        ignored.append(member.key)
      }
      return Result { () throws(RowError) in try row(of: line) }
    }
  }

  private func row(of line: JSONLinesReader.Line) throws(RowError) -> ImportRow {
    let members = RowMembers(
      line: line.number, object: line.object, reserved: [nameKey, templateKey])
    var row = ImportRow(
      line: line.number, name: try members.neededText(nameKey),
      template: try members.neededText(templateKey))
    row.id = try members.text(.id)
    row.title = try members.text(.title)
    row.description = try members.text(.description)
    row.metadata = try members.object(.metadata)
    row.config = try members.object(.config)
    row.version = try members.version(.version)
    row.message = try members.text(.message)
    row.author = try members.text(.author)
    row.createdAt = try members.time(.createdAt)
    row.promptCreatedAt = try members.time(.promptCreatedAt)
    row.active = try members.truth(.active)
    if let details = try members.object(.details) {
      row.details = try row.details(details)
    }
    return try row.checked()
  }
}

extension ImportRow {
  /// Reads what the row's ledger knows beyond what other programs read.
  ///
  /// - Throws: `RowError` where it cannot be read, or the text is not the one that was exported.
  fileprivate func details(_ object: JSONObject) throws(RowError) -> RowDetails? {
    // Another program's member of this name, or one of this program's other outputs.
    guard object["export"] != nil else { return nil }
    let members = RowMembers(line: line, object: object, reserved: [])
    guard let createdAt, let author = signature(at: createdAt), version != nil, id != nil else {
      throw RowError(
        line: line,
        reason: "it has the member “promptrepo” of an export, and lacks its id, version, author or "
          + "time; remove the member to import the row without it")
    }
    return try RowDetails(members, author: author)
  }
}

/// Reads JSON Lines: UTF-8 text with one JSON object on each line.
///
/// Lines end with LF or CRLF. Empty lines are skipped, and a byte order mark before a line, which
/// stands in the middle where files were joined. A bad line is an error of its own and reading goes
/// on behind it.
public struct JSONLinesReader: Sendable {
  /// An object and the line, from 1, that it stands on.
  public struct Line: Sendable {
    /// The line's number.
    public let number: Int

    /// The line's object.
    public let object: JSONObject
  }

  /// The text, and where the next line begins.
  var text: TextWindow

  /// Reads these bytes.
  public init(_ bytes: [UInt8]) {
    self.init(TextWindow(bytes))
  }

  /// Reads a text.
  init(_ text: TextWindow) {
    self.text = text
  }

  /// The next object, what is wrong with its line, or `nil` at the end.
  public mutating func next() -> Result<Line, RowError>? {
    while true {
      let bytes = text.bytes
      let found = bytes[text.offset...].firstIndex(of: .lineFeed)
      if found == nil, !text.isLast {
        text.extend()
        continue
      }
      guard text.offset < bytes.count else { return nil }
      let end = found ?? bytes.count
      let start = text.offset + ByteOrderMark.length(in: bytes[text.offset..<end])
      text.offset = min(end + 1, bytes.count)
      text.line += 1
      let row = bytes[start..<end]
      if row.allSatisfy(\.isJSONSpace) { continue }
      return Result { () throws(RowError) in try parse(Array(row), text.line) }
    }
  }

  private func parse(_ text: [UInt8], _ line: Int) throws(RowError) -> Line {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text, firstLine: line)
    } catch {
      throw RowError(line: line, column: error.position?.column, reason: error.message)
    }
    guard case .object(let object) = value else {
      throw RowError(
        line: line, reason: "a JSON object should be here, not of kind \(value.kind)")
    }
    return Line(number: line, object: object)
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == .carriageReturn }
}
