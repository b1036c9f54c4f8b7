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

  /// Reads a prompt file of GitHub Models: YAML with a list of messages.
  ///
  /// A single message of the user is the template as it is. Several messages, or one of another
  /// role, become one text in the form that dotprompt has for them: for each message a line
  /// `{{role "system"}}` with its role, then its content, which begins on the next line.
  ///
  /// All other keys are read as ``ForeignFields`` says: `model`, `modelParameters`, `testData`,
  /// `evaluators`, `responseFormat`, `jsonSchema` are configuration.
  ///
  /// Source: "Storing prompts in GitHub repositories" in the documentation of GitHub Models.
  init(messages bytes: [UInt8], path: String) throws(PromptFileError) {
    try Self.checkText(bytes, path)
    let bytes = Array(bytes[ByteOrderMark.length(in: bytes)...])
    do throws(YAMLError) {
      var entries = try YAMLHeader(bytes).entries
      var template: String?
      if let place = entries.firstIndex(where: { $0.key.hasSameBytes(as: "messages") }) {
        template = try Self.template(entries.remove(at: place))
      }
      let fields = try ForeignFields(entries, titles: ["name", "title"])
      guard let template else {
        throw YAMLError("the file has no messages", at: 0, hint: "Add a list 'messages'")
      }
      self.init(
        path: path, record: fields.record, config: fields.config, template: template,
        hasHeader: true, templateLine: 1, unreadHeader: nil, readings: [template])
    } catch {
      let place = TextPosition(offset: min(error.offset, bytes.count), in: bytes)
      throw PromptFileError(
        error.message, path: path, line: place.line, column: place.column, hint: error.hint,
        problem: error.problem)
    }
  }

  /// The messages as one text.
  private static func template(_ entry: YAMLHeader.Entry) throws(YAMLError) -> String {
    var messages: [(role: String, content: String)] = []
    for message in entry.value.array ?? [] {
      guard let object = message.object, object.count == 2, let role = object["role"]?.string,
        let content = object["content"]?.string, !role.utf8.isEmpty,
        role.utf8.allSatisfy({ (0x61...0x7a).contains($0 | 0x20) })
      else {
        throw YAMLError(
          "message \(messages.count + 1) is not a role and a content that are texts",
          at: entry.valueOffset)
      }
      messages.append((role, content))
    }
    guard let first = messages.first else {
      throw YAMLError("there is no message", at: entry.valueOffset, hint: "Add one")
    }
    if messages.count == 1, first.role.hasSameBytes(as: "user") { return first.content }
    var template = ""
    for (role, content) in messages {
      if !template.utf8.isEmpty, template.utf8.last != 0x0a { template += "\n" }
      template += "{{role \"\(role)\"}}\n\(content)"
    }
    return template
  }
}

/// The keys of a file from elsewhere, told apart into record and configuration; none is lost.
///
/// The first of `name` and `title` that can be a title is the title; `title` comes first in files
/// like dotprompt's, and `name` in those of other tools. `description` is the description,
/// `metadata` the metadata if it is a mapping. What is left of these becomes a member of the
/// metadata, since a working file could not hold it as configuration. All others are the
/// configuration, in their order.
struct ForeignFields {
  private(set) var record = RecordEdit()
  private(set) var config = JSONObject()

  /// Reads a header's keys.
  ///
  /// - Parameter titles: `name` and `title`, in the order in which they are taken for the title.
  init(_ entries: [YAMLHeader.Entry], titles: [String]) throws(YAMLError) {
    func entry(_ key: String) -> YAMLHeader.Entry? {
      entries.first { $0.key.hasSameBytes(as: key) }
    }
    let title = titles.compactMap(entry).first { Self.isTitle($0.value) }
    record.title = title.map { .set($0.value.string) } ?? .keep
    if case .keep = record.title, titles.compactMap(entry).contains(where: \.value.isNull) {
      record.title = .set(nil)
    }
    if let description = entry("description") {
      record.description = .set(try HeaderFields.text(description, length: 0...2_000))
    }
    let members = entry("metadata")?.value.object ?? JSONObject()
    var metadata = JSONObject()
    for entry in entries {
      func has(_ key: String) -> Bool { entry.key.hasSameBytes(as: key) }
      if has("metadata"), entry.value.object != nil {
        for member in members { metadata[member.key] = member.value }
        record.metadata = .set(metadata)
      } else if !HeaderFields.reserved.contains(where: has) {
        config[entry.key] = entry.value
      } else if !entry.value.isNull, !has("description"), title.map({ has($0.key) }) != true {
        // Under its key, or, where another value has that, under a longer one.
        var key = entry.key
        while let other = members[key], other != entry.value { key = "header_\(key)" }
        metadata[key] = entry.value
        record.metadata = .set(metadata)
      }
    }
  }

  private static func isTitle(_ value: JSONValue) -> Bool {
    value.string.map { (1...255).contains($0.unicodeScalars.count) } ?? false
  }
}
