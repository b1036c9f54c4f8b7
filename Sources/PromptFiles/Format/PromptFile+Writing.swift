public import CanonicalJSON

extension PromptFile {
  /// The bytes of a file for a version of a prompt.
  ///
  /// Fields of the record that are not set have no key. There is no header unless it has
  /// something to say or the template's beginning would be taken for one.
  ///
  /// - Throws: ``PromptFileError`` when the configuration has a key that means the record in a
  ///   file, or the header would be longer or deeper than one may be.
  public static func bytes(
    template: String, config: JSONObject? = nil, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), path: String
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
    return assemble(header: header, body: PromptBody.bytes(of: template))
  }

  /// A header's lines and a body as one file; without lines there is a header only if the body
  /// would else be read as one.
  static func assemble(header: [UInt8], body: [UInt8]) -> [UInt8] {
    let template = PromptBody.readings(of: body[...])[0]
    guard !header.isEmpty || needsHeader(template) || needsHeader(body) else { return body }
    return Array("---\n".utf8) + header + Array("---\n".utf8) + body
  }

  /// Whether a body without a header would not be read as it is.
  private static func needsHeader(_ body: some Collection<UInt8>) -> Bool {
    HeaderParts.opensHeader(body) || body.starts(with: [0xef, 0xbb, 0xbf])
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
