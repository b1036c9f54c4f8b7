public import GitModel
internal import Platform

/// Settings in git's format: a repository's `config`, or the user's `~/.gitconfig`.
///
/// Sections and names are without regard to case, subsections with it. Includes are not followed.
/// Format: `git help config`, "CONFIGURATION FILE".
public struct GitConfig: Sendable, Hashable {
  /// One setting.
  public struct Entry: Sendable, Hashable {
    /// The section in lower case, such as `core`.
    public let section: String
    /// The subsection as written, such as `origin` in `[remote "origin"]`.
    public let subsection: String?
    /// The name in lower case, such as `bare`.
    public let name: String
    /// The value; `nil` for a name without `=`, which means true.
    public let value: String?

    /// Makes a setting from its parts.
    public init(section: String, subsection: String? = nil, name: String, value: String?) {
      self.section = section
      self.subsection = subsection
      self.name = name
      self.value = value
    }
  }

  /// The settings in the order of the file.
  public private(set) var entries: [Entry]

  /// Settings from given entries.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Adds settings that win over these, as a repository's do over the user's.
  public mutating func append(_ other: GitConfig) {
    entries += other.entries
  }

  /// The last value of a setting; `nil` when it is not set, "" for a name without `=`.
  ///
  /// - Parameter key: Section and name, with the subsection between: `user.name`,
  ///   `remote.origin.url`.
  public subscript(key: String) -> String? {
    entry(key).map { $0.value ?? "" }
  }

  /// All values of a setting in the order of the file, "" for a name without `=`.
  package func all(_ key: String) -> [String] {
    guard let key = Key(key) else { return [] }
    return entries.filter(key.names).map { $0.value ?? "" }
  }

  /// Whether a setting is true, as git reads it; `nil` when it is not set or no such word.
  public func bool(_ key: String) -> Bool? {
    guard let entry = entry(key) else { return nil }
    guard let value = entry.value else { return true }
    return GitConfig.bool(value)
  }

  /// Whether a value is true, as git reads it; `nil` when it is no such word.
  package static func bool(_ value: String) -> Bool? {
    switch value.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0", "": false
    default: nil
    }
  }

  /// The subsections of a section, such as the names of the remotes, each once and sorted.
  public func subsections(of section: String) -> [String] {
    Set(entries.filter { $0.section == section }.compactMap(\.subsection)).sorted()
  }

  private func entry(_ key: String) -> Entry? {
    guard let key = Key(key) else { return nil }
    return entries.last(where: key.names)
  }

  /// Section, subsection and name of a setting.
  struct Key {
    let section: String
    let subsection: String?
    let name: String

    /// Reads a key such as `user.name` or `remote.origin.url`; `nil` for what has no dot.
    init?(_ key: String) {
      let bytes = Array(key.utf8)
      guard let first = bytes.firstIndex(of: UInt8(ascii: ".")),
        let last = bytes.lastIndex(of: UInt8(ascii: "."))
      else { return nil }
      section = String(decoding: bytes[..<first], as: UTF8.self).lowercased()
      name = String(decoding: bytes[(last + 1)...], as: UTF8.self).lowercased()
      subsection =
        first < last ? String(decoding: bytes[(first + 1)..<last], as: UTF8.self) : nil
    }

    /// Whether it names a setting.
    func names(_ entry: Entry) -> Bool {
      entry.name == name && isIn(entry.section, entry.subsection)
    }

    /// Whether its section is this one.
    func isIn(_ section: String, _ subsection: String?) -> Bool {
      guard section == self.section else { return false }
      guard let subsection, let own = self.subsection else {
        return subsection == nil && self.subsection == nil
      }
      return subsection.utf8.elementsEqual(own.utf8)
    }
  }
}

