import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// What is written and read again is the same.
@Suite struct RoundTripTests {
  private static let count = isExtra ? 100_000 : 6_000

  @Test(arguments: MessageFormat.allCases) func whatAFormCanCarry(_ format: MessageFormat) throws {
    var chats = RandomChats(.carried(format), seed: 1)
    for _ in 0..<Self.count {
      let chat = chats.chat()
      let json = try format.json(chat)
      let read = try MessageFormat.read(JSONValue(parsing: json.utf8()))
      guard read == chat else {
        Issue.record("\(chat)\nwas written as\n\(json)\nand read as\n\(read)")
        return
      }
    }
  }

  /// Of other chats the form is written again as it was; what it refuses has a path in the chat.
  @Test(arguments: MessageFormat.allCases) func whatAFormCannotCarry(_ format: MessageFormat) throws
  {
    var chats = RandomChats(.any, seed: 2)
    var written = 0
    var refused = 0
    for _ in 0..<Self.count {
      let chat = chats.chat()
      let json: JSONValue
      do {
        json = try format.json(chat)
      } catch {
        refused += 1
        let place = try #require(
          error.path.wholeMatch(of: /messages\[(\d+)\]\W.*/.dotMatchesNewlines()))
        guard case .message? = Int(place.output.1).map({ chat[$0] }) else {
          Issue.record("\(error) is about no message of \(chat)")
          return
        }
        continue
      }
      let isEmpty = json == [] || json == ["messages": []]
      if isEmpty { continue }
      written += 1
      let again = try format.json(MessageFormat.read(json))
      guard again == json else {
        Issue.record("\(json)\nbecame\n\(again)")
        return
      }
    }
    #expect(written > 100)
    #expect(refused > 100)
  }

  /// Values of a `messages` marker are literal, whatever they hold.
  @Test(arguments: [MessageFormat.openAI, .langfuse, .mcp]) func lists(_ format: MessageFormat)
    throws
  {
    var chats = RandomChats(.carried(format), seed: 3)
    var count = 0
    while count < Self.count / 10 {
      let messages = chats.chat().compactMap { element -> ChatMessage? in
        guard case .message(var message) = element else { return nil }
        for case .media(let media) in message.parts {
          if case .variable = media.url { return nil }
        }
        message.parts = message.parts.map { part in
          guard case .text(let text) = part else { return part }
          return .text(MessageText(literal: text.written))
        }
        return message
      }
      let json = try format.json(messages.map(ChatElement.message))
      let list = json.object?["messages"] ?? json
      #expect(try MessageFormat.readList(list, named: "history") == messages)
      count += 1
    }
  }
}
