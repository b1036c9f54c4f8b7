import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// What is read of each form, and what is refused with its place.
@Suite struct ReadingTests {
  static func user(_ parts: MessagePart...) -> ChatElement {
    .message(ChatMessage(role: "user", parts: parts))
  }

  static let examples: [(json: String, chat: [ChatElement])] = [
    // Texts, placeholders, and braces that are text.
    (
      #"[{"role":"user","content":"Hi {{ name }}, {{#if x}}"}]"#,
      [user(.text("Hi {{ name }}, {{#if x}}"))]
    ),
    (
      #"[{"role":"user","content":"{{{x}}} {{{{ y }}}"}]"#,
      [
        user(
          .text(
            MessageText([
              .literal("{"), .variable("x", source: "{{x}}"), .literal("} {{"),
              .variable("y", source: "{{ y }}"), .literal("}"),
            ])))
      ]
    ),
    (#"[{"role":"user","content":""}]"#, [user()]),
    (#"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#, [user(.text("a"))]),
    (#"[{"role":"user","content":[{"type":"text","text":""}]}]"#, [user()]),
    // Members that are text, and null as the services' own packages write it.
    (
      #"[{"role":"assistant","content":"a","refusal":null,"tool_calls":null,"name":"Ann","x_1":""}]"#,
      [
        .message(
          ChatMessage(
            role: "assistant",
            attributes: [
              MessageAttribute(name: "name", value: "Ann"),
              MessageAttribute(name: "x_1", value: ""),
            ], parts: [.text("a")]))
      ]
    ),
    // Images by their address.
    (
      #"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{a.b}}"}},"#
        + #"{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"x"}}]}]"#,
      [user(.media(MessageMedia(url: .variable("a.b"))), .text("b"), .media("x"))]
    ),
    // Anthropic's parts, also in an array of its messages alone.
    (
      #"[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"x"}},"#
        + #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]"#,
      [user(.media("x", "application/pdf"), .media("data:image/png;base64,AAAA"))]
    ),
    (
      #"{"system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"messages":[]}"#,
      [
        .message(ChatMessage(role: "system", parts: [.text("a")])),
        .message(ChatMessage(role: "system", parts: [.text("b")])),
      ]
    ),
    (
      #"{"messages":[{"role":"user","content":"u"}],"system":"{{s}}"}"#,
      [.message(ChatMessage(role: "system", parts: [.text("{{s}}")])), user(.text("u"))]
    ),
    // An object of OpenAI's messages, as files of examples have them.
    (
      #"{"messages":[{"role":"developer","content":"d"}]}"#,
      [.message(ChatMessage(role: "developer", parts: [.text("d")]))]
    ),
    // Langfuse's placeholders, and its two names for messages.
    (
      #"[{"type":"chatmessage","role":"user","content":"u"},{"type":"placeholder","name":"history"},"#
        + #"{"type":"message","role":"user","content":"v"}]"#,
      [user(.text("u")), .list("history"), user(.text("v"))]
    ),
    (
      #"{"messages":[{"role":"user","content":{"type":"text","text":"a","annotations":null}}],"#
        + #""resultType":"complete","description":null}"#,
      [user(.text("a"))]
    ),
    (
      #"{"messages":[{"role":"assistant","content":{"type":"resource_link","uri":"https://e.org/a/b",""#
        + #"name":"b","mimeType":"text/x"}}]}"#,
      [.message(ChatMessage(role: "assistant", parts: [.media("https://e.org/a/b", "text/x")]))]
    ),
  ]

  @Test(arguments: examples.indices) func read(_ index: Int) throws {
    let (json, chat) = Self.examples[index]
    #expect(try MessageFormat.read(JSONValue(parsing: json)) == chat)
  }

  /// A part of a message, put into one.
  private static func part(_ json: String) -> String {
    #"[{"role":"user","content":[{"type":"text","text":"a"},"# + json + "]}]"
  }

  private static func content(_ json: String) -> String {
    #"{"messages":[{"role":"user","content":"# + json + "}]}"
  }

  static let refusals: [(json: String, path: String)] = [
    ("null", "messages"), ("1", "messages"), (#""text""#, "messages"), ("[]", "messages"),
    ("{}", "messages"), (#"{"messages":[]}"#, "messages"), (#"{"messages":{}}"#, "messages"),
    (#"{"messages":null}"#, "messages"), (#"{"system":"a"}"#, "messages"),
    (#"{"role":"user","content":"a"}"#, "messages"),
    (#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#, "model"),
    (#"{"a b":1,"messages":[]}"#, #""a b""#), (#"{"system":1,"messages":[]}"#, "system"),
    (#"{"system":[],"messages":[]}"#, "system"), (#"{"system":["a"],"messages":[]}"#, "system[0]"),
    (#"{"system":[{"type":"image"}],"messages":[]}"#, "system[0].type"),
    (
      #"{"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}],"messages":[]}"#,
      "system[0].cache_control"
    ),
    (#"{"description":"d","messages":[]}"#, "description"),
    (#"{"resultType":"x","messages":[]}"#, "resultType"),
    // Messages.
    ("[1]", "messages[0]"), (#"["a"]"#, "messages[0]"), ("[[]]", "messages[0]"),
    (#"[{"content":"a"}]"#, "messages[0].role"),
    (#"[{"role":1,"content":"a"}]"#, "messages[0].role"),
    (#"[{"role":null,"content":"a"}]"#, "messages[0].role"),
    (#"[{"role":"","content":"a"}]"#, "messages[0].role"),
    (#"[{"role":"a{b","content":"a"}]"#, "messages[0].role"),
    (#"[{"role":"a\"'","content":"a"}]"#, "messages[0].role"),
    (#"[{"role":"a\\b","content":"a"}]"#, "messages[0].role"),
    (#"[{"role":"a\nb","content":"a"}]"#, "messages[0].role"),
    ("[{\"role\":\"a\u{85}b\",\"content\":\"a\"}]", "messages[0].role"),
    ("[{\"role\":\"\(String(repeating: "r", count: 65))\",\"content\":\"a\"}]", "messages[0].role"),
    (#"[{"role":"user"}]"#, "messages[0].content"),
    (#"[{"role":"user","content":null}]"#, "messages[0].content"),
    (#"[{"role":"user","content":7}]"#, "messages[0].content"),
    (#"[{"role":"user","content":[]}]"#, "messages[0].content"),
    (#"[{"role":"user","content":"a"},{"role":"user","content":true}]"#, "messages[1].content"),
    (#"[{"role":"assistant","content":null,"tool_calls":[{"id":"c"}]}]"#, "messages[0].tool_calls"),
    (#"[{"role":"assistant","content":"","function_call":{}}]"#, "messages[0].function_call"),
    (#"[{"role":"assistant","content":"","audio":{"id":"a"}}]"#, "messages[0].audio"),
    (#"[{"role":"user","content":"a","cache_control":{}}]"#, "messages[0].cache_control"),
    (#"[{"role":"user","content":"a","n":1}]"#, "messages[0].n"),
    (#"[{"role":"user","content":"a","a b":"c"}]"#, #"messages[0]["a b"]"#),
    (#"[{"role":"user","content":"a","1":"c"}]"#, #"messages[0]["1"]"#),
    (#"[{"role":"user","content":"a","name":"\"'"}]"#, "messages[0].name"),
    (#"[{"role":"user","content":"a","name":"{"}]"#, "messages[0].name"),
    (#"[{"role":"user","content":"a","type":"x"}]"#, "messages[0].type"),
    (#"[{"type":"placeholder"}]"#, "messages[0].name"),
    (#"[{"type":"placeholder","name":""}]"#, "messages[0].name"),
    (#"[{"type":"placeholder","name":"{"}]"#, "messages[0].name"),
    (#"[{"type":"placeholder","name":"x","role":"user"}]"#, "messages[0].role"),
    // Parts.
    (part("1"), "messages[0].content[1]"), (part(#""b""#), "messages[0].content[1]"),
    (part("{}"), "messages[0].content[1].type"),
    (part(#"{"type":"text"}"#), "messages[0].content[1].text"),
    (part(#"{"type":"text","text":""}"#), "messages[0].content[1].text"),
    (part(#"{"type":"text","text":"b"}"#), "messages[0].content[1]"),
    (
      part(#"{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}"#),
      "messages[0].content[1].cache_control"
    ),
    (part(#"{"type":"text","text":"b","citations":[]}"#), "messages[0].content[1].citations"),
    (part(#"{"type":"image_url"}"#), "messages[0].content[1].image_url"),
    (part(#"{"type":"image_url","image_url":"x"}"#), "messages[0].content[1].image_url"),
    (part(#"{"type":"image_url","image_url":{}}"#), "messages[0].content[1].image_url.url"),
    (part(#"{"type":"image_url","image_url":{"url":""}}"#), "messages[0].content[1].image_url.url"),
    (
      part(#"{"type":"image_url","image_url":{"url":"{{a}}b"}}"#),
      "messages[0].content[1].image_url.url"
    ),
    (
      part(#"{"type":"image_url","image_url":{"url":"{{ a }}"}}"#),
      "messages[0].content[1].image_url.url"
    ),
    (
      part(#"{"type":"image_url","image_url":{"url":"x","detail":"low"}}"#),
      "messages[0].content[1].image_url.detail"
    ),
    (
      part(#"{"type":"image_url","image_url":{"url":"data:audio/wav,x"}}"#),
      "messages[0].content[1].image_url.url"
    ),
    (
      part(#"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#),
      "messages[0].content[1].type"
    ),
    (part(#"{"type":"file","file":{"file_id":"f"}}"#), "messages[0].content[1].type"),
    (part(#"{"type":"thinking","thinking":"t","signature":"s"}"#), "messages[0].content[1].type"),
    (part(#"{"type":"tool_use","id":"i","name":"n","input":{}}"#), "messages[0].content[1].type"),
    (
      part(#"{"type":"tool_result","tool_use_id":"i","content":"c"}"#),
      "messages[0].content[1].type"
    ),
    (part(#"{"type":"image"}"#), "messages[0].content[1].source"),
    (
      part(#"{"type":"image","source":{"type":"file","file_id":"f"}}"#),
      "messages[0].content[1].source.type"
    ),
    (
      part(#"{"type":"document","source":{"type":"url","url":"x"},"title":"t"}"#),
      "messages[0].content[1].title"
    ),
    (
      part(#"{"type":"image","source":{"type":"url","url":"data:image/png;base64,AAAA"}}"#),
      "messages[0].content[1].source.url"
    ),
    (
      part(#"{"type":"image","source":{"type":"base64","media_type":"text/x","data":"AAAA"}}"#),
      "messages[0].content[1].source.media_type"
    ),
    (
      part(#"{"type":"image","source":{"type":"base64","media_type":"image/a,b","data":"AAAA"}}"#),
      "messages[0].content[1].source.media_type"
    ),
    (
      part(#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{x}}"}}"#),
      "messages[0].content[1].source.data"
    ),
    (
      part(#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":""}}"#),
      "messages[0].content[1].source.data"
    ),
    // The protocol's contents.
    (content("{}"), "messages[0].content.type"),
    (content(#"{"type":"text"}"#), "messages[0].content.text"),
    (content(#"{"type":"text","text":"a","annotations":{}}"#), "messages[0].content.annotations"),
    (content(#"{"type":"text","text":"a","_meta":1}"#), "messages[0].content._meta"),
    (
      content(#"{"type":"text","text":"a","_meta":{"x/y":1}}"#),
      #"messages[0].content._meta["x/y"]"#
    ),
    (
      content(#"{"type":"text","text":"a","_meta":{"promptrepo/role":1}}"#),
      #"messages[0].content._meta["promptrepo/role"]"#
    ),
    (
      content(#"{"type":"text","text":"a","_meta":{"promptrepo/role":"user"}}"#),
      #"messages[0].content._meta["promptrepo/role"]"#
    ),
    (
      #"{"messages":[{"role":"assistant","content":{"type":"text","text":"a","#
        + #""_meta":{"promptrepo/role":"tool"}}}]}"#,
      #"messages[0].content._meta["promptrepo/role"]"#
    ),
    (
      content(#"{"type":"text","text":"a","_meta":{"promptrepo/attributes":{"n":1}}}"#),
      #"messages[0].content._meta["promptrepo/attributes"].n"#
    ),
    (
      content(#"{"type":"text","text":"a","_meta":{"promptrepo/continues":true}}"#),
      #"messages[0].content._meta["promptrepo/continues"]"#
    ),
    (
      content(#"{"type":"text","text":"a","_meta":{"promptrepo/continues":1}}"#),
      #"messages[0].content._meta["promptrepo/continues"]"#
    ),
    (content(#"{"type":"resource","resource":{}}"#), "messages[0].content.type"),
    (
      content(#"{"type":"image","data":"AAAA","mimeType":"audio/x"}"#),
      "messages[0].content.mimeType"
    ),
    (content(#"{"type":"audio","data":"AAA","mimeType":"audio/x"}"#), "messages[0].content.data"),
    (content(#"{"type":"resource_link","uri":"a/b"}"#), "messages[0].content.name"),
    (content(#"{"type":"resource_link","uri":"a/b","name":"c"}"#), "messages[0].content.name"),
    (
      content(#"{"type":"resource_link","uri":"a","name":"a","size":1}"#),
      "messages[0].content.size"
    ),
    (
      #"{"messages":[{"role":"system","content":{"type":"text","text":"a"}}]}"#, "messages[0].role"
    ),
    (
      #"{"messages":[{"role":"user","name":"n","content":{"type":"text","text":"a"}}]}"#,
      "messages[0].name"
    ),
    (
      #"{"messages":[{"role":"user","content":{"type":"text","text":"a"}},{"role":"assistant","content":"#
        + #"{"type":"image","data":"AAAA","mimeType":"image/x","_meta":{"promptrepo/continues":true}}}]}"#,
      "messages[1].role"
    ),
    (
      #"{"messages":[{"role":"user","content":{"type":"text","text":"a"}},{"role":"user","content":"#
        + #"{"type":"text","text":"b","_meta":{"promptrepo/continues":true}}}]}"#,
      "messages[1].content"
    ),
    (
      #"{"messages":[{"role":"user","content":{"type":"text","text":""}},{"role":"user","content":"#
        + #"{"type":"image","data":"AAAA","mimeType":"image/x","_meta":{"promptrepo/continues":true}}}]}"#,
      "messages[1].content"
    ),
  ]

  @Test(arguments: refusals.indices) func refused(_ index: Int) throws {
    let (json, path) = Self.refusals[index]
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: MessageFormatError.self, "\(json)") {
      try MessageFormat.read(value)
    }
    #expect(error?.path == path, "\(json)")
    // Each says what to do, or what is wrong where there is but one way out.
    #expect((error?.reason.utf8.count ?? 0) > 10)
  }

  /// The paths of a caller's list begin with its name; a list may be empty, and holds no placeholder.
  @Test func lists() throws {
    let list: JSONValue = [["role": "user", "content": "{{x}} {{role \"system\"}}"]]
    #expect(
      try MessageFormat.readList(list, named: "history") == [
        ChatMessage(
          role: "user", parts: [.text(MessageText(literal: "{{x}} {{role \"system\"}}"))])
      ])
    #expect(try MessageFormat.readList([], named: "history") == [])
    for (value, name, path) in [
      ("x", "history", "history"), (.null, "history", "history"),
      ([.null], "history", "history[0]"),
      ([["role": "user"]], "a b", "\"a b\"[0].content"),
      ([["type": "placeholder", "name": "x"]], "history", "history[0]"),
      (
        [["role": "user", "content": [["type": "image_url", "image_url": ["url": "{{x}}"]]]]],
        "history", "history[0].content[0].image_url.url"
      ),
      ([["role": "user", "content": "\0"]], "history", "history[0].content"),
      (
        [["role": "user", "content": [["type": "text", "text": "\0"]]]], "h", "h[0].content[0].text"
      ),
    ] as [(JSONValue, String, String)] {
      let error = #expect(throws: MessageFormatError.self) {
        try MessageFormat.readList(value, named: name)
      }
      #expect(error?.path == path)
    }
  }

  /// Long and hidden text of others is cut and escaped in errors.
  @Test func errorsOfHostileNames() {
    let long = String(repeating: "x", count: 100_000)
    for name in [long, "\u{1B}[31m", "\u{202E}", "a\nb"] {
      let error = #expect(throws: MessageFormatError.self) {
        try MessageFormat.read([["role": "user", "content": "", "\(name)": 1]])
      }
      let description = error?.description ?? ""
      #expect(description.utf8.count < 400)
      #expect(!description.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
    }
  }
}
