import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// The services' own packages judge what is written for them.
@Suite struct JudgeTests {
  private static let count = isExtra ? 5_000 : 300

  /// Adds to a Python program the JSON Schema of a type of a service's package, with no members but
  /// those it names.
  private static let schemas = """
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema
    import jsonschema
    class Schema(GenerateJsonSchema):
      def handle_invalid_for_json_schema(self, schema, error_info):
        return {"not": {}}  # Open files.
    def validator(type):
      schema = TypeAdapter(type).json_schema(schema_generator=Schema)
      for part in schema["$defs"].values():
        if "properties" in part: part["additionalProperties"] = False
      return jsonschema.Draft202012Validator(schema)
    """

  /// Chats that a service's package knows all roles and members of.
  private static func known(_ format: MessageFormat, seed: UInt64) -> [[ChatMessage]] {
    var chats = RandomChats(.carried(format), seed: seed)
    var roles = Mutator(seed: seed)
    return (0..<count).map { _ in
      chats.chat().compactMap { element in
        guard case .message(var message) = element else { return nil }
        let known = ["system", "developer", "user", "assistant", "tool", "function"]
        message.role = known[roles.random(known.count)]
        let name = message.attributes.first.map { $0.value.isEmpty ? "n" : $0.value } ?? "n"
        message.attributes =
          switch message.role {
          case "tool": [MessageAttribute(name: "tool_call_id", value: name)]
          case "function": [MessageAttribute(name: "name", value: name)]
          default: message.attributes.isEmpty ? [] : [MessageAttribute(name: "name", value: name)]
          }
        // Only the user's messages have other parts than text there.
        if message.role != "user" {
          let text = message.parts.compactMap { part in
            if case .text(let text) = part { text } else { nil }
          }
          message.parts = text.prefix(1).map(MessagePart.text)
        }
        return message
      }
    }
  }

  @Test func openAIsTypesTakeTheMessages() throws {
    let written = try Self.known(.openAI, seed: 11).map { messages in
      try MessageFormat.openAI.json(messages.map(ChatElement.message))
    }
    let program = """
      \(Self.schemas)
      from typing import List
      from openai.types.chat import ChatCompletionMessageParam
      judge = validator(List[ChatCompletionMessageParam])
      # A judge that refuses nothing is none.
      assert not judge.is_valid([{"role": "user", "content": "a", "other": "b"}])
      assert not judge.is_valid([{"role": "user", "content": [{"type": "text"}]}])
      answer = [[chat, error.message] for chat in data for error in judge.iter_errors(chat)]
      """
    let answer = try PythonPackages.run(program, on: .array(written))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
    #expect(written.contains { $0.description.contains("image_url") })
  }

  /// LangChain's own messages, made of the same chats, give the same form.
  @Test func langChainWritesTheSameMessages() throws {
    let chats = Self.known(.openAI, seed: 12)
    let data = try chats.map { messages -> JSONValue in
      let written = try MessageFormat.openAI.json(messages.map(ChatElement.message))
      return [.array(messages.map(Self.neutral)), written]
    }
    let program = """
      from langchain_core.messages import *
      classes = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage,
        "tool": ToolMessage, "function": FunctionMessage}
      def part(part):
        if "text" in part: return {"type": "text", "text": part["text"]}
        head, comma, data = part["url"].partition(";base64,")
        if comma and head.startswith("data:"):
          return {"type": "image", "base64": data, "mime_type": head[5:]}
        return {"type": "image", "url": part["url"]}
      def message(message):
        parts, role = message["parts"], message["role"]
        content = [part(each) for each in parts]
        if len(parts) == 1 and "text" in parts[0]: content = parts[0]["text"]
        more = dict(message["attributes"])
        if role == "developer":
          return SystemMessage(content, additional_kwargs={"__openai_role__": role}, **more)
        return classes[role](content or "", **more)
      answer = []
      for neutral, written in data:
        for made in (neutral and [message(each) for each in neutral], written):
          expected = convert_to_openai_messages(made)
          if expected != written: answer.append([expected, written])
      """
    let answer = try PythonPackages.run(program, on: .array(data))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
  }

