public import CanonicalJSON

/// What a transport can do beside answering.
public enum Transport: Sendable {
  /// Lines of standard input and output, on which the server can speak unasked.
  case stdio
  /// Requests of HTTP, each of which has one answer.
  case http

  /// Whether a client can be told that the list of prompts has changed.
  var tellsChanges: Bool { self == .stdio }
}

/// A server of the Model Context Protocol with prompts, in both of its eras: a function from a message
/// to an answer.
///
/// Which era a message is of, it says itself; nothing is kept between two of them.
///
/// ```swift
/// let server = MCPServer(catalogue, version: "1.0", transport: .http)
/// let answer = server.answer(to: bytes)
/// ```
public struct MCPServer: Sendable {
  let catalogue: any PromptCatalogue
  let transport: Transport
  private let version: String
  /// How many prompts a page of the list has.
  private let pageSize: Int
  private let note: @Sendable (String) -> Void

  /// Makes a server.
  ///
  /// - Parameters:
  ///   - catalogue: The prompts.
  ///   - version: The version of the program.
  ///   - transport: What carries the messages.
  ///   - pageSize: How many prompts a page of the list has.
  ///   - note: Told of what went wrong here, for a log.
  public init(
    _ catalogue: any PromptCatalogue, version: String, transport: Transport, pageSize: Int = 1_000,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.catalogue = catalogue
    self.version = version
    self.transport = transport
    self.pageSize = max(1, pageSize)
    self.note = note
  }

  /// The answer to a message; `nil` for what is not answered.
  public func answer(to message: [UInt8]) -> JSONObject? {
    answer(to: Message(message))
  }

  func answer(to message: Message) -> JSONObject? {
    switch message {
    case .notification, .response: nil
    case .unreadable(let id, let error): error.answer(to: id)
    case .request(let id, let method, let parameters):
      answer(to: id, method, parameters)
    }
  }

  private func answer(to id: RequestID, _ method: String, _ parameters: Parameters) -> JSONObject {
    do throws(MCPError) {
      let result = try result(of: method, parameters)
      return ["jsonrpc": "2.0", "id": id.json, "result": .object(result)]
    } catch {
      if error.code == .failure { note("\(method): \(error.message)") }
      return error.answer(to: id)
    }
  }

  private func result(
    of method: String, _ parameters: Parameters
  ) throws(MCPError) -> JSONObject {
    let isModern = parameters.isModern
    switch method {
    case "initialize" where !isModern: return try initialized(parameters)
    case "ping" where !isModern: return JSONObject()
    case "server/discover", "subscriptions/listen":
      guard method == "server/discover" || transport.tellsChanges else { break }
      guard isModern else {
        throw .parameters(["'\(MetaKey.version)' is missing in 'params._meta': give it"])
      }
      // Subscriptions are a session's; see there.
      guard method == "server/discover" else { break }
      return complete(discovery, isCacheable: true)
    case "prompts/list":
      let list = try list(parameters)
      return isModern ? complete(list, isCacheable: true) : list
    case "prompts/get":
      let prompt = try prompt(parameters)
      return isModern ? complete(prompt) : prompt
    case "completion/complete":
      let completion = try completion(parameters)
      return isModern ? complete(completion) : completion
    default: break
    }
    throw MCPError(
      .unknownMethod, "there is no method '\(method.beginning)': this server has prompts only")
  }

  /// What a result of the modern era has beside what it tells.
  private func complete(_ result: JSONObject, isCacheable: Bool = false) -> JSONObject {
    var whole: JSONObject = ["resultType": "complete"]
    for member in result { whole[member.key] = member.value }
    if isCacheable {
      // What was kept would be told again after it has changed.
      whole["ttlMs"] = 0
      whole["cacheScope"] = "private"
    }
    var meta: JSONObject = [MetaKey.server: .object(information)]
    for member in result["_meta"]?.object ?? JSONObject() { meta[member.key] = member.value }
    whole["_meta"] = .object(meta)
    return whole
  }
}

