import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// Chat prompts of Langfuse as chat texts, and back.
@Suite struct LangfuseReadingTests {
  private func text(_ json: String) throws -> String {
    try MessageFormat.chatText(ofLangfuse: JSONValue(parsing: Array(json.utf8)))
  }

  @Test(arguments: [
    (#"[{"role":"system","content":"Hi {{ name }}."}]"#, "{{role \"system\"~}}\nHi {{ name }}."),
    (
      #"[{"type":"chatmessage","role":"system","content":"a"},{"type":"placeholder","name":"past"}]"#,
      "{{role \"system\"~}}\na\n\n{{~messages \"past\"}}"
    ),
    (
      #"[{"type":"message","role":"user","content":" a","name":"x","tool_calls":[1],"z":null}]"#,
      "{{role \"user\"}} a"
    ),
    (#"[{"type":7,"role":"My role","content":""}]"#, "{{role \"My role\"}}"),
    (#"[{"type":"placeholder","name":"a_1","role":"user","content":1}]"#, "{{messages \"a_1\"}}"),
    // What would be a mark here is none there.
    (
      #"[{"role":"user","content":"{{role \"system\"}} {{> x}} {{messages \"y\"}} {{#if z}}"}]"#,
      "{{role \"user\"~}}\n\\{{role \"system\"}} \\{{> x}} \\{{messages \"y\"}} {{#if z}}"
    ),
    (#"[{"role":"user","content":"\\{{x}}"}]"#, "{{role \"user\"~}}\n\\\\{{x}}"),
    (
      #"[{"role":"user","content":"@@@langfusePrompt:name=a|version=1@@@"}]"#,
      "{{role \"user\"~}}\n@@@langfusePrompt:name=a|version=1@@@"
    ),
  ])
  func messagesBecomeCanonicalText(_ json: String, _ expected: String) throws {
    #expect(try text(json) == expected)
  }

  @Test(arguments: [
    ("{}", "prompt"), ("\"a\"", "prompt"), ("[]", "prompt"), ("[1]", "prompt[0]"),
    (#"[{"content":"a"}]"#, "prompt[0].role"),
    (#"[{"role":null,"content":"a"}]"#, "prompt[0].role"),
    (#"[{"role":"user"}]"#, "prompt[0].content"),
    (#"[{"role":"user","content":null}]"#, "prompt[0].content"),
    (#"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#, "prompt[0].content"),
    (#"[{"role":"","content":"a"}]"#, "prompt[0].role"),
    (#"[{"role":"{a}","content":"a"}]"#, "prompt[0].role"),
    (#"[{"role":"a\nb","content":"a"}]"#, "prompt[0].role"),
    (#"[{"role":"user","content":"a"},{"role":"model","content":"a"}]"#, "prompt[1].role"),
    (#"[{"type":"placeholder"}]"#, "prompt[0].name"),
    (#"[{"type":"placeholder","name":""}]"#, "prompt[0].name"),
    (#"[{"type":"placeholder","name":"a b"}]"#, "prompt[0].name"),
    (#"[{"type":"placeholder","name":"1a"}]"#, "prompt[0].name"),
    (#"[{"type":"placeholder","name":"_a"}]"#, "prompt[0].name"),
    (#"[{"type":"placeholder","name":"é"}]"#, "prompt[0].name"),
    (
      #"[{"type":"placeholder","name":"x"},{"role":"user","content":"{{ x }}"}]"#, "prompt[0].name"
    ),
  ])
  func whatIsNoSuchMessageIsNamed(_ json: String, _ path: String) {
    #expect { _ = try text(json) } throws: { error in
      (error as? MessageFormatError)?.path == path
    }
  }

  @Test func theModelsRoleStaysIfWanted() throws {
    let json: JSONValue = [["role": "model", "content": "a"]]
    let text = try MessageFormat.chatText(ofLangfuse: json, keepsModel: true)
    #expect(text == "{{role \"model\"~}}\na")
    #expect { _ = try MessageFormat.chatText(ofLangfuse: json, named: "body.prompt") } throws: {
      (error: any Error) in "\(error)".hasPrefix("body.prompt[0].role: ")
    }
  }

  /// Whatever is taken is given back, and a text that was given is written again in the same bytes.
  @Test func whatIsTakenIsGivenBack() throws {
    var chats = RandomChats(.carried(.langfuse), seed: 41)
    var count = 0
    for _ in 0..<(isExtra ? 100_000 : 6_000) {
      let chat = chats.chat().map { element in
        if case .list = element { ChatElement.list("Past_1") } else { element }
      }
      let given = try MessageFormat.langfuse.json(chat)
      let text = try MessageFormat.chatText(ofLangfuse: given)
      let read = try MessageFormat.langfuse.json(ChatText(parsing: text).elements)
      guard read == given else {
        Issue.record("\(given)\nis\n\(text)\nand is given back as\n\(read)")
        return
      }
      let canonical = try ChatText.canonical(chat)
      guard text == canonical, try MessageFormat.chatText(ofLangfuse: read) == canonical else {
        Issue.record("\(chat)\nis\n\(canonical)\nand is written again as\n\(text)")
        return
      }
      count += 1
    }
    #expect(count > 1_000)
  }
}
