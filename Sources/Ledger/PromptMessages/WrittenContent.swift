internal import PromptTemplate

/// The content of a message as the forms write it: without the places of sections, and with texts
/// joined that then are neighbours.
struct WrittenContent {
  /// A text, or a medium with its place in the message.
  enum Part {
    case text(String)
    case media(MessageMedia, MessagePlace)
  }

  /// The parts in their order; none is an empty text.
  private(set) var parts: [Part] = []

  /// The content of a message at this place.
  init(_ message: ChatMessage, at place: MessagePlace) {
    for (index, part) in message.parts.enumerated() {
      switch part {
      case .text(let text): append(text.written)
      case .media(let media):
        var own = place
        own.part = index
        parts.append(.media(media, own))
      case .section: break
      }
    }
  }

  private mutating func append(_ text: String) {
    if text.utf8.isEmpty { return }
    if case .text(var joined) = parts.last {
      // Held once, the text grows in its place.
      parts.removeLast()
      joined += text
      parts.append(.text(joined))
    } else {
      parts.append(.text(text))
    }
  }

  /// The text, if there is nothing else; of no part at all it is empty.
  var onlyText: String? {
    if parts.isEmpty { return "" }
    guard parts.count == 1, case .text(let text) = parts[0] else { return nil }
    return text
  }
}

extension ChatMessage {
  /// The role as the forms write it: the model is the assistant.
  var writtenRole: String { isOfModel ? "assistant" : role }
}