  /// A message in no form: role, attributes, texts and addresses.
  private static func neutral(_ message: ChatMessage) -> JSONValue {
    let parts = message.parts.map { part -> JSONValue in
      switch part {
      case .text(let text): ["text": .string(text.written)]
      case .media(let media):
        medium(media)
      case .section: .null
      }
    }
    return [
      "role": .string(message.role), "parts": .array(parts),
      "attributes": .object(
        JSONObject(message.attributes.map { JSONMember(key: $0.name, value: .string($0.value)) })),
    ]
  }

  private static func medium(_ media: MessageMedia) -> JSONValue {
    func text(_ value: MarkerValue) -> JSONValue {
      switch value {
      case .literal(let text): .string(text)
      case .variable(let name): "{{\(name)}}"
      }
    }
    var object: JSONObject = ["url": text(media.url)]
    object["type"] = media.contentType.map(text)
    return .object(object)
  }

  @Test func anthropicsTypesTakeTheMessages() throws {
    var chats = RandomChats(.carried(.anthropic), seed: 13)
    let written = try (0..<Self.count).map { _ in try MessageFormat.anthropic.json(chats.chat()) }
    let program = """
      \(Self.schemas)
      import base64
      from typing import List, Union
      from anthropic.types import MessageParam, TextBlockParam
      messages = validator(List[MessageParam])
      system = validator(Union[str, List[TextBlockParam]])
      def user(content): return [{"role": "user", "content": content}]
      def image(type): return {"type": "base64", "media_type": type, "data": "AAAA"}
      assert messages.is_valid(user([{"type": "image", "source": image("image/png")}]))
      assert not messages.is_valid(user([{"type": "image", "source": image("image/tiff")}]))
      assert not messages.is_valid([{"role": "tool", "content": "a"}])
      answer = []
      for chat in data:
        if extra := set(chat) - {"system", "messages"}: answer.append([chat, sorted(extra)])
        answer += [[chat, error.message] for error in messages.iter_errors(chat["messages"])]
        answer += [[chat, error.message] for error in system.iter_errors(chat.get("system", ""))]
        for message in chat["messages"]:
          if message["role"] == "system" or message["content"] in ("", []): answer.append(chat)
          for part in message["content"]:
            source = part.get("source", {}) if isinstance(part, dict) else {}
            base64.b64decode(source.get("data", ""), validate=True)
      """
    let answer = try PythonPackages.run(program, on: .array(written))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
    #expect(written.contains { $0.description.contains("document") })
    #expect(written.contains { $0.description.contains("base64") })
  }

  /// LangChain's own messages, made of the same chats and sent to Anthropic, give the same form.
  @Test func langChainSendsTheSameToAnthropic() throws {
    var chats = RandomChats(.carried(.anthropic), seed: 17)
    var data: [JSONValue] = []
    while data.count < Self.count {
      var messages: [ChatMessage] = []
      for case .message(var message) in chats.chat() {
        // LangChain joins neighbours of one role, and leaves out texts that are blank.
        if messages.last?.role == "user" || messages.last?.role == "assistant" {
          message.role = messages.last?.role == "user" ? "assistant" : "user"
        }
        message.parts = message.parts.map { part in
          guard case .text(let text) = part else { return part }
          return .text(MessageText([.literal(".")] + text.pieces + [.literal(".")]))
        }
        messages.append(message)
      }
      let isSendable = messages.flatMap(\.parts).allSatisfy { part in
        guard case .media(let media) = part else { return true }
        guard case .literal(let url) = media.url else { return false }
        return url.hasPrefix("https://") || url.contains(";base64,")
      }
      guard isSendable else { continue }
      let written = try MessageFormat.anthropic.json(messages.map(ChatElement.message))
      data.append([.array(messages.map(Self.neutral)), written])
    }
    let program = """
      from langchain_anthropic.chat_models import _format_messages
      from langchain_core.messages import *
      classes = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
      def part(part):
        if "text" in part: return {"type": "text", "text": part["text"]}
        url, type = part["url"], part.get("type")
        head, comma, data = url.partition(";base64,")
        if comma and head.startswith("data:"):
          more = {"base64": data, "mime_type": head[5:]}
        else: more = {"url": url} | ({"mime_type": type} if type else {})
        kind = "file" if more.get("mime_type") == "application/pdf" else "image"
        return {"type": kind, **more}
      def message(message):
        parts = message["parts"]
        content = [part(each) for each in parts]
        if len(parts) == 1 and "text" in parts[0]: content = parts[0]["text"]
        return classes[message["role"]](content)
      answer = []
      for neutral, written in data:
        system, messages = _format_messages(
          [message(each) for each in neutral], model="claude-3-5-sonnet-latest")
        expected = {"messages": messages} | ({} if system is None else {"system": system})
        if expected != written: answer.append([expected, written])
      """
    let answer = try PythonPackages.run(program, on: .array(data))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
    #expect(data.contains { $0.description.contains("document") })
  }

