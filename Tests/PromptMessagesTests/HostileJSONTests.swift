import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// Any JSON is read or refused; what is read is all of it.
@Suite struct HostileJSONTests {
  private static let count = isExtra ? 300_000 : 15_000

  /// Messages of all forms with a change or two are refused, or written again as they were.
  @Test func nothingIsDropped() throws {
    var random = Mutator(seed: 21)
    let samples = try MessageFormat.allCases.flatMap { format in
      var chats = RandomChats(.carried(format), seed: 22)
      return try (0..<200).map { _ in try format.json(chats.chat()) }
    }
    var read = 0
    var refused = 0
    for _ in 0..<Self.count {
      var json = samples[random.random(samples.count)]
      for _ in 0...random.random(2) { json = json.changed(by: &random) }
      let chat: [ChatElement]
      do {
        chat = try MessageFormat.read(json)
      } catch {
        refused += 1
        #expect(!error.path.isEmpty && !error.reason.isEmpty)
        continue
      }
      read += 1
      guard let written = Self.written(chat, as: json) else { continue }
      let (left, right) = (Self.normalized(written), Self.normalized(json))
      guard left.isEqualIgnoringOrder(to: right) else {
        Issue.record("\(json)\nwas read as\n\(chat)\nand is written as\n\(written)")
        return
      }
    }
    #expect(read > Self.count / 20)
    #expect(refused > Self.count / 20)
  }

  /// A chat in the form that it was read from; nil where parts of several forms are mixed.
  private static func written(_ chat: [ChatElement], as json: JSONValue) -> JSONValue? {
    let messages = json.array ?? json.object?["messages"]?.array ?? []
    let contents = messages.compactMap { $0.object?["content"] }
    let parts = contents.flatMap { $0.array ?? [] }
    let hasPlaceholder = messages.contains { $0.object?["type"] == "placeholder" }
    let isMCP = contents.contains { $0.object != nil }
    let isAnthropic = json.object != nil || parts.contains { $0.object?["source"] != nil }
    switch json {
    case .array where isMCP || isAnthropic: return nil
    case .array:
      return try? (hasPlaceholder ? MessageFormat.langfuse : .openAI).json(chat)
    default:
      let hasImages = parts.contains { $0.object?["image_url"] != nil }
      let roles = messages.compactMap { $0.object?["role"]?.string }
      if json.object?["system"] != nil, roles.contains("system") || roles.contains("developer") {
        return nil
      }
      let isMixed =
        isMCP && (json.object?["system"] != nil || contents.contains { $0.object == nil })
      if hasPlaceholder || hasImages || isMixed { return nil }
      return try? (isMCP ? MessageFormat.mcp : .anthropic).json(chat)
    }
  }

  /// A form's JSON without what is but another way to write the same.
  private static func normalized(_ json: JSONValue) -> JSONValue {
    switch json {
    case .array(let values):
      // One part of text, and a system prompt of one block, is its text.
      if values.count == 1, let part = values[0].object, part["type"] == "text",
        case .string? = part["text"]
      {
        return part["text"] ?? .null
      }
      return .array(values.map(normalized))
    case .object(let own):
      var object = JSONObject(
        own.filter { !$0.value.isNull }
          .map { JSONMember(key: $0.key, value: normalized($0.value)) })
      if object["role"] != nil, object["type"] == "message" { object["type"] = nil }
      if object["role"] == "model" { object["role"] = "assistant" }
      for key in ["promptrepo/attributes", "_meta"] where object[key] == [:] { object[key] = nil }
      if case .object(let content)? = object["content"], content["type"] == "text",
        content.count == 2
      {
        object["content"] = content["text"]
      }
      return .object(object)
    default: return json
    }
  }

  /// Bytes that are nearly a form's are refused or read.
  @Test func mutatedBytes() throws {
    var mutator = Mutator(seed: 23)
    let corpus = try MessageFormat.allCases.flatMap { format in
      var chats = RandomChats(.carried(format), seed: 24)
      return try (0..<100).map { _ in try format.json(chats.chat()).utf8() }
    }
    var read = 0
    for _ in 0..<Self.count {
      guard let json = try? JSONValue(parsing: mutator.input(from: corpus)) else { continue }
      if let chat = try? MessageFormat.read(json) {
        read += 1
        #expect(!chat.isEmpty)
      }
      _ = try? MessageFormat.readList(json, named: "history")
    }
    #expect(read > 100)
  }

