import PromptTemplate
import TestSupport

/// Chats of all that a chat text can carry, with texts that try to be something else.
struct RandomChats {
  private var random: RepeatableNumbers

  init(seed: UInt64) {
    random = RepeatableNumbers(seed: seed)
  }

  /// Texts out of which others are cut together.
  private static let tokens = [
    "{{role \"user\"}}", "{{~role 'x'~}}", "{{role \"a\" name=\"b\"}}", "{{messages \"history\"}}",
    "{{media url=\"http://x/y.png\"}}", "{{media url=x contentType=\"image/png\"}}", "{{> a/b}}",
    "{{>a}}", "{{~> a ~}}", "{{user name}}", "{{#if x}}", "{{/if}}", "{{role x}}", "{{role}}", "{",
    "{{", "{{{", "{{{{", "}", "}}", "}}}", "\\", "\\\\", "\\\\\\", "~", "\n", "\r\n", "\n\n", " ",
    "\t", "\u{3000}", "\u{feff}", "a", "role", "\"", "'", "é", "e\u{301}", "👩‍👩‍👧", "```json\n", "---",
    "{\"a\": 1}", "C:\\dir", "<<<dotprompt:role:system>>>", "x{{", "{{x", "x}}", "\u{1}",
  ]

  private static let names = ["x", "customer", "a.b-c", "_", "history", "role", "messages"]

  mutating func elements() -> [ChatElement] {
    (0..<(1 + random.below(5))).map { _ in
      random.below(8) == 0 ? .list(pick(["history", "a b", "x'y"])) : .message(message())
    }
  }

  private mutating func message() -> ChatMessage {
    var parts: [MessagePart] = []
    for _ in 0..<random.below(4) {
      var isBehindText = false
      if case .text = parts.last { isBehindText = true }
      if isBehindText || random.below(3) == 0 {
        parts.append(.media(media()))
      } else {
        let text = text()
        if !text.pieces.isEmpty { parts.append(.text(text)) }
      }
    }
    let roles = ["system", "user", "assistant", "model", "developer", "tool", "Human", "x y", "é'"]
    let attributes = [
      MessageAttribute(name: "name", value: pick(["example", "", "it's", "say \"x\""])),
      MessageAttribute(name: "tool_call_id", value: "call-1"),
    ]
    return ChatMessage(
      role: pick(roles), attributes: Array(attributes.prefix(max(0, random.below(5) - 2))),
      parts: parts)
  }

  private mutating func media() -> MessageMedia {
    MessageMedia(
      url: random.below(3) == 0
        ? .variable(pick(["photo", "a.b"])) : .literal(pick(["http://x/y.png", "data:,a", "'"])),
      contentType: random.below(2) == 0
        ? nil : random.below(2) == 0 ? .variable("type") : .literal("image/png"))
  }

  private mutating func text() -> MessageText {
    var text = MessageText()
    for _ in 0..<random.below(7) {
      switch random.below(6) {
      case 0:
        let name = pick(Self.names)
        text.append(
          .variable(name, source: random.below(4) == 0 ? "{{ \(name)\t}}" : "{{\(name)}}"))
      case 1 where random.below(3) == 0:
        text.append(.partial(pick(["a", "support/tone", "a/b.c"])))
      default: text.append(.literal(pick(Self.tokens)))
      }
    }
    return text
  }

  /// A text cut together from the same pieces.
  mutating func source() -> String {
    (0..<random.below(14)).map { _ in pick(Self.tokens) }.joined()
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[random.below(values.count)]
  }
}
