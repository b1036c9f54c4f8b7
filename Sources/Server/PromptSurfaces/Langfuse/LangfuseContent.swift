internal import CanonicalJSON
internal import PromptMessages
internal import PromptRepo
internal import PromptService
internal import PromptTemplate

/// What a version is to Langfuse's clients: a text or messages, and a configuration.
///
/// Who writes back what was read gets the same content, by its hash, so only what can be written back
/// is answered; what a client would take for something else is refused.
struct LangfuseContent: Sendable, Hashable {
  /// Whether it is a list of messages.
  let isChat: Bool
  /// The text, or the messages.
  let prompt: JSONValue
  /// The configuration without what only this program reads.
  let config: JSONObject

  /// Langfuse's name for what it is.
  var type: JSONValue { isChat ? "chat" : "text" }

  /// Content from its parts.
  init(isChat: Bool, prompt: JSONValue, config: JSONObject) {
    self.isChat = isChat
    self.prompt = prompt
    self.config = config
  }

  /// A version's content.
  ///
  /// - Parameter resolving: Whether partials are texts in their places, and not references.
  /// - Throws: ``LangfuseError`` of status 400 for what Langfuse's clients cannot hold.
  init(_ version: Version, of found: FoundPrompt, resolving: Bool) throws {
    let form: PortableForm
    var tags: [String: String] = [:]
    if resolving {
      form = try found.portableForm(of: version)
    } else {
      form = try found.unresolvedForm(of: version)
      for one in try found.inclusions(of: version) where one.parent == version {
        tags[one.partial.rawValue] =
          LangfuseReference(name: one.prompt.rawValue, .version(one.version.number)).tag
      }
    }
    let writer = LangfuseWriter(version: version.number, tags: tags)
    switch form {
    case .text(let text):
      isChat = false
      prompt = .string(try writer.text(text))
    case .chat(let elements):
      isChat = true
      prompt = try writer.messages(elements)
    }
    config = LangfuseContent.config(of: try found.content(of: version))
  }

  /// The configuration as clients have it.
  ///
  /// `jinja` stays, since a client has to know that it renders the text by itself.
  static func config(of content: VersionContent) -> JSONObject {
    var config = content.config ?? JSONObject()
    if let word = config["dialect"]?.string.flatMap(Dialect.init(rawValue:)), word != .jinja {
      config["dialect"] = nil
    }
    if content.dialect == .chat || content.dialect == .handlebars { config["partials"] = nil }
    return config
  }
}

/// Writes texts so that a client takes them for what they are.
private struct LangfuseWriter {
  /// The version's number, for errors.
  let version: Int
  /// The references in the places of partials, by their names.
  let tags: [String: String]

  func text(_ text: PortableText) throws -> String {
    // Plain text is what it is, whatever a client makes of its braces.
    guard text.dialect != .plain, let pieces = text.pieces else { return text.text }
    return try written(pieces)
  }

  func messages(_ elements: [ChatElement]) throws -> JSONValue {
    let elements = try elements.map { element in
      guard case .message(var message) = element else { return element }
      message.parts = try message.parts.map { part in
        guard case .text(let text) = part else { return part }
        return .text(MessageText(literal: try written(text)))
      }
      return .message(message)
    }
    do throws(MessageFormatError) {
      return try MessageFormat.langfuse.json(elements)
    } catch {
      throw LangfuseError.invalid(
        "Langfuse's clients cannot hold version \(version): \(error). The Prompts API has all of it"
      )
    }
  }

  /// A text with what backslashes hide as it is meant.
  ///
  /// - Throws: ``LangfuseError`` where a client would take text for a variable.
  private func written(_ text: MessageText) throws -> String {
    if text.hasPlainLiterals { return text.written }
    let pieces = MessageText(
      try text.pieces.map { piece in
        guard case .partial(let name) = piece else { return piece }
        guard let tag = tags[name] else {
          throw LangfuseError.invalid(
            "Version \(version) includes '\(name)', which is not there: deploy another version")
        }
        return .literal(tag)
      })
    let written = pieces.written
    let known = Set(pieces.places)
    for place in MessageText(placeholdersIn: written).places where !known.contains(place) {
      throw LangfuseError.invalid(
        "'{{\(place.name)}}' in version \(version) is text, which this client would take for a variable: "
          + "ask for the rendered prompt, or use the Prompts API")
    }
    return written
  }
}

/// A variable in a text, and the byte where it begins.
private struct VariablePlace: Hashable {
  let name: String
  let offset: Int
}

extension MessageText {
  /// Whether it has variables and text without braces only, so that nothing can be taken for a
  /// variable that is none.
  fileprivate var hasPlainLiterals: Bool {
    pieces.allSatisfy { piece in
      switch piece {
      case .literal(let text): !text.utf8.contains(UInt8(ascii: "{"))
      case .variable: true
      case .partial: false
      }
    }
  }

  /// Where its variables stand in the text as it is written.
  fileprivate var places: [VariablePlace] {
    var places: [VariablePlace] = []
    var offset = 0
    for piece in pieces {
      if case .variable(let name, _) = piece {
        places.append(VariablePlace(name: name, offset: offset))
      }
      offset += piece.written.utf8.count
    }
    return places
  }
}