// What the server is.
extension MCPServer {
  private var information: JSONObject {
    ["name": "promptrepo", "title": "promptrepo", "version": .string(version)]
  }

  private var capabilities: JSONObject {
    let prompts: JSONObject = transport.tellsChanges ? ["listChanged": true] : [:]
    return ["prompts": .object(prompts), "completions": [:]]
  }

  private var discovery: JSONObject {
    [
      "supportedVersions": [.string(ProtocolVersion.modern)],
      "capabilities": .object(capabilities),
    ]
  }

  private func initialized(_ parameters: Parameters) throws(MCPError) -> JSONObject {
    guard let proposed = parameters.object["protocolVersion"]?.string else {
      throw .parameters(["'protocolVersion' is a text such as \(ProtocolVersion.legacy[0])"])
    }
    return [
      "protocolVersion": .string(ProtocolVersion.negotiated(proposed)),
      "capabilities": .object(capabilities), "serverInfo": .object(information),
    ]
  }
}

// The prompts.
extension MCPServer {
  private func list(_ parameters: Parameters) throws(MCPError) -> JSONObject {
    let cursor = try parameters.cursor()
    let entries = try asking { () throws(CatalogueError) in
      try catalogue.entries(afresh: cursor == nil)
    }
    let start = cursor.map { $0.place(in: entries) } ?? 0
    let page = entries[start...].prefix(pageSize)
    var result: JSONObject = ["prompts": .array(page.map { .object($0.json) })]
    if let last = page.last, page.endIndex < entries.endIndex {
      result["nextCursor"] = .string(Cursor(after: last.name).text)
    }
    return result
  }

  private func prompt(_ parameters: Parameters) throws(MCPError) -> JSONObject {
    let wanted = try parameters.wantedPrompt()
    let prompt = try asking { () throws(CatalogueError) in
      try catalogue.prompt(wanted.name, wanted.values)
    }
    var result = JSONObject()
    if let description = prompt.description { result["description"] = .string(description) }
    result["messages"] = prompt.messages
    if !prompt.meta.isEmpty { result["_meta"] = .object(prompt.meta) }
    return result
  }

  /// The most values that one answer may have.
  private static let completionLimit = 100

  private func completion(_ parameters: Parameters) throws(MCPError) -> JSONObject {
    let wanted = try parameters.wantedCompletion()
    let values = try asking { () throws(CatalogueError) in
      try catalogue.completions(
        of: wanted.argument, in: wanted.prompt, beginning: wanted.beginning)
    }
    return [
      "completion": [
        "values": .array(values.prefix(Self.completionLimit).map { .string($0) }),
        "total": .integer(values.count), "hasMore": .bool(values.count > Self.completionLimit),
      ]
    ]
  }

  private func asking<Value>(
    _ body: () throws(CatalogueError) -> Value
  ) throws(MCPError) -> Value {
    do throws(CatalogueError) { return try body() } catch { throw MCPError(error) }
  }
}

extension CatalogueEntry {
  /// The entry as a list has it.
  fileprivate var json: JSONObject {
    var object: JSONObject = ["name": .string(name)]
    if let title { object["title"] = .string(title) }
    if let description { object["description"] = .string(description) }
    guard !arguments.isEmpty else { return object }
    object["arguments"] = .array(
      arguments.map { argument in
        var object: JSONObject = ["name": .string(argument.name)]
        if let description = argument.description { object["description"] = .string(description) }
        object["required"] = .bool(argument.isRequired)
        return .object(object)
      })
    return object
  }
}

extension String {
  /// The text, of a long one the beginning.
  var beginning: String {
    let most = 100
    return unicodeScalars.count > most
      ? String(String.UnicodeScalarView(unicodeScalars.prefix(most))) + "…" : self
  }
}
