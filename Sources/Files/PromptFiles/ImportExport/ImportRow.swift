public import CanonicalJSON
public import PromptRepo
internal import PromptTemplate

/// One version of a prompt as files for import and export carry it.
///
/// The rows of one prompt follow each other from the oldest version to the newest. Only `name` and
/// `template` are needed; what is `nil` says nothing about the prompt.
public struct ImportRow: Sendable {
  /// The line of the file, from 1, on which the row begins.
  public var line: Int

  /// The prompt's id: a row with one is that prompt.
  public var id: String?

  /// The prompt's name, or a title to make one of.
  public var name: String

  /// The path of the file that the row is, in the folder that is imported; its name is that
  /// without the ending.
  public var path: String?

  /// The prompt's title for people.
  public var title: String?

  /// The version's template.
  public var template: String

  /// The prompt's description.
  public var description: String?

  /// The prompt's metadata.
  public var metadata: JSONObject?

  /// The version's config.
  public var config: JSONObject?

  /// The version's number, from 1.
  public var version: Int?

  /// The author's message to the version.
  public var message: String?

  /// The version's author: `Name <email>`.
  public var author: String?

  /// When the version was made.
  public var createdAt: Timestamp?

  /// When the prompt was made, to the millisecond: by it prompts are in order.
  public var promptCreatedAt: Timestamp?

  /// Whether the version is the active one.
  public var active: Bool?

  /// What should be said of the row, though it is imported.
  public var warning: String?

  /// What the ledger that it comes from knows beyond that.
  public var details: RowDetails?

  /// What else the row can stand for than its template with its configuration: a version that is one
  /// of these is this row's.
  var otherReadings: [FileReading] = []

  /// A row with what every row has.
  public init(line: Int = 0, name: String, template: String) {
    self.line = line
    self.name = name
    self.template = template
  }

  /// The row, if it has a name and a template.
  ///
  /// - Throws: `RowError` for a name without any visible character and for an empty template.
  func checked() throws(RowError) -> ImportRow {
    let isBlank = name.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    if isBlank { throw RowError(line: line, reason: "the name is empty: give the prompt one") }
    if template.utf8.isEmpty {
      throw RowError(line: line, reason: "the template is empty: give the prompt some text")
    }
    return self
  }
}

extension ImportRow {
  /// What the row says as a version's content.
  func content() throws(RepositoryError) -> VersionContent {
    try VersionContent(template: template, config: config)
  }

  /// The row with a dialect, if its configuration has no key of that name.
  ///
  /// A version without the key is the row's all the same, so that what was imported before gets no
  /// second version. A row of an export is the version that it was.
  func adding(_ dialect: Dialect) -> ImportRow {
    let old = config ?? JSONObject()
    let new = old.adding(dialect)
    guard details == nil, new != old else { return self }
    var row = self
    row.config = new
    row.otherReadings.insert(FileReading(template: template, config: old), at: 0)
    return row
  }

  /// Whether a version with a hash is this row's.
  ///
  /// - Parameter content: What the row says.
  func isVersion(_ hash: VersionHash, saying content: VersionContent) -> Bool {
    content.hash == hash || otherReadings.contains { $0.content?.hash == hash }
  }

  /// The row that an export writes for one version of a prompt.
  public init(_ version: Version, _ content: VersionContent, of prompt: Prompt) {
    self.init(name: prompt.name.rawValue, template: content.template)
    id = prompt.record.id.rawValue
    title = prompt.record.title
    description = prompt.record.description
    metadata = prompt.record.metadata.isEmpty ? nil : prompt.record.metadata
    config = content.config
    self.version = version.number
    message = version.message.isEmpty ? nil : version.message
    author = "\(version.author.name) <\(version.author.email)>"
    createdAt = version.createdAt
    promptCreatedAt = version.number == 1 ? prompt.record.createdAt : nil
    active = prompt.active?.versionCommit == version.commit ? true : nil
  }

  /// Who made the version and when, or `nil` if the row names nobody.
  ///
  /// `Ada <ada@example.org>` is a name and an address; text without angle brackets is a name.
  ///
  /// - Parameter time: stands in where the row has no `createdAt`.
  public func signature(at time: Timestamp) -> Signature? {
    guard let author else { return nil }
    return Signature(nameAndEmail: author, time: createdAt ?? time)
  }
}

extension Signature {
  /// Reads `Name <email>`; text without angle brackets is a name.
  init(nameAndEmail text: String, time: Timestamp) {
    let bytes = Array(text.utf8)
    let open = bytes.lastIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
    self.init(
      name: String(decoding: bytes[..<open], as: UTF8.self),
      email: String(decoding: bytes[open...], as: UTF8.self), time: time)
  }

  /// The name and the address, as `Name <email>`.
  var nameAndEmail: String { "\(name) <\(email)>" }
}
