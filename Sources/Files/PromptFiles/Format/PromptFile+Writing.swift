public import CanonicalJSON

extension PromptFile {
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
        hint: "Use 'promptrepo export --format jsonl', or commit a version without that key")
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
        path: path, hint: "Use 'promptrepo export --format jsonl'")
    }
    do {
      let entries = try YAMLHeader(header).entries
      let back = JSONObject(entries.map { JSONMember(key: $0.key, value: $0.value) })
      if back == object { return }
    } catch {
      throw PromptFileError(
        "the header cannot be written: \(error.message)", path: path, hint: error.hint)
    }
    throw PromptFileError(
      "the header cannot be written so that it reads the same", path: path,
      hint: "Use 'promptrepo export --format jsonl'")
  }
}
