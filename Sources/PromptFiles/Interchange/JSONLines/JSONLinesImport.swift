internal import CanonicalJSON

/// Reads prompts from JSON Lines in the shape that ``ImportRow/jsonLine()`` writes.
///
/// `null` is as good as absent. Keys of other names are not read; ``ignored`` tells them.
public struct JSONLinesImport: ImportSource {
  /// The keys met so far that are not read, in the order in which they were met.
  public private(set) var ignored: [String] = []

  private var seen: Set<UTF8Key>
  private var reader: JSONLinesReader
  private let nameKey: String
  private let templateKey: String

  /// Reads these bytes.
  public init(_ bytes: [UInt8], fields: ImportFields = ImportFields()) {
    reader = JSONLinesReader(bytes)
    nameKey = fields.name ?? RowKey.name.rawValue
    templateKey = fields.template ?? RowKey.template.rawValue
    let standard = RowKey.allCases.filter { $0 != .name && $0 != .template }.map(\.rawValue)
    seen = Set((standard + [nameKey, templateKey]).map { UTF8Key($0) })
  }

  /// The next version of a prompt, what is wrong with its line, or `nil` at the end.
  public mutating func next() -> Result<ImportRow, RowError>? {
    guard let result = reader.next() else { return nil }
    return result.flatMap { line in
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
    return try row.checked()
  }
}