extension GitConfig {
  /// Refuses the format of a repository that these are the settings of, unless it is SHA-1 objects
  /// and references in files.
  ///
  /// - Parameters:
  ///   - path: The repository, for the error.
  ///   - file: The file of the settings, for the error.
  ///   - knownExtensions: Further extensions that do not matter, in lower case.
  /// - Throws: ``RepositoryError/Code/unsupported``.
  package func checkFormat(
    of path: String, file: String, knownExtensions: [String]
  ) throws(RepositoryError) {
    let version = self["core.repositoryformatversion"] ?? "0"
    guard let number = Int(version), number <= 1 else {
      throw RepositoryError(
        .unsupported,
        "'\(path)' has repository format version \(version); this version of promptrepo "
          + "knows 0 and 1",
        hint: "Use a later version of promptrepo")
    }
    if let format = self["extensions.objectformat"], format.lowercased() != "sha1" {
      throw RepositoryError(
        .unsupported, "'\(path)' names its objects by \(format)",
        hint: "Use a repository that was made with `git init --object-format=sha1`")
    }
    if let storage = self["extensions.refstorage"], storage.lowercased() != "files" {
      throw RepositoryError(
        .unsupported, "'\(path)' keeps its references as \(storage)",
        hint: "`git refs migrate --ref-format=files` changes that")
    }
    let handled = knownExtensions + ["objectformat", "refstorage"]
    for entry in entries where entry.section == "extensions" {
      guard !handled.contains(entry.name) else { continue }
      throw RepositoryError(
        .unsupported,
        "'\(file)' demands the extension \(entry.name), which this version of promptrepo "
          + "does not handle",
        hint: "Use a later version of promptrepo, or a repository without that extension")
    }
  }
}

extension GitConfig {
  /// Reads settings from a file's bytes.
  ///
  /// - Parameter path: Where they come from, for the error.
  /// - Throws: ``RepositoryError/Code/invalid`` with the line.
  public init(parsing bytes: [UInt8], path: String) throws(RepositoryError) {
    var parser = GitConfigParser(bytes)
    guard let entries = parser.parse() else {
      throw RepositoryError(
        .invalid, "line \(parser.lineOfError) of '\(path)' is not a setting that git understands",
        hint: "Correct the line; `git config --list --file \(path.shellWord)` checks it")
    }
    self.init(entries)
  }
}

/// Reads git's configuration format byte by byte.
struct GitConfigParser {
  /// What a file is made of, beside white space and comments.
  enum Item {
    /// The header of a section, up to its bracket.
    case header
    /// A setting with all that is on its lines.
    case entry(GitConfig.Entry)
    /// The end of the file.
    case end
    /// A line that git would not read, `lineOfError`.
    case mistake
  }

  private let bytes: [UInt8]
  /// Where the next byte is.
  private(set) var position = 0
  /// Where the item that was read last begins.
  private(set) var start = 0
  private var line = 1
  /// The section of the header that was read last.
  private(set) var section = ""
  /// Its subsection.
  private(set) var subsection: String?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The line of the byte that was read last.
  var lineOfError: Int { position > 0 && bytes[position - 1] == 10 ? line - 1 : line }

  /// The settings, or `nil` when `lineOfError` is not one.
  mutating func parse() -> [GitConfig.Entry]? {
    var entries: [GitConfig.Entry] = []
    while true {
      switch item() {
      case .header: continue
      case .entry(let entry): entries.append(entry)
      case .end: return entries
      case .mistake: return nil
      }
    }
  }

  /// The next header or setting.
  mutating func item() -> Item {
    while let byte = next() {
      start = position - 1
      switch byte {
      case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
      case UInt8(ascii: "["): return parseHeader() ? .header : .mistake
      case _ where isSpace(byte): continue
      case _ where isLetter(byte): return parseEntry(byte).map(Item.entry) ?? .mistake
      default: return .mistake
      }
    }
    return .end
  }

  /// The next byte, with CR LF as one LF; counts lines.
  private mutating func next() -> UInt8? {
    guard position < bytes.count else { return nil }
    var byte = bytes[position]
    position += 1
    if byte == 13, position < bytes.count, bytes[position] == 10 {
      byte = 10
      position += 1
    }
    if byte == 10 { line += 1 }
    return byte
  }

