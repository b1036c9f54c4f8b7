import PromptMessages
import PromptTemplate
import TestSupport

/// Chats of hostile pieces, the same for the same seed.
struct RandomChats {
  /// Which chats are made.
  enum Kind {
    /// Those that a form can carry, so that reading gives them again.
    case carried(MessageFormat)
    /// Whatever can be stored.
    case any
  }

  private var mutator: Mutator
  private let kind: Kind

  init(_ kind: Kind, seed: UInt64) {
    mutator = Mutator(seed: seed)
    self.kind = kind
  }

  private func carried(by format: MessageFormat) -> Bool {
    if case .carried(format) = kind { true } else { false }
  }

  private var isAny: Bool { if case .any = kind { true } else { false } }

  /// A chat of at least one element, which is a message unless the form has placeholders.
  mutating func chat() -> [ChatElement] {
    var elements: [ChatElement] = []
    if carried(by: .anthropic) {
      for _ in 0..<random(4) {
        elements.append(.message(ChatMessage(role: "system", parts: [.text(nonEmptyText())])))
      }
    }
    for _ in 0...random(5) {
      if isAny || carried(by: .langfuse), random(5) == 0 {
        elements.append(.list(one(of: ["history", "a b", "it's", "é", "x\"y"])))
      } else {
        elements.append(.message(message()))
      }
    }
    return elements
  }

  private mutating func message() -> ChatMessage {
    let isAnthropic = carried(by: .anthropic)
    var message = ChatMessage(role: isAnthropic ? one(of: ["user", "assistant"]) : role())
    if isAny || carried(by: .openAI) || carried(by: .mcp), random(3) == 0 {
      let names = [
        "name", "tool_call_id", "_x", "a-b", "x1", "user", "messages", "promptrepo", "system",
      ]
      for name in names where random(4) == 0 {
        message.attributes.append(MessageAttribute(name: name, value: markerText()))
      }
    }
    message.parts = parts()
    if isAnthropic, message.parts.isEmpty { message.parts = [.text(nonEmptyText())] }
    return message
  }

  private mutating func role() -> String {
    switch random(6) {
    case 0: return "system"
    case 1: return "user"
    case 2: return "assistant"
    case 3: return one(of: ["developer", "tool", "function", isAny ? "model" : "Human", "User"])
    default:
      let role = markerText()
      // One of `model` would come back as `assistant`.
      return role.isEmpty || role == "model" ? "x" : String(role.prefix(64))
    }
  }

  private mutating func parts() -> [MessagePart] {
    if random(8) == 0 { return [] }
    guard random(3) == 0, !carried(by: .langfuse) else { return [.text(nonEmptyText())] }
    var parts: [MessagePart] = []
    for _ in 0...random(4) {
      if case .text = parts.last {
        parts.append(.media(media()))
      } else {
        parts.append(random(2) == 0 ? .media(media()) : .text(nonEmptyText()))
      }
      if isAny, random(6) == 0 { parts.append(.section(markerText())) }
    }
    return parts
  }

  private mutating func media() -> MessageMedia {
    let data = "iVBORw0KGgo="
    let link = one(of: [
      "https://example.com/a.png", "a b?c=d'e", "x\"y", "http://[::1]/é#?", "/", "?",
      "DATA:", "data:image/png", "https://e.org/?q=data:image/png;base64,AAAA",
    ])
    let images = [
      "data:image/png;base64,\(data)", "data:image/webp;base64,AAAA", "data:image/jpeg;base64,AA==",
    ]
    if case .carried(.openAI) = kind {
      return MessageMedia(
        url: one(of: [
          .literal(link), .literal(one(of: images)), .variable("photo.url-1"),
          .literal("data:image/svg+xml,%3Csvg/%3E"), .literal("Data:IMAGE/gif;Base64,not base64"),
        ]))
    }
    if carried(by: .anthropic) {
      return one(of: [
        MessageMedia(url: .literal(link)), MessageMedia(url: .literal(one(of: images))),
        MessageMedia(url: .variable("photo")),
        MessageMedia(url: .literal("data:application/pdf;base64,\(data)")),
        MessageMedia(url: .literal(link), contentType: .literal("application/pdf")),
        MessageMedia(url: .variable("_"), contentType: .literal("application/pdf")),
      ])
    }
    let carried = one(of: [
      MessageMedia(url: .literal(link)), MessageMedia(url: .literal(one(of: images))),
      MessageMedia(url: .variable("photo")),
      MessageMedia(url: .literal("data:audio/ogg;codecs=opus;base64,\(data)")),
      MessageMedia(url: .literal("data:application/pdf;base64,\(data)")),
      MessageMedia(url: .literal("data:,text"), contentType: .literal("text/plain")),
      MessageMedia(url: .literal("data:image/png;base64,not base64")),
      MessageMedia(url: .literal(link), contentType: .literal(one(of: ["video/mp4", "", "X"]))),
      MessageMedia(url: .variable("_"), contentType: .literal("image/png")),
    ])
    guard isAny, random(2) == 0 else { return carried }
    return one(of: [
      MessageMedia(
        url: .literal("data:image/png;base64,\(data)"), contentType: .literal("image/x")),
      MessageMedia(url: .literal(link), contentType: .variable("kind")),
      MessageMedia(url: .literal("data:image/svg+xml,%3Csvg/%3E")),
    ])
  }

