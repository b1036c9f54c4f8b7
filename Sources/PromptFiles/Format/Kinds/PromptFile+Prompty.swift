internal import CanonicalJSON
internal import PromptRepo

extension PromptFile {
  /// Reads a file of the Prompty tools: a YAML header between `---` lines, then the template.
  ///
  /// What ``ForeignFields`` says of the header; the template is taken as it is, with its `system:`
  /// and `user:` lines.
  ///
  /// Source: the file format's specification at prompty.ai.
  init(prompty bytes: [UInt8], path: String) throws(PromptFileError) {
    try Self.checkText(bytes, path)
    let parts = try HeaderParts(bytes, path: path)
    var fields = ForeignFields()
    let header = try parts.yaml(bytes, path)
    do {
      for entry in header.entries { try fields.read(entry) }
    } catch {
      throw parts.error(error, in: bytes, path: path)
    }
    let readings = PromptBody.readings(of: bytes[parts.body])
      .map { String(decoding: $0, as: UTF8.self) }
    self.init(
      path: path, record: fields.record, config: fields.config, template: readings[0],
      hasHeader: parts.header != nil, templateLine: parts.bodyLine, readings: readings)
  }
}
