internal import CanonicalJSON
internal import PromptRepo

extension PromptFile {
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
        error.message, path: path, line: place.line, column: place.column, hint: error.hint)
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