  /// The deepest JSON that is read, in every place where there is a value.
  @Test func deepValues() throws {
    let depth = JSONValue.depthLimit - 8
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"content\":", "}]")] {
      let units = open.contains("[{") ? depth / 2 : depth
      let deep =
        String(repeating: open, count: units) + "1" + String(repeating: close, count: units)
      for json in [
        deep, "[\(deep)]", "{\"messages\":\(deep)}", "{\"system\":\(deep),\"messages\":[]}",
        "[{\"role\":\(deep),\"content\":\"\"}]", "[{\"role\":\"user\",\"content\":\(deep)}]",
        "[{\"role\":\"user\",\"content\":\"\",\"a\":\(deep)}]",
        "[{\"role\":\"user\",\"content\":[\(deep)]}]",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":\(deep)}]}]",
        "[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"\",\"_meta\":\(deep)}}]",
      ] {
        let value = try JSONValue(parsing: json)
        let error = #expect(throws: MessageFormatError.self) { try MessageFormat.read(value) }
        #expect((error?.description.utf8.count ?? 0) < 400)
      }
    }
  }

  /// Large inputs of each kind, for which work that grows with the square of the size would take
  /// minutes.
  @Test func largeInputs() throws {
    let size = 1 << 20
    func text(_ unit: String) -> String { String(repeating: unit, count: size / unit.utf8.count) }
    func message(_ text: String) -> JSONValue { [["role": "user", "content": .string(text)]] }
    for unit in ["{{", "{{a}}", "{{ a ", "{", "a", "\\{{", "é", "{{a}} ", "{{role \"x\"}}"] {
      let json = message(text(unit))
      let chat = try MessageFormat.read(json)
      #expect(try MessageFormat.openAI.json(chat) == json)
    }
    let image = "data:image/png;base64,\(text("AAAA"))"
    let media: JSONValue = [
      [
        "role": "user",
        "content": [
          ["type": "image_url", "image_url": ["url": .string(image)]],
          ["type": "text", "text": "a"],
        ],
      ]
    ]
    for format in [MessageFormat.openAI, .anthropic, .mcp] {
      let chat = try MessageFormat.read(media)
      #expect(try MessageFormat.read(format.json(chat)) == chat)
    }
    for name in [text("\""), text("a"), text("\u{202E}"), text("{{")] {
      let error = #expect(throws: MessageFormatError.self) {
        try MessageFormat.read([["role": .string(name), "content": "a", "\(name)": 1]])
      }
      #expect((error?.description.utf8.count ?? 0) < 600)
    }
    let members = (0..<100_000).map { JSONMember(key: "a\($0)", value: .string("v")) }
    var object = JSONObject(members)
    object["role"] = "user"
    object["content"] = ""
    #expect(try MessageFormat.read([.object(object)]).count == 1)
  }
}

extension JSONValue {
  /// The value with one change somewhere in it.
  fileprivate func changed(by random: inout Mutator) -> JSONValue {
    let words = [
      "role", "content", "type", "text", "user", "system", "placeholder", "name", "message",
      "_meta",
      "image_url", "source", "url", "cache_control", "tool_calls", "data", "mimeType", "model",
      "promptrepo/role", "promptrepo/continues", "messages", "{{x}}", "", "image/png", "\"'",
    ]
    func value() -> JSONValue {
      let values: [JSONValue] = [
        .null, true, 1, [], [:], .string(words[random.random(words.count)]), [.null],
        ["type": "text", "text": "t"], ["role": "user", "content": "c"], ["promptrepo/role": "r"],
        ["type": "image_url", "image_url": ["url": "u"]], ["type": "placeholder", "name": "p"],
      ]
      return values[random.random(values.count)]
    }
    switch self {
    case .array(var values):
      guard !values.isEmpty, random.random(8) > 0 else { return .array(values + [value()]) }
      let place = random.random(values.count)
      switch random.random(8) {
      case 0: values.remove(at: place)
      case 1: values.insert(values[place], at: place)
      case 2: values.insert(value(), at: place)
      default: values[place] = values[place].changed(by: &random)
      }
      return .array(values)
    case .object(var object):
      let word = words[random.random(words.count)]
      guard !object.isEmpty, random.random(8) > 0 else {
        object[word] = value()
        return .object(object)
      }
      let member = object[random.random(object.count)]
      if random.random(8) == 0 {
        object[member.key] = nil
      } else {
        object[member.key] = member.value.changed(by: &random)
      }
      return .object(object)
    default: return value()
    }
  }
}