  /// LangChain, which reads Anthropic's blocks too, makes OpenAI's form of them.
  @Test func langChainReadsAnthropicsBlocks() throws {
    var chats = RandomChats(.carried(.anthropic), seed: 14)
    var data: [JSONValue] = []
    while data.count < Self.count {
      let chat = chats.chat().filter { element in
        guard case .message(let message) = element, message.role != "system" else { return false }
        return message.parts.allSatisfy { part in
          guard case .media(let media) = part else { return true }
          // LangChain knows Anthropic's images by their data alone.
          guard case .literal(let url) = media.url else { return false }
          return url.hasPrefix("data:image/") && url.contains(";base64,")
        }
      }
      let anthropic = try MessageFormat.anthropic.json(chat)
      data.append([anthropic.object?["messages"] ?? .null, try MessageFormat.openAI.json(chat)])
    }
    let program = """
      from langchain_core.messages import convert_to_openai_messages
      answer = [[convert_to_openai_messages(anthropic), openai] for anthropic, openai in data
        if convert_to_openai_messages(anthropic) != openai]
      """
    let answer = try PythonPackages.run(program, on: .array(data))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
    #expect(data.contains { $0.description.contains("base64") })
  }

  @Test func theProtocolsTypesTakeThePrompt() throws {
    var chats = RandomChats(.carried(.mcp), seed: 15)
    let written = try (0..<Self.count).map { _ in try MessageFormat.mcp.json(chats.chat()) }
    let program = """
      import base64
      from mcp.types import GetPromptResult
      def read(prompt):
        dump = GetPromptResult.model_validate(prompt).model_dump(
          mode="json", by_alias=True, exclude_none=True)
        dump.pop("resultType")
        return dump
      answer = []
      for prompt in data:
        # What it does not know is not in its dump.
        if read(prompt) != prompt: answer.append([read(prompt), prompt])
        for message in prompt["messages"]:
          base64.b64decode(message["content"].get("data", ""), validate=True)
      """
    let answer = try PythonPackages.run(program, on: .array(written))
    #expect(answer == [], "\(answer.array?.first ?? .null)")
    for type in ["audio", "image", "resource_link", "text"] {
      #expect(written.contains { $0.description.contains("\"type\":\"\(type)\"") })
    }
  }

  /// Langfuse's client reads the prompt, keeps it as it is, and fills it in as the library does.
  @Test func langfuseReadsAndFillsIn() throws {
    var chats = RandomChats(.carried(.langfuse), seed: 16)
    let values = ["x": "X {{a.b-c}} {{role \"system\"}}", "a.b-c": "}}", "name": "é"]
    let history = [
      ChatMessage(role: "user", parts: [.text("{{> before}}")]),
      ChatMessage(role: "assistant", parts: []),
    ]
    var data: [JSONValue] = []
    for _ in 0..<Self.count {
      let chat = chats.chat()
      var expected: JSONValue = .null
      if chat.allSatisfy(Self.langfuseReadsPlaceholders) {
        let filled = chat.flatMap { element -> [ChatElement] in
          switch element {
          case .message(var message):
            message.parts = message.parts.map { Self.fill($0, values) }
            return [.message(message)]
          case .list(let name):
            return name == "history" ? history.map(ChatElement.message) : [element]
          }
        }
        expected = try MessageFormat.langfuse.json(filled)
      }
      data.append([try MessageFormat.langfuse.json(chat), expected])
    }
    let list = try MessageFormat.langfuse.json(history.map(ChatElement.message))
    let program = """
      import logging
      from langfuse.model import ChatPromptClient, Prompt_Chat
      logging.disable()
      def read(prompt):
        return ChatPromptClient(Prompt_Chat(
          name="p", version=1, config={}, labels=[], tags=[], type="chat", prompt=prompt))
      def compiled(prompt, values): return [dict(each) for each in read(prompt).compile(**values)]
      answer, filled = [], 0
      for written, expected in data["chats"]:
        # Without values it gives what it was given.
        if compiled(written, {}) != written: answer.append([compiled(written, {}), written])
        if expected is None: continue
        filled += 1
        result = compiled(written, {**data["values"], "history": data["list"]})
        if result != expected: answer.append([result, expected])
      if filled < 50: answer.append(filled)
      """
    let object = JSONObject(values.map { JSONMember(key: $0.key, value: .string($0.value)) })
    let answer = try PythonPackages.run(
      program, on: ["chats": .array(data), "values": .object(object), "list": list])
    #expect(answer == [], "\(answer.array?.first ?? .null)")
  }

