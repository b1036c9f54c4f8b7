internal import CanonicalJSON
internal import PromptTemplate

/// The system prompt and the messages of Anthropic's Messages API.
///
/// `system` is a text, or a list of blocks where it was several messages. All other messages are of
/// the user or the assistant.
enum AnthropicForm {
  static func json(_ chat: [ChatElement]) throws(MessageFormatError) -> JSONValue {
    var system: [String] = []
    var messages: [JSONValue] = []
    for (index, element) in chat.enumerated() {
      guard case .message(let message) = element else { continue }
      let place = MessagePlace(message: index)
      if let attribute = message.attributes.first {
        throw place.error(
          unplaced: attribute.name,
          "Anthropic's messages have a role and a content alone: leave it out")
      }
      switch message.writtenRole {
      case "system", "developer":
        guard messages.isEmpty else {
          throw place.error(
            ".role",
            "Anthropic's system prompt comes before all messages: move this one to the beginning, "
              + "or make it one of the user")
        }
        system.append(try instructions(message, at: place))
      case "user", "assistant":
        messages.append([
          "role": .string(message.writtenRole), "content": try content(message, at: place),
        ])
      default:
        throw place.error(
          ".role",
          "Anthropic's roles are system, user and assistant: change "
            + MessagePlace.excerpt(message.role))
      }
    }
    var object = JSONObject()
    if system.count == 1 {
      object["system"] = .string(system[0])
    } else if !system.isEmpty {
      object["system"] = .array(system.map { ["type": "text", "text": .string($0)] })
    }
    object["messages"] = .array(messages)
    return .object(object)
  }

  private static func instructions(
    _ message: ChatMessage, at place: MessagePlace
  ) throws(MessageFormatError) -> String {
    let content = WrittenContent(message, at: place)
    for case .media(_, let own) in content.parts {
      throw own.error(
        "", "Anthropic's system prompt is text: move the medium to a message of the user")
    }
    // Parts that are all text are one.
    return try nonEmpty(content.onlyText ?? "", at: place)
  }

  private static func content(
    _ message: ChatMessage, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONValue {
    let content = WrittenContent(message, at: place)
    if let text = content.onlyText { return .string(try nonEmpty(text, at: place)) }
    var blocks: [JSONValue] = []
    for part in content.parts {
      switch part {
      case .text(let text): blocks.append(["type": "text", "text": .string(text)])
      case .media(let media, let own): blocks.append(try block(media, at: own))
      }
    }
    return .array(blocks)
  }

  private static func nonEmpty(
    _ text: String, at place: MessagePlace
  ) throws(MessageFormatError) -> String {
    guard !text.utf8.isEmpty else {
      throw place.error(
        ".content", "Anthropic refuses an empty text: fill it in, or leave the message out")
    }
    return text
  }

  /// The types of images that the API takes.
  private static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  private static func block(
    _ media: MessageMedia, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONValue {
    let address = try MediaAddress(media, at: place)
    let isDocument = address.type == "application/pdf"
    if let type = address.type, !isDocument, !imageTypes.contains(type) {
      throw place.error(
        "",
        "Anthropic takes \(imageTypes.joined(separator: ", ")) and application/pdf, and this is "
          + "\(MessagePlace.excerpt(type)): leave it out")
    }
    var source: JSONObject = ["type": "url", "url": .string(address.url)]
    if let data = address.data {
      guard let base64 = data.base64 else {
        throw place.error(".url", "the data: URL is not base64: write its data so")
      }
      source = [
        "type": "base64", "media_type": .string(data.essence), "data": .string(base64),
      ]
    }
    return ["type": isDocument ? "document" : "image", "source": .object(source)]
  }
}

extension MessageReader {
  /// The messages of a system prompt: one of a text, and one of each block of a list.
  func system(_ value: JSONValue) throws(MessageFormatError) -> [ChatElement] {
    var place = MessagePlace(list: "system")
    switch value {
    case .string(let text):
      return [.message(ChatMessage(role: "system", parts: try parts(text, "", at: place)))]
    case .array(let blocks) where !blocks.isEmpty:
      var elements: [ChatElement] = []
      for (index, block) in blocks.enumerated() {
        place.message = index
        let block = try object(block, "a block", at: place)
        guard try string(block, "type", at: place) == "text" else {
          throw place.error(".type", "a system prompt is text: leave the block out")
        }
        let text = try textOfPart(block, at: place)
        elements.append(.message(ChatMessage(role: "system", parts: text)))
      }
      return elements
    default:
      throw place.error("", "it is \(Self.words(for: value)): give it a text, or leave it out")
    }
  }

  /// The medium of a block `{"type": "image", "source": …}` or `{"type": "document", "source": …}`.
  func sourced(
    _ part: JSONObject, isDocument: Bool, at place: MessagePlace
  ) throws(MessageFormatError) -> MessageMedia {
    try members(of: part, allowed: ["type", "source"], at: place)
    let source = try object(part, "source", at: place)
    let kind = try string(source, "type", ".source", at: place)
    switch kind {
    case "url":
      try members(of: source, allowed: ["type", "url"], ".source", at: place)
      let url = try string(source, "url", ".source", at: place)
      guard DataURL(url) == nil else {
        throw place.error(".source.url", "it is a data: URL: make it a source of type base64")
      }
      return MessageMedia(
        url: try address(url, ".source.url", at: place),
        contentType: isDocument ? .literal("application/pdf") : nil)
    case "base64":
      try members(of: source, allowed: ["type", "media_type", "data"], ".source", at: place)
      let type = try string(source, "media_type", ".source", at: place)
      let essence = MediaType.essence(of: type)
      guard isDocument ? essence == "application/pdf" : essence.utf8.starts(with: "image/".utf8)
      else {
        throw place.error(
          ".source.media_type",
          isDocument
            ? "a document has the type application/pdf here"
            : "the type of an image begins with image/")
      }
      let data = try string(source, "data", ".source", at: place)
      return MessageMedia(
        url: try dataURL(
          type, data, typeAt: ".source.media_type", dataAt: ".source.data", at: place))
    default:
      throw place.error(
        ".source.type",
        "\(MessagePlace.excerpt(kind)) has no place in a chat: write a source of type url or base64"
      )
    }
  }
}
