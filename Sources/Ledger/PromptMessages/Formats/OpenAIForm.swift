internal import CanonicalJSON
internal import PromptTemplate

/// The messages of OpenAI's chat completions: `{"role": "user", "name": "Ann", "content": "…"}`.
enum OpenAIForm {
  static func json(_ chat: [ChatElement]) throws(MessageFormatError) -> JSONValue {
    var messages: [JSONValue] = []
    messages.reserveCapacity(chat.count)
    for (index, element) in chat.enumerated() {
      guard case .message(let message) = element else { continue }
      let place = MessagePlace(message: index)
      var object: JSONObject = ["role": .string(message.writtenRole)]
      for attribute in message.attributes {
        try add(attribute, to: &object, at: place)
      }
      // A member of this name was refused.
      _ = object.append("content", try content(message, at: place))
      messages.append(.object(object))
    }
    return .array(messages)
  }

  private static func add(
    _ attribute: MessageAttribute, to object: inout JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) {
    // The type tells Langfuse's placeholders from messages.
    guard attribute.name != "content", attribute.name != "type" else {
      throw place.error(
        unplaced: attribute.name, "a message has this member for itself: give it another name")
    }
    guard object.append(attribute.name, .string(attribute.value)) else {
      throw place.error(unplaced: attribute.name, "the member is there twice: keep one of the two")
    }
  }

  private static func content(
    _ message: ChatMessage, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONValue {
    let content = WrittenContent(message, at: place)
    if let text = content.onlyText { return .string(text) }
    var parts: [JSONValue] = []
    for part in content.parts {
      switch part {
      case .text(let text): parts.append(["type": "text", "text": .string(text)])
      case .media(let media, let own):
        let address = try MediaAddress(media, at: own)
        guard address.isImage else {
          throw own.error(
            "",
            "OpenAI's messages take images by their address, and this is "
              + "\(MessagePlace.excerpt(address.type ?? "")): leave it out")
        }
        parts.append(["type": "image_url", "image_url": ["url": .string(address.url)]])
      }
    }
    return .array(parts)
  }
}

extension MessageReader {
  /// The medium of a part `{"type": "image_url", "image_url": {"url": …}}`.
  func imageURL(
    _ part: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> MessageMedia {
    try members(of: part, allowed: ["type", "image_url"], at: place)
    let image = try object(part, "image_url", at: place)
    try members(of: image, allowed: ["url"], ".image_url", at: place)
    let url = try string(image, "url", ".image_url", at: place)
    if let data = DataURL(url), !data.essence.utf8.starts(with: "image/".utf8) {
      throw place.error(
        ".image_url.url", "the data: URL is \(MessagePlace.excerpt(data.essence)), and no image")
    }
    return MessageMedia(url: try address(url, ".image_url.url", at: place))
  }
}