  private mutating func skipLine() {
    while let byte = next(), byte != 10 {}
  }

  private mutating func parseHeader() -> Bool {
    var name: [UInt8] = []
    subsection = nil
    while let byte = next() {
      if byte == UInt8(ascii: "]") { return setSection(name) }
      if byte == 32 || byte == 9 {
        guard let quoted = parseSubsection() else { return false }
        subsection = quoted
        return setSection(name)
      }
      guard isKey(byte) || byte == UInt8(ascii: ".") else { return false }
      name.append(lowercased(byte))
    }
    return false
  }

  /// The old form `[section.subsection]` has a subsection in lower case.
  private mutating func setSection(_ name: [UInt8]) -> Bool {
    if subsection == nil, let dot = name.firstIndex(of: UInt8(ascii: ".")) {
      section = String(decoding: name[..<dot], as: UTF8.self)
      subsection = String(decoding: name[(dot + 1)...], as: UTF8.self)
    } else {
      section = String(decoding: name, as: UTF8.self)
    }
    return !section.isEmpty
  }

  /// What follows the space in `[section "subsection"]`, with the closing bracket.
  private mutating func parseSubsection() -> String? {
    var text: [UInt8] = []
    var byte = next()
    while byte == 32 || byte == 9 { byte = next() }
    guard byte == UInt8(ascii: "\"") else { return nil }
    while let byte = next(), byte != 10 {
      if byte == UInt8(ascii: "\"") {
        return next() == UInt8(ascii: "]") ? String(decoding: text, as: UTF8.self) : nil
      }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = next(), escaped != 10 else { return nil }
        text.append(escaped)
      } else {
        text.append(byte)
      }
    }
    return nil
  }

  private mutating func parseEntry(_ first: UInt8) -> GitConfig.Entry? {
    var name = [lowercased(first)]
    var byte = next()
    while let letter = byte, isKey(letter) {
      name.append(lowercased(letter))
      byte = next()
    }
    while byte == 32 || byte == 9 { byte = next() }
    var value: String?
    if byte == UInt8(ascii: "=") {
      guard let parsed = parseValue() else { return nil }
      value = parsed
    } else if byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
      skipLine()
    } else if byte != nil, byte != 10 {
      return nil
    }
    return GitConfig.Entry(
      section: section, subsection: subsection,
      name: String(decoding: name, as: UTF8.self), value: value)
  }

  private mutating func parseValue() -> String? {
    var value: [UInt8] = []
    var spaces = 0
    var isQuoted = false
    while let byte = next() {
      switch byte {
      case 10:
        return isQuoted ? nil : String(decoding: value, as: UTF8.self)
      case 32 where !isQuoted, 9 where !isQuoted:
        if !value.isEmpty { spaces += 1 }
        continue
      case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
        skipLine()
        return String(decoding: value, as: UTF8.self)
      default:
        break
      }
      value += repeatElement(32, count: spaces)
      spaces = 0
      switch byte {
      case UInt8(ascii: "\""):
        isQuoted.toggle()
      case UInt8(ascii: "\\"):
        guard let escaped = parseEscape() else { return nil }
        value += escaped
      default:
        value.append(byte)
      }
    }
    return isQuoted ? nil : String(decoding: value, as: UTF8.self)
  }

  /// The bytes an escape stands for: none for a line break, which it hides.
  private mutating func parseEscape() -> [UInt8]? {
    switch next() {
    case 10: []
    case UInt8(ascii: "n"): [10]
    case UInt8(ascii: "t"): [9]
    case UInt8(ascii: "b"): [8]
    case UInt8(ascii: "\\"): [UInt8(ascii: "\\")]
    case UInt8(ascii: "\""): [UInt8(ascii: "\"")]
    default: nil
    }
  }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == 32 || (9...13).contains(byte)
}

private func isLetter(_ byte: UInt8) -> Bool {
  (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
}

private func isKey(_ byte: UInt8) -> Bool {
  isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  (0x41...0x5a).contains(byte) ? byte + 32 : byte
}
