internal import CanonicalJSON
internal import PromptService
internal import PromptTemplate

/// A version that a client of Langfuse wants, as the body of its request says it.
struct LangfuseCreateRequest: Sendable {
  /// The prompt's name, or its title here.
  let name: String
  /// Whether it is a list of messages.
  let isChat: Bool
  /// The text, or the messages as they were sent.
  let prompt: JSONValue
  /// The configuration; empty for none.
  let config: JSONObject
  /// The labels that it is to have, without `latest`, which it has anyway.
  let labels: [String]
  /// The tags that the prompt is to have; `nil` for those that it has.
  let tags: [String]?
  /// What the author says about it.
  let message: String

  /// Reads the body of a request.
  ///
  /// - Throws: ``LangfuseError`` of status 400 with all members that are not what they have to be, or
  ///   the first that this program has no place for.
  init(_ body: [UInt8]) throws(LangfuseError) {
    let object = try LangfuseBody.object(body)
    var reader = LangfuseBodyReader(object)
    name = reader.name()
    let type = reader.type()
    isChat = type == "chat"
    prompt = reader.prompt(isChat: isChat)
    labels = reader.labels("labels").filter { $0 != "latest" }
    tags = reader.texts("tags")
    message = reader.message()
    try reader.finish()
    switch object["config"] ?? .null {
    case .null: config = JSONObject()
    case .object(let object): config = object
    case let value:
      throw .invalid(
        "'config' is of kind \(value.kind), and a version's configuration is an object: put it below a "
          + "key, such as {\"value\": …}")
    }
    guard !isEmpty else {
      throw .invalid("The prompt is empty: \(isChat ? "give it a message" : "write some text")")
    }
    if let word = dialectWord, word != .jinja || isChat {
      throw .invalid(
        "'config.dialect' says how a text is read, and '\(word.rawValue)' is one of its words: use another "
          + "name for it, or write the prompt as a file")
    }
  }

  /// The dialect that the configuration names; `nil` for a word that is none.
  var dialectWord: Dialect? { config["dialect"]?.string.flatMap(Dialect.init(rawValue:)) }

  private var isEmpty: Bool {
    prompt.string?.utf8.isEmpty ?? prompt.array?.isEmpty ?? true
  }

  /// The text, or those of the messages.
  var texts: [String] {
    if let text = prompt.string { return [text] }
    return (prompt.array ?? []).compactMap { $0.object?["content"]?.string }
  }

  /// What a client reads that gets exactly this: messages without what Langfuse does not know.
  var given: LangfuseContent {
    guard let messages = prompt.array else {
      return LangfuseContent(isChat: false, prompt: prompt, config: config)
    }
    let kept = messages.map { message -> JSONValue in
      guard let object = message.object else { return message }
      let keys = object["type"] == "placeholder" ? ["type", "name"] : ["role", "content"]
      return .object(
        JSONObject(
          keys.compactMap { key in object[key].map { JSONMember(key: key, value: $0) } }))
    }
    return LangfuseContent(isChat: true, prompt: .array(kept), config: config)
  }
}
