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
    try self.init(bytes, path: path, comments: .markdown, titles: ["name", "title"])
  }

  /// Reads a prompt's file from elsewhere, such as an agent's or a skill's: as a working file, but
  /// any `name` is read as ``ForeignFields`` says, and in Markdown `#` begins a heading.
  init(foreign bytes: [UInt8], path: String) throws(PromptFileError) {
    try self.init(
      bytes, path: path, comments: HeaderParts.Comments(path: path), titles: ["title", "name"])
  }

  private init(
    _ bytes: [UInt8], path: String, comments: HeaderParts.Comments, titles: [String]
  ) throws(PromptFileError) {
    try Self.checkText(bytes, path)
    let parts = try HeaderParts(bytes, path: path, comments: comments)
    let header = try parts.yaml(bytes, path)
    let fields: ForeignFields
    do {
      fields = try ForeignFields(header.entries, titles: titles)
    } catch {
      throw parts.error(error, in: bytes, path: path)
    }
    self.init(bytes, parts, record: fields.record, config: fields.config, path: path)
  }
}
