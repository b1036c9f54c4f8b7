internal import CanonicalJSON
public import Platform

/// Reads prompts from a CSV file with a header: one prompt a row, a name and a template, and a title
/// and a description where there are columns of these names.
public struct CSVImport: ImportSource {
  /// The columns that are not read, in the file's order.
  public let ignored: [String]

  private var reader: CSVReader
  private let nameColumn: Int
  private let templateColumn: Int
  private let titleColumn: Int?
  private let descriptionColumn: Int?

  /// Reads the header.
  ///
  /// The usual columns are found whatever their letters' case; given ones are spelled exactly.
  ///
  /// - Throws: `RowError` if there is no header, it cannot be read, or a column is not in it or
  ///   in it twice.
  public init(_ bytes: [UInt8], fields: ImportFields = ImportFields()) throws(RowError) {
    try self.init(TextWindow(bytes), fields)
  }

  /// Reads the header of a text that is read piece by piece, likewise.
  public init(
    _ text: any TextSource, fields: ImportFields = ImportFields()
  ) throws(RowError) {
    try self.init(TextWindow(text), fields)
  }

  private init(_ window: TextWindow, _ fields: ImportFields) throws(RowError) {
    reader = CSVReader(window)
    guard let first = reader.next() else {
      throw RowError(line: 1, reason: "the file is empty: its first line must name the columns")
    }
    let header = try first.get()
    nameColumn = try Self.column(
      fields.name, usual: ["name", "act", "title"], in: header, holding: "name")
    templateColumn = try Self.column(
      fields.template, usual: ["template", "prompt"], in: header, holding: "template")
    let needed = [nameColumn, templateColumn]
    titleColumn = Self.column("title", in: header, besides: needed)
    descriptionColumn = Self.column("description", in: header, besides: needed)
    let read = needed + [titleColumn, descriptionColumn].compactMap(\.self)
    ignored = header.fields.indices.filter { !read.contains($0) }.map { header.fields[$0] }
  }

  /// Where the next row begins.
  public var place: RowPosition { reader.text.place }

  /// Why the text could not be read to its end.
  public var failure: SystemError? { reader.text.failure }

  /// Goes to where a row begins.
  public mutating func seek(to place: RowPosition) { reader.text.seek(to: place) }

  /// The next prompt, what is wrong with its row, or `nil` at the end.
  public mutating func next() -> Result<ImportRow, RowError>? {
    reader.next().map { result in
      result.flatMap { record in
        Result { () throws(RowError) in
          var row = ImportRow(
            line: record.line, name: record.fields[nameColumn],
            template: record.fields[templateColumn])
          row.title = text(record, titleColumn)
          row.description = text(record, descriptionColumn)
          return try row.checked()
        }
      }
    }
  }

  private static func column(
    _ given: String?, usual: [String], in header: CSVRecord, holding role: String
  ) throws(RowError) -> Int {
    if let given {
      return try only(
        header.fields.indices.filter { header.fields[$0].hasSameBytes(as: given) }, given, header,
        role)
    }
    for name in usual {
      let places = header.fields.indices.filter { isUsual(header.fields[$0], name) }
      if !places.isEmpty { return try only(places, name, header, role) }
    }
    throw missing(usual.joined(separator: "” or “"), header, role)
  }

  /// The only column of a name that is none of others; nil if there is none, or more than one.
  private static func column(
    _ name: String, in header: CSVRecord, besides others: [Int]
  ) -> Int? {
    let places = header.fields.indices.filter {
      !others.contains($0) && isUsual(header.fields[$0], name)
    }
    return places.count == 1 ? places[0] : nil
  }

  /// What a row has in a column; nil if that is nothing.
  private func text(_ record: CSVRecord, _ column: Int?) -> String? {
    guard let column, !record.fields[column].utf8.isEmpty else { return nil }
    return record.fields[column]
  }

  private static func only(
    _ places: [Int], _ name: String, _ header: CSVRecord, _ role: String
  ) throws(RowError) -> Int {
    guard let place = places.first else { throw missing(name, header, role) }
    if places.count == 1 { return place }
    throw RowError(line: header.line, reason: "the column “\(name)” is there twice: rename one")
  }

  private static func missing(_ name: String, _ header: CSVRecord, _ role: String) -> RowError {
    // A file that is no table may have one column of megabytes, or thousands of them.
    let shown = header.fields.prefix(20).map { field in
      let start = String(field.unicodeScalars.prefix(60))
      return field.utf8.count > start.utf8.count ? "“\(start)…”" : "“\(start)”"
    }
    let more = header.fields.count - shown.count
    let columns = shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    let line = header.fields.first ?? ""
    if header.fields.count == 1,
      let mark = [";", "\t", "|"].first(where: { line.contains(Character($0)) })
    {
      let shown = mark == "\t" ? "tabs" : "“\(mark)”"
      return RowError(
        line: header.line,
        reason: "the columns are separated by \(shown): save the file with commas between them")
    }
    return RowError(
      line: header.line,
      reason: "there is no column “\(name)” for the \(role): name it with --\(role)-field; the "
        + "columns are \(columns)")
  }

  private static func isUsual(_ field: String, _ name: String) -> Bool {
    let trimmed = field.utf8.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
    return trimmed.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }.elementsEqual(name.utf8)
  }
}
