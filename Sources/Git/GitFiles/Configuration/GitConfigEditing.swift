package import GitModel
internal import Platform

// Edits of a file of settings, as `git config` makes them: everything else stays byte for byte.
extension GitConfig {
  /// The bytes of a file in which a setting has one value, or with `nil` none.
  ///
  /// - Parameters:
  ///   - bytes: The file as it is.
  ///   - path: Where it is, for errors.
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that git does not understand, or a value
  ///   that it would read as another one.
  package static func edited(
    _ bytes: [UInt8], path: String, setting key: String, to value: String?
  ) throws(RepositoryError) -> [UInt8] {
    let before = try GitConfig(parsing: bytes, path: path)
    guard let name = Key(key) else {
      throw RepositoryError(.invalid, "'\(key)' is not the name of a setting")
    }
    let edit = GitConfigEdit(bytes, name)
    let edited = value.map { edit.setting($0) } ?? edit.removing()
    let after = try GitConfig(parsing: edited, path: path)
    let isAsMeant =
      after.entries.filter { !name.names($0) } == before.entries.filter { !name.names($0) }
      && after.entries.filter(name.names).map(\.value) == (value.map { [$0] } ?? [])
    guard isAsMeant else {
      throw RepositoryError(
        .invalid, "the setting \(key) cannot be written to '\(path)' so that git reads it back",
        hint: "`git config --edit --file \(path.shellWord)` opens the file")
    }
    return edited
  }
}

/// One edit of a file of settings.
private struct GitConfigEdit {
  private let bytes: [UInt8]
  private let key: GitConfig.Key
  /// The lines of the setting, from their first byte that is no space.
  private var found: [Range<Int>] = []
  /// The end of the last header or setting in the setting's section; `nil` without one.
  private var endOfSection: Int?
  /// Whether that is a header, with the rest of its line to come.
  private var endsInHeader = false

  init(_ bytes: [UInt8], _ key: GitConfig.Key) {
    self.bytes = bytes
    self.key = key
    var parser = GitConfigParser(bytes)
    while true {
      switch parser.item() {
      case .header:
        note(parser, isHeader: true)
      case .entry(let entry):
        if key.names(entry) { found.append(parser.start..<parser.position) }
        note(parser, isHeader: false)
      case .end, .mistake:
        return
      }
    }
  }

  private mutating func note(_ parser: GitConfigParser, isHeader: Bool) {
    guard key.isIn(parser.section, parser.subsection) else { return }
    endOfSection = parser.position
    endsInHeader = isHeader
  }

  /// The file with the setting at the place of the last of its values, else at the end of its section,
  /// else at the end of the file.
  func setting(_ value: String) -> [UInt8] {
    let line = Array("\t\(key.name) = ".utf8) + GitConfigEdit.written(value) + [10]
    guard found.isEmpty else { return replacing(with: line) }
    guard var place = endOfSection else {
      return onNewLine(bytes) + header + line
    }
    if endsInHeader {
      place = bytes[place...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    }
    return onNewLine(Array(bytes[..<place])) + line + bytes[place...]
  }

  /// The file without the setting, and without the headers that it leaves with nothing below them.
  func removing() -> [UInt8] {
    found.isEmpty ? bytes : GitConfigEdit.withoutEmptySections(replacing(with: []), key)
  }

  /// The file with a line in the place of the last value, and without the others.
  private func replacing(with line: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var copied = 0
    for (index, range) in found.enumerated() {
      output += bytes[copied..<range.lowerBound]
      while let last = output.last, last == 32 || last == 9 { output.removeLast() }
      // A setting may be on the line of its section's header.
      output = onNewLine(output)
      if index == found.count - 1 { output += line }
      copied = range.upperBound
    }
    return output + bytes[copied...]
  }

  private static func withoutEmptySections(_ bytes: [UInt8], _ key: GitConfig.Key) -> [UInt8] {
    var empty: [Range<Int>] = []
    var header: Range<Int>?
    func close(_ end: Int) {
      guard let open = header else { return }
      header = nil
      // What is left below a header may be a comment, which somebody wrote.
      let isEmpty = bytes[open.upperBound..<end].allSatisfy { [9, 10, 13, 32].contains($0) }
      if isEmpty { empty.append(open.lowerBound..<end) }
    }
    var parser = GitConfigParser(bytes)
    reading: while true {
      switch parser.item() {
      case .header:
        close(parser.start)
        if key.isIn(parser.section, parser.subsection) {
          header = parser.start..<parser.position
        }
      case .entry: header = nil
      case .end, .mistake: break reading
      }
    }
    close(bytes.count)
    var output: [UInt8] = []
    var copied = 0
    for range in empty {
      output += bytes[copied..<range.lowerBound]
      copied = range.upperBound
    }
    return output + bytes[copied...]
  }

  private var header: [UInt8] {
    var output = Array("[\(key.section)".utf8)
    if let subsection = key.subsection {
      output += " \"".utf8
      for byte in subsection.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          output.append(UInt8(ascii: "\\"))
        }
        output.append(byte)
      }
      output.append(UInt8(ascii: "\""))
    }
    return output + "]\n".utf8
  }

  private func onNewLine(_ bytes: [UInt8]) -> [UInt8] {
    bytes.isEmpty || bytes.last == 10 || bytes.elementsEqual([0xef, 0xbb, 0xbf])
      ? bytes : bytes + [10]
  }

  /// A value as git writes it: quoted where spaces or comment signs would be lost.
  private static func written(_ value: String) -> [UInt8] {
    let needsQuotes =
      value.utf8.first == 32 || value.utf8.last == 32
      || value.utf8.contains { [UInt8(ascii: ";"), UInt8(ascii: "#"), 13].contains($0) }
    var output: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case 10: output += "\\n".utf8
      case 9: output += "\\t".utf8
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      default: output.append(byte)
      }
    }
    let quote: [UInt8] = needsQuotes ? [UInt8(ascii: "\"")] : []
    return quote + output + quote
  }
}
