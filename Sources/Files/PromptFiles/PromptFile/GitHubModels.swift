internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

extension PromptFile {
  /// Reads a prompt file of GitHub Models: YAML with a list of messages.
  ///
  /// A single message of the user is the template as it is. Several messages, or one of another
  /// role, become a chat text, with `dialect: chat` in the configuration.
  ///
  /// A `dialect` that the file has itself is never replaced. With `chat` there, messages become that
  /// text too; with any other, they become the text without dialect, as ``MessageList/plainText`` has
  /// it, since who wrote the key says how the text is read.
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
      var messages: MessageList?
      if let place = entries.firstIndex(where: { $0.key.hasSameBytes(as: MessageList.key) }) {
        messages = try MessageList(entries.remove(at: place), in: bytes)
      }
      let fields = try ForeignFields(entries, titles: ["name", "title"])
      guard let messages else {
        throw YAMLError("the file has no messages", at: 0, hint: "Add a list 'messages'")
      }
      let readings = try messages.readings(with: fields.config)
      self.init(
        path: path, record: fields.record, config: readings.first.config,
        template: readings.first.template, hasHeader: true, templateLine: 1, unreadHeader: nil,
        otherReadings: readings.others)
    } catch {
      let place = TextPosition(offset: min(error.offset, bytes.count), in: bytes)
      throw PromptFileError(
        error.message, path: path, line: place.line, column: place.column, hint: error.hint,
        problem: error.problem)
    }
  }
}

/// The messages of a prompt file of GitHub Models.
private struct MessageList {
  /// The key that has them.
  static let key = "messages"

  private var messages: [(role: String, content: String)] = []
  private let entry: YAMLHeader.Entry
  private let bytes: [UInt8]

  /// Reads the value of the key.
  ///
  /// - Parameter bytes: All of the file, for the places of errors.
  init(_ entry: YAMLHeader.Entry, in bytes: [UInt8]) throws(YAMLError) {
    self.entry = entry
    self.bytes = bytes
    for message in entry.value.array ?? [] {
      guard let object = message.object, object.count == 2, let role = object["role"]?.string,
        let content = object["content"]?.string
      else {
        throw YAMLError(
          "message \(messages.count + 1) is not a role and a content that are texts",
          at: offset(of: [String(messages.count)]))
      }
      messages.append((role, content))
    }
    guard !messages.isEmpty else {
      throw YAMLError("there is no message", at: entry.valueOffset, hint: "Add one")
    }
  }

  /// What the messages are, with the file's other keys, and what else they can stand for.
  func readings(
    with config: JSONObject
  ) throws(YAMLError) -> (first: FileReading, others: [FileReading]) {
    if messages.count == 1, messages[0].role.hasSameBytes(as: "user") {
      return (FileReading(template: messages[0].content, config: config), [])
    }
    let plain = plainText.map { FileReading(template: $0, config: config) }
    if config["dialect"] != nil, Dialect(of: config) != .chat {
      guard let plain else {
        throw YAMLError(
          "the role of a message is not made of letters, as it has to be in a file that has a key "
            + "'dialect' of its own", at: entry.valueOffset, hint: "Remove the key 'dialect'")
      }
      return (plain, [])
    }
    let chat = FileReading(template: try chatText(), config: config.adding(.chat))
    return (chat, plain.map { [$0] } ?? [])
  }

  /// The messages as a chat text.
  private func chatText() throws(YAMLError) -> String {
    let elements = messages.map { role, content in
      ChatElement.message(
        ChatMessage(
          role: role,
          parts: content.utf8.isEmpty ? [] : [.text(MessageText(placeholdersIn: content))]))
    }
    do {
      return try ChatText.canonical(elements)
    } catch {
      throw YAMLError(
        "\(error.path): \(error.reason)", at: offset(of: error.path.steps.dropFirst()),
        hint: "Change it, or leave it out")
    }
  }

  /// The messages as one text in the form that versions without a dialect have for them: for each
  /// message a line `{{role "system"}}` with its role, then its content, which begins on the next
  /// line. Nil where a role is not made of ASCII letters, since such messages had no text then.
  ///
  /// It stays a reading of the file, so that an import that runs again finds the versions that it
  /// made.
  var plainText: String? {
    var template = ""
    for (role, content) in messages {
      guard !role.utf8.isEmpty, role.utf8.allSatisfy({ (0x61...0x7a).contains($0 | 0x20) }) else {
        return nil
      }
      if !template.utf8.isEmpty, template.utf8.last != 0x0a { template += "\n" }
      template += "{{role \"\(role)\"}}\n\(content)"
    }
    return template
  }

  /// Where a part of the messages is in the file, or what it lies in.
  private func offset(of path: some Sequence<String>) -> Int {
    do {
      return try YAMLPlaces(bytes).range(of: [Self.key] + path)?.lowerBound ?? entry.valueOffset
    } catch {
      return entry.valueOffset
    }
  }
}

extension String {
  /// The steps of a path such as `messages[2].role`.
  fileprivate var steps: [String] {
    utf8.split { $0 == 0x2e || $0 == 0x5b || $0 == 0x5d }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

extension JSONObject {
  /// A configuration with a dialect, if it has no key of that name; `plain` is what one without the
  /// key has, and adds none.
  func adding(_ dialect: Dialect) -> JSONObject {
    guard dialect != .plain, self["dialect"] == nil else { return self }
    var config = self
    config["dialect"] = .string(dialect.rawValue)
    return config
  }
}
