internal import CanonicalJSON
internal import GitFiles
internal import Platform
public import PromptLint
public import PromptRepo

extension RuleLevels {
  /// Reads the text of that file, which is YAML: `rules: {trailing-space: warning}`.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - path: Its path, for errors.
  /// - Throws: ``PromptFileError`` with the place of what may not be in it.
  public init(
    parsing bytes: [UInt8], path: String = PromptFolder.standard.lintSettings
  ) throws(PromptFileError) {
    try PromptFile.checkText(bytes, path)
    let text = Array(bytes[ByteOrderMark.length(in: bytes)...])
    let entries: [YAMLHeader.Entry]
    do throws(YAMLError) {
      guard text.count <= YAMLHeader.lengthLimit else {
        throw YAMLError("the file has more than \(YAMLHeader.lengthLimit) bytes", at: 0)
      }
      entries = try YAMLHeader(text).entries
    } catch {
      throw Self.error(Self.ofFile(error.message), at: error.offset, in: text, path)
    }
    do throws(RuleLevelsError) {
      try self.init(
        parsing: JSONObject(entries.map { JSONMember(key: $0.key, value: $0.value) }))
    } catch {
      throw Self.error(error.message, at: Self.place(of: error.key, entries, text), in: text, path)
    }
  }

  private static func error(
    _ message: String, at offset: Int, in text: [UInt8], _ path: String
  ) -> PromptFileError {
    let place = TextPosition(offset: min(offset, text.count), in: text)
    // A key is quoted in it, which may hold anything.
    return PromptFileError(
      ReportText.line(message), path: path, line: place.line, column: place.column,
      hint: "Only levels of rules may be in it, such as 'rules: {trailing-space: warning}'")
  }

  /// What is said of headers, said of this file.
  private static func ofFile(_ message: String) -> String {
    let header = "the header"
    guard message.utf8.starts(with: header.utf8) else { return message }
    return "the file" + String(decoding: message.utf8.dropFirst(header.utf8.count), as: UTF8.self)
  }

  /// Where a key is, at the top or among the rules.
  private static func place(
    of key: String, _ entries: [YAMLHeader.Entry], _ text: [UInt8]
  ) -> Int {
    if let entry = entries.first(where: { $0.key.hasSameBytes(as: key) }) {
      return entry.range.lowerBound
    }
    let word = Array(key.utf8)
    for entry in entries {
      let rules = text[entry.range.clamped(to: text.indices)]
      if let place = rules.indices.first(where: { rules[$0...].starts(with: word) }) {
        return place
      }
    }
    return 0
  }
}

extension Workspace {
  /// The levels that the file `lint.yml` among the working files sets; the rules' own without one.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` with the place of what may not be in it.
  public func ruleLevels() throws(RepositoryError) -> RuleLevels {
    let shown = folder.lintSettings
    let path = "\(root)/\(shown)"
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path, followingLinks: false)
    }
    guard let status else { return .standard }
    guard status.type == .regular else {
      throw RepositoryError(
        .invalid, "\(shown) is a link, a folder or a device, not a plain file",
        hint: "Put a plain file in its place, or remove it")
    }
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFile(path, maxBytes: 1 << 20)
    }
    return try reportingFile { () throws(PromptFileError) in
      try RuleLevels(parsing: bytes, path: shown)
    }
  }
}
