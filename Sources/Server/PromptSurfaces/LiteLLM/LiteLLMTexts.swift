internal import CanonicalJSON
internal import PromptMessages
internal import PromptRepo
internal import PromptTemplate
internal import PromptsAPI

/// Writes texts so that LiteLLM puts values where the prompt has its placeholders, and nowhere else.
///
/// LiteLLM replaces `{name}` and `{{name}}` wherever they stand, for each value that its caller gives.
struct LiteLLMTexts {
  /// The version's own variables.
  private let variables: Set<UTF8Key>

  /// The messages of a version.
  ///
  /// - Throws: `APIError` for what LiteLLM would render in another way.
  static func messages(_ form: PortableForm) throws -> JSONValue {
    let texts = LiteLLMTexts(variables: Set(form.variables.map(UTF8Key.init)))
    switch form {
    case .text(let text):
      guard let pieces = text.pieces else {
        throw refusal(
          "The prompt is written in Jinja, of which LiteLLM would send the tags to the model: use the "
            + "Prompts API")
      }
      return [["role": "user", "content": .string(try texts.written(pieces, in: nil))]]
    case .chat(let elements):
      return try texts.messages(elements)
    }
  }

  private func messages(_ elements: [ChatElement]) throws -> JSONValue {
    var elements = elements
    // The caller's own messages come behind.
    if case .list? = elements.last { elements.removeLast() }
    for case .list(let name) in elements {
      throw Self.refusal(
        "The list of messages '\(name)' is not at the end, and LiteLLM puts a caller's messages "
          + "there: move it, or use the Prompts API")
    }
    let written = try elements.enumerated().map { index, element in
      guard case .message(var message) = element else { return element }
      message.parts = try message.parts.map { part in
        guard case .text(let text) = part else { return part }
        return .text(MessageText(literal: try self.written(text, in: index + 1)))
      }
      return .message(message)
    }
    do throws(MessageFormatError) {
      return try MessageFormat.openAI.json(written)
    } catch {
      throw Self.refusal("\(error)")
    }
  }

  /// A text whose placeholders have single braces, and all else stands as it is.
  ///
  /// - Parameter message: The number of the message; `nil` for a prompt that is one text.
  /// - Throws: `APIError` where LiteLLM would take text for a placeholder.
  private func written(_ text: MessageText, in message: Int?) throws -> String {
    var line = 1
    return try text.pieces.map { piece in
      defer { line += piece.written.utf8.count { $0 == UInt8(ascii: "\n") } }
      guard case .literal(let literal) = piece else {
        guard case .variable(let name, _) = piece else { return piece.written }
        return "{\(name)}"
      }
      if let found = placeholder(in: literal) {
        let before = literal.utf8.prefix(found.offset).count { $0 == UInt8(ascii: "\n") }
        let place = message.map { " of message \($0)" } ?? ""
        throw Self.refusal(
          "'\(found.text)' in line \(line + before)\(place) is text, which LiteLLM would take for a "
            + "variable: change the text, ask for the rendered prompt, or use the Prompts API")
      }
      return literal
    }.joined()
  }

  /// What a client would fill in of a text that is no placeholder, and the byte where it begins.
  private func placeholder(in literal: String) -> (text: String, offset: Int)? {
    let bytes = Array(literal.utf8)
    guard bytes.contains(UInt8(ascii: "{")) else { return nil }
    // `{name}` of one of the prompt's variables, for which there will be a value.
    var start: Int?
    for (offset, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") {
        start = offset
      } else if byte == UInt8(ascii: "}"), let begin = start {
        let name = String(decoding: bytes[(begin + 1)..<offset], as: UTF8.self)
        if variables.contains(UTF8Key(name)) { return ("{\(name)}", begin) }
        start = nil
      }
    }
    // `{{name}}` that a backslash made text, for which a caller may have one.
    var offset = 0
    for piece in MessageText(placeholdersIn: literal).pieces {
      if case .variable(let name, let source) = piece, source.utf8.elementsEqual("{{\(name)}}".utf8)
      {
        return (source, offset)
      }
      offset += piece.written.utf8.count
    }
    return nil
  }

  private static func refusal(_ message: String) -> APIError {
    APIError.invalid(message, code: "not_portable")
  }
}