  private mutating func nonEmptyText() -> MessageText {
    var text = ""
    repeat {
      for _ in 0...random(6) { text += one(of: Self.tokens) }
    } while text.utf8.isEmpty
    return placeholders(in: text)
  }

  /// A text that the marker of a chat can hold.
  private mutating func markerText() -> String {
    var text = ""
    let quote = one(of: ["\"", "'"])
    for _ in 0..<random(5) {
      let token = one(of: Self.tokens)
      let isFit = token.unicodeScalars.allSatisfy {
        !"{}\\\"'".unicodeScalars.contains($0) && $0.properties.generalCategory != .control
      }
      text += isFit ? token : quote
    }
    return text
  }

  /// What a text is put together from.
  static let tokens = [
    "{{", "}}", "{", "}", "{{x}}", "{{{x}}}", "{{ a.b-c }}", "{{role \"user\"}}", "{{~role 'x'~}}",
    "{{messages \"history\"}}", "{{> support/tone}}", "{{media url=x}}", "{{#if x}}", "{{/if}}",
    "<<<dotprompt:role:system>>>", "\\", "\\\\", "\\{{", "\\{{x}}", "x", "_", "1", " ", "\t", "\n",
    "\n\n", "\r\n", "\r", "a", "word word", "\"", "'", "`", "```json\n", "é", "e\u{301}", "\u{301}",
    "\u{FEFF}", "\u{200B}", "\u{202E}", "\u{85}", "\u{2028}", "日本語", "👩‍👩‍👧‍👦", "---", "%7B", "<b>",
    "\u{1}", "\u{7f}", "\u{FFFD}", "\u{10FFFF}", "data:", "null", "{\"a\": {\"b\": 1}}", "$x",
    "{x}",
  ]

  private mutating func random(_ count: Int) -> Int { mutator.random(count) }

  private mutating func one<Value>(of values: [Value]) -> Value { values[random(values.count)] }
}

/// A text with its placeholders, found by another way than the library's: of a run of opening braces
/// that a name and two closing ones follow, the last two count.
func placeholders(in text: String) -> MessageText {
  let scalars = Array(text.unicodeScalars)
  func at(_ place: Int) -> Unicode.Scalar { place < scalars.count ? scalars[place] : "\0" }
  func isStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
  }
  var result = MessageText()
  var literal = ""
  var place = 0
  while place < scalars.count {
    var end = place
    while at(end) == "{" { end += 1 }
    let open = end - place
    while at(end) == " " || at(end) == "\t" { end += 1 }
    var name = ""
    while isStart(at(end)) || !name.isEmpty && "0123456789.-".unicodeScalars.contains(at(end)) {
      name.unicodeScalars.append(at(end))
      end += 1
    }
    while at(end) == " " || at(end) == "\t" { end += 1 }
    guard open >= 2, !name.isEmpty, at(end) == "}", at(end + 1) == "}" else {
      for _ in 0..<max(1, open) {
        literal.unicodeScalars.append(at(place))
        place += 1
      }
      continue
    }
    literal += String(repeating: "{", count: open - 2)
    result.append(.literal(literal))
    literal = ""
    var source = ""
    source.unicodeScalars.append(contentsOf: scalars[(place + open - 2)..<(end + 2)])
    result.append(.variable(name, source: source))
    place = end + 2
  }
  result.append(.literal(literal))
  return result
}
