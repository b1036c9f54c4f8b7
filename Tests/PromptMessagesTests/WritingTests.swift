import CanonicalJSON
import PromptMessages
import PromptTemplate
import Testing

/// What each form is, by examples of the forms' own documentation, and what each refuses.
@Suite struct WritingTests {
  private static let chat: [ChatElement] = [
    .message(ChatMessage(role: "system", parts: [.text("You are {{who}}.")])),
    .message(ChatMessage(role: "user", parts: [.text("Hi"), .media("https://e.org/a.png")])),
    .message(ChatMessage(role: "model", parts: [.text("Hello")])),
    .list("history"),
    .message(ChatMessage(role: "user")),
  ]

  @Test func openAI() throws {
    #expect(
      try MessageFormat.openAI.json(Self.chat) == [
        ["role": "system", "content": "You are {{who}}."],
        [
          "role": "user",
          "content": [
            ["type": "text", "text": "Hi"],
            ["type": "image_url", "image_url": ["url": "https://e.org/a.png"]],
          ],
        ],
        ["role": "assistant", "content": "Hello"],
        ["role": "user", "content": ""],
      ])
    let tool = ChatMessage(
      role: "tool",
      attributes: [
        MessageAttribute(name: "tool_call_id", value: "c1"),
        MessageAttribute(name: "name", value: "n"),
      ],
      parts: [.text("7")])
    #expect(
      try MessageFormat.openAI.json([.message(tool)])
        == [["role": "tool", "tool_call_id": "c1", "name": "n", "content": "7"]])
  }

  @Test func anthropic() throws {
    #expect(
      try MessageFormat.anthropic.json(Array(Self.chat.dropLast())) == [
        "system": "You are {{who}}.",
        "messages": [
          [
            "role": "user",
            "content": [
              ["type": "text", "text": "Hi"],
              ["type": "image", "source": ["type": "url", "url": "https://e.org/a.png"]],
            ],
          ],
          ["role": "assistant", "content": "Hello"],
        ],
      ])
    let several: [ChatElement] = [
      .message(ChatMessage(role: "system", parts: [.text("a")])), .list("history"),
      .message(ChatMessage(role: "developer", parts: [.text("b")])),
      .message(
        ChatMessage(
          role: "user",
          parts: [
            .media("data:IMAGE/PNG;base64,AAAA"), .media("https://e.org/x", "application/pdf"),
            .media("data:application/pdf;base64,AA==", "application/pdf"),
          ])),
    ]
    #expect(
      try MessageFormat.anthropic.json(several) == [
        "system": [["type": "text", "text": "a"], ["type": "text", "text": "b"]],
        "messages": [
          [
            "role": "user",
            "content": [
              [
                "type": "image",
                "source": ["type": "base64", "media_type": "image/png", "data": "AAAA"],
              ],
              ["type": "document", "source": ["type": "url", "url": "https://e.org/x"]],
              [
                "type": "document",
                "source": ["type": "base64", "media_type": "application/pdf", "data": "AA=="],
              ],
            ],
          ]
        ],
      ])
    #expect(
      try MessageFormat.anthropic.json([.message(ChatMessage(role: "user", parts: [.text("a")]))])
        == ["messages": [["role": "user", "content": "a"]]])
  }

  @Test func mcp() throws {
    let other = ChatMessage(
      role: "tool", attributes: [MessageAttribute(name: "name", value: "Ann")],
      parts: [
        .media("data:audio/wav;base64,AAAA"), .media("data:image/png,x", "image/png"),
        .media("https://e.org/d/a.pdf?x#y", "application/pdf"), .text("é"),
      ])
    #expect(
      try MessageFormat.mcp.json(Self.chat + [.message(other)]) == [
        "messages": [
          [
            "role": "user",
            "content": [
              "type": "text", "text": "You are {{who}}.", "_meta": ["promptrepo/role": "system"],
            ],
          ],
          ["role": "user", "content": ["type": "text", "text": "Hi"]],
          [
            "role": "user",
            "content": [
              "type": "resource_link", "uri": "https://e.org/a.png", "name": "a.png",
              "_meta": ["promptrepo/continues": true],
            ],
          ],
          ["role": "assistant", "content": ["type": "text", "text": "Hello"]],
          ["role": "user", "content": ["type": "text", "text": ""]],
          [
            "role": "user",
            "content": [
              "type": "audio", "data": "AAAA", "mimeType": "audio/wav",
              "_meta": [
                "promptrepo/role": "tool", "promptrepo/attributes": ["name": "Ann"],
              ],
            ],
          ],
          [
            "role": "user",
            "content": [
              "type": "resource_link", "uri": "data:image/png,x", "name": "image/png",
              "mimeType": "image/png", "_meta": ["promptrepo/continues": true],
            ],
          ],
          [
            "role": "user",
            "content": [
              "type": "resource_link", "uri": "https://e.org/d/a.pdf?x#y", "name": "a.pdf",
              "mimeType": "application/pdf", "_meta": ["promptrepo/continues": true],
            ],
          ],
          [
            "role": "user",
            "content": ["type": "text", "text": "é", "_meta": ["promptrepo/continues": true]],
          ],
        ]
      ])
  }

  @Test func langfuse() throws {
    let chat = Self.chat.filter {
      if case .message(let message) = $0 { message.parts.count < 2 } else { true }
    }
    #expect(
      try MessageFormat.langfuse.json(chat) == [
        ["role": "system", "content": "You are {{who}}."],
        ["role": "assistant", "content": "Hello"],
        ["type": "placeholder", "name": "history"],
        ["role": "user", "content": ""],
      ])
  }

  /// What has no value stays as it is written; the place of a section is left out.
  @Test func whatIsNotFilledIn() throws {
    let text = MessageText([
      .literal("a {{"), .variable("x", source: "{{{ x }}}"), .literal("}"),
      .partial("support/tone"),
    ])
    let chat: [ChatElement] = [
      .message(ChatMessage(role: "user", parts: [.text(text), .section("code"), .text("b")])),
      .message(
        ChatMessage(
          role: "user", parts: [.section("code"), .media(MessageMedia(url: .variable("u")))])),
    ]
    let written = "a {{{{{ x }}}}{{> support/tone}}b"
    #expect(
      try MessageFormat.openAI.json(chat) == [
        ["role": "user", "content": .string(written)],
        ["role": "user", "content": [["type": "image_url", "image_url": ["url": "{{u}}"]]]],
      ])
    #expect(
      try MessageFormat.anthropic.json(chat) == [
        "messages": [
          ["role": "user", "content": .string(written)],
          [
            "role": "user",
            "content": [["type": "image", "source": ["type": "url", "url": "{{u}}"]]],
          ],
        ]
      ])
    #expect(
      try MessageFormat.mcp.json(chat) == [
        "messages": [
          ["role": "user", "content": ["type": "text", "text": .string(written)]],
          ["role": "user", "content": ["type": "resource_link", "uri": "{{u}}", "name": "{{u}}"]],
        ]
      ])
  }

  @Test func nothing() throws {
    #expect(try MessageFormat.openAI.json([]) == [])
    #expect(try MessageFormat.anthropic.json([.list("x")]) == ["messages": []])
    #expect(try MessageFormat.mcp.json([]) == ["messages": []])
    #expect(try MessageFormat.langfuse.json([]) == [])
  }

  struct Refusal: Sendable {
    let format: MessageFormat
    let message: ChatMessage
    let path: String
    let words: String

    init(_ format: MessageFormat, _ message: ChatMessage, _ path: String, _ words: String) {
      (self.format, self.message, self.path, self.words) = (format, message, path, words)
    }
  }

  private static func user(_ parts: MessagePart...) -> ChatMessage {
    ChatMessage(role: "user", parts: parts)
  }

  private static func user(_ names: [String]) -> ChatMessage {
    ChatMessage(
      role: "user", attributes: names.map { MessageAttribute(name: $0, value: "v") },
      parts: [.text("a")])
  }

  private static let pdf = MessagePart.media("https://e.org/a", "application/pdf")
  private static let untyped = MessagePart.media(
    MessageMedia(url: .literal("x"), contentType: .variable("kind")))
  private static let contradiction = MessagePart.media("data:image/png;base64,AAAA", "image/gif")

  static let refusals = [
    Refusal(.openAI, user(.text("a"), pdf), "messages[1].content[1]", "application/pdf"),
    Refusal(.openAI, user(.media("data:,x")), "messages[1].content[0]", "text/plain"),
    Refusal(
      .openAI, user(.media("data:audio/wav;base64,AA==")), "messages[1].content[0]", "audio/wav"),
    Refusal(.openAI, user(untyped), "messages[1].content[0].contentType", "“kind” has no value"),
    Refusal(.openAI, user(contradiction), "messages[1].content[0].contentType", "make them equal"),
    Refusal(.openAI, user(["name", "name"]), "messages[1].name", "twice"),
    Refusal(.openAI, user(["content"]), "messages[1].content", "another name"),
    Refusal(.openAI, user(["role"]), "messages[1].role", "twice"),
    Refusal(.openAI, user(["type"]), "messages[1].type", "another name"),
    Refusal(.anthropic, user(["name"]), "messages[1].name", "leave it out"),
    Refusal(.anthropic, user(), "messages[1].content", "empty text"),
    Refusal(.anthropic, user(.section("x")), "messages[1].content", "empty text"),
    Refusal(
      .anthropic, ChatMessage(role: "system", parts: [.text("x")]), "messages[1].role", "beginning"),
    Refusal(
      .anthropic, ChatMessage(role: "developer", parts: [.text("x")]), "messages[1].role", "user"),
    Refusal(
      .anthropic, ChatMessage(role: "tool", parts: [.text("x")]), "messages[1].role", "\"tool\""),
    Refusal(.anthropic, user(.media("x", "image/tiff")), "messages[1].content[0]", "image/tiff"),
    Refusal(.anthropic, user(.media("x", "audio/wav")), "messages[1].content[0]", "audio/wav"),
    Refusal(
      .anthropic, user(.media("data:image/png,x")), "messages[1].content[0].url", "base64"),
    Refusal(
      .anthropic, user(.media("data:image/png;base64,A")), "messages[1].content[0].url", "base64"),
    Refusal(.anthropic, user(untyped), "messages[1].content[0].contentType", "has no value"),
    Refusal(.mcp, user(untyped), "messages[1].content[0].contentType", "has no value"),
    Refusal(.mcp, user(contradiction), "messages[1].content[0].contentType", "make them equal"),
    Refusal(.mcp, user(["name", "name"]), "messages[1].name", "twice"),
    Refusal(.langfuse, user(.text("a"), .media("x")), "messages[1].content[1]", "medium"),
    Refusal(.langfuse, user(.section("code")), "messages[1].content[0]", "\"code\""),
    Refusal(.langfuse, user(["name"]), "messages[1].name", "leave it out"),
    Refusal(.langfuse, user(["a name"]), "messages[1][\"a name\"]", "leave it out"),
  ]

  @Test(arguments: refusals) func refused(_ refusal: Refusal) {
    let first = ChatMessage(role: "user", parts: [.text("first")])
    let error = #expect(throws: MessageFormatError.self) {
      try refusal.format.json([.message(first), .message(refusal.message)])
    }
    #expect(error?.path == refusal.path)
    #expect(error?.reason.contains(refusal.words) == true, "\(error?.reason ?? "")")
  }

  @Test func mediaInASystemPrompt() {
    let message = ChatMessage(role: "system", parts: [.text("a"), .media("x")])
    let error = #expect(throws: MessageFormatError.self) {
      try MessageFormat.anthropic.json([.message(message)])
    }
    #expect(
      error?.description
        == "messages[0].content[1]: Anthropic's system prompt is text: move the medium to a message "
        + "of the user")
  }

  /// Many messages, attributes and parts take no longer, each, than a few do.
  @Test func largeChats() throws {
    let attributes = (0..<20_000).map { MessageAttribute(name: "a\($0)", value: "v") }
    let parts = (0..<20_000).flatMap {
      [MessagePart.text("t\($0)"), .media("https://e.org/\($0)")]
    }
    let messages =
      [ChatMessage(role: "user", attributes: attributes, parts: parts)]
      + (0..<20_000).map { ChatMessage(role: "user", parts: [.text("m\($0)")]) }
    for format in [MessageFormat.openAI, .mcp] {
      let chat = messages.map(ChatElement.message)
      #expect(try MessageFormat.read(format.json(chat)) == chat)
    }
    let sections = Array(repeating: [MessagePart.text("ab"), .section("x")], count: 200_000).flatMap
    { $0 }
    let json = try MessageFormat.openAI.json([.message(ChatMessage(role: "user", parts: sections))])
    #expect(json.array?.first?.object?["content"]?.string?.utf8.count == 400_000)
  }
}

extension MessagePart {
  /// A text with its placeholders.
  static func text(_ text: String) -> MessagePart { .text(placeholders(in: text)) }

  /// A medium at this address.
  static func media(_ url: String, _ type: String? = nil) -> MessagePart {
    .media(MessageMedia(url: .literal(url), contentType: type.map { .literal($0) }))
  }
}