  /// Whether Langfuse's Python client sees the same placeholders in an element: it takes all between
  /// two opening and the next two closing braces for a name.
  private static func langfuseReadsPlaceholders(_ element: ChatElement) -> Bool {
    guard case .message(let message) = element else { return true }
    return message.parts.allSatisfy { part in
      guard case .text(let text) = part else { return true }
      return text.pieces.allSatisfy { piece in
        switch piece {
        case .literal(let text): !text.contains("{") && !text.contains("}")
        case .variable: true
        case .partial: false
        }
      }
    }
  }

  private static func fill(_ part: MessagePart, _ values: [String: String]) -> MessagePart {
    guard case .text(let text) = part else { return part }
    return .text(
      MessageText(
        text.pieces.map { piece in
          guard case .variable(let name, _) = piece, let value = values[name] else { return piece }
          return .literal(value)
        }))
  }

  /// What the services' packages themselves make of messages is read.
  @Test func whatThePackagesWriteIsRead() throws {
    let program = """
      import json
      from langchain_core.messages import *
      from openai.types.chat import ChatCompletionMessage
      from anthropic.types import TextBlock
      from mcp.types import GetPromptResult, PromptMessage, TextContent, ImageContent, ResourceLink
      from langfuse.api import ChatMessage as Chat, PlaceholderMessage
      text = "Hi {{name}}"
      image = ImageContent(data="AAAA", mime_type="image/png")
      answer = {
        "openai": [ChatCompletionMessage(role="assistant", content=text).model_dump()],
        "langchain": convert_to_openai_messages([AIMessage(text)]),
        "mcp": GetPromptResult(messages=[
          PromptMessage(role="assistant", content=TextContent(text=text))]
          ).model_dump(mode="json", by_alias=True),
        "mcp, short": GetPromptResult(messages=[
          PromptMessage(role="assistant", content=TextContent(text=text))]
          ).model_dump(mode="json", by_alias=True, exclude_none=True),
        "langfuse": [json.loads(Chat(type="chatmessage", role="assistant", content=text).json())],
        "placeholder": [json.loads(PlaceholderMessage(type="placeholder", name="history").json())],
        "anthropic": [{"role": "assistant", "content": [
          TextBlock(type="text", text=text).model_dump()]}],
        "image": GetPromptResult(messages=[PromptMessage(role="user", content=image),
          PromptMessage(role="user", content=ResourceLink(uri="https://e.org/a/b", name="b"))]
          ).model_dump(mode="json", by_alias=True),
      }
      """
    let answer = try #require(PythonPackages.run(program, on: .null).object)
    let expected = ChatElement.message(
      ChatMessage(role: "assistant", parts: [.text("Hi {{name}}")]))
    #expect(answer.count == 8)
    for member in answer {
      let chat: [ChatElement] =
        switch member.key {
        case "placeholder": [.list("history")]
        case "image":
          [
            .message(ChatMessage(role: "user", parts: [.media("data:image/png;base64,AAAA")])),
            .message(ChatMessage(role: "user", parts: [.media("https://e.org/a/b")])),
          ]
        default: [expected]
        }
      do {
        #expect(try MessageFormat.read(member.value) == chat, "\(member.key)")
      } catch {
        Issue.record("\(member.key): \(error) in \(member.value)")
      }
    }
  }
}
