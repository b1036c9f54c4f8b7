internal import CanonicalJSON
internal import PromptTemplate

/// The messages of a chat prompt of Langfuse: texts with a role, and placeholders for lists.
///
/// Langfuse has no way to write braces that are text: its clients fill in `{{name}}` wherever they
/// have a value of that name.
enum LangfuseForm {
  static func json(_ chat: [ChatElement]) throws(MessageFormatError) -> JSONValue {
    var messages: [JSONValue] = []
    messages.reserveCapacity(chat.count)
    for (index, element) in chat.enumerated() {
      switch element {
      case .list(let name):
        messages.append(["type": "placeholder", "name": .string(name)])
      case .message(let message):
        messages.append(try object(message, at: MessagePlace(message: index)))
      }
    }
    return .array(messages)
  }

  private static func object(
    _ message: ChatMessage, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONValue {
    if let attribute = message.attributes.first {
      throw place.error(
        unplaced: attribute.name,
        "Langfuse's messages have a role and a content alone: leave it out")
    }
    for (index, part) in message.parts.enumerated() {
      var own = place
      own.part = index
      switch part {
      case .text: break
      case .media: throw own.error("", "Langfuse's prompts are text: leave the medium out")
      case .section(let name):
        throw own.error(
          "",
          "Langfuse's prompts have no sections: write a variable instead of "
            + MessagePlace.excerpt(name))
      }
    }
    return [
      "role": .string(message.writtenRole),
      // What is left are texts.
      "content": .string(WrittenContent(message, at: place).onlyText ?? ""),
    ]
  }
}
