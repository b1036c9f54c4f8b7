internal import CanonicalJSON

/// The id of a request, which its answer repeats.
enum RequestID: Hashable, Sendable {
  case text(String)
  case number(Int)

  /// The id that a value is; `nil` for what can be none.
  init?(_ value: JSONValue?) {
    switch value {
    case .string(let text): self = .text(text)
    case .number(let number):
      guard let whole = number.integer else { return nil }
      self = .number(whole)
    default: return nil
    }
  }

  var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let number): .integer(number)
    }
  }

  static func == (left: RequestID, right: RequestID) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
    case (.number(let left), .number(let right)): left == right
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .text(let text): hasher.combine(UTF8Key(text))
    case .number(let number): hasher.combine(number)
    }
  }
}

/// A message of a client, read as far as all methods have it in common.
enum Message: Sendable {
  /// A request, which is answered.
  case request(RequestID, method: String, Parameters)
  /// A notification, which is not.
  case notification(method: String, JSONObject)
  /// An answer to something that was never asked.
  case response
  /// What is none of these.
  case unreadable(RequestID?, MCPError)

  /// Every value of JSON takes ten times the memory of its text.
  private static let valueLimit = 200_000

  /// Reads the bytes of a message.
  init(_ bytes: [UInt8]) {
    do throws(JSONError) {
      self.init(try JSONValue(parsing: bytes, valueLimit: Self.valueLimit))
    } catch {
      self = Self.unreadable(bytes, error)
    }
  }

  /// Reads a message.
  init(_ json: JSONValue) {
    guard case .object(let object) = json else {
      let what = json.array == nil ? "a message is an object" : "send each message by itself"
      self = .unreadable(nil, MCPError(.invalidRequest, "\(what), not \(Self.kind(of: json))"))
      return
    }
    let id = RequestID(object["id"])
    func invalid(_ reason: String) -> Message { .unreadable(id, MCPError(.invalidRequest, reason)) }
    guard object["jsonrpc"]?.string?.hasSameBytes(as: "2.0") == true else {
      self = invalid(#"a message has "jsonrpc": "2.0""#)
      return
    }
    guard let method = object["method"] else {
      let isAnswer = object["result"] != nil || object["error"] != nil
      self = isAnswer ? .response : invalid("a request has a method")
      return
    }
    guard let method = method.string else {
      self = invalid("a method is a text, not \(Self.kind(of: method))")
      return
    }
    let isNotification = method.utf8.starts(with: "notifications/".utf8)
    if object["id"] == nil, isNotification {
      self = .notification(method: method, object["params"]?.object ?? JSONObject())
      return
    }
    guard let id else {
      self = invalid(
        object["id"] == nil
          ? "the request '\(method)' has no id: give it a text or a whole number"
          : "an id is a text or a whole number")
      return
    }
    do throws(MCPError) {
      self = .request(id, method: method, try Parameters(object["params"]))
    } catch {
      self = .unreadable(id, error)
    }
  }

  /// What the bytes are that cannot be read. What is JSON all the same may be a request, and its client
  /// waits for an answer.
  private static func unreadable(_ bytes: [UInt8], _ error: JSONError) -> Message {
    guard let scan = GrammarScan(bytes) else {
      return .unreadable(nil, MCPError(.parse, "the message cannot be read as JSON: \(error)"))
    }
    let id = scan.id.flatMap(requestID)
    if id == nil, scan.hasID {
      return .unreadable(
        nil,
        MCPError(
          .invalidRequest, "an id is one text or whole number that JSON keeps as it is: \(error)"))
    }
    if let id, let replaced = UnusableEscapes.replaced(in: bytes),
      object(of: replaced)?["method"] != nil
    {
      return .unreadable(
        id,
        MCPError(
          .invalidParameters,
          "a text holds NUL (\\u0000) or half of a character (\\ud800 to \\udfff): leave it out"))
    }
    return .unreadable(
      id, MCPError(.invalidRequest, "the message is JSON that is not taken here: \(error)"))
  }

  /// The object that a message is; `nil` for what is none, or still cannot be read.
  private static func object(of bytes: [UInt8]) -> JSONObject? {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes, valueLimit: valueLimit).object
    } catch {
      return nil
    }
  }

  /// The id that a piece of JSON stands for; `nil` for what can be none.
  private static func requestID(_ piece: [UInt8]) -> RequestID? {
    do throws(JSONError) { return RequestID(try JSONValue(parsing: piece)) } catch { return nil }
  }

  static func kind(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool, .number, .string: "a \(value.kind)"
    case .array, .object: "an \(value.kind)"
    }
  }
}

/// The parameters of a request, and the era that they are of.
struct Parameters: Sendable {
  /// The members.
  let object: JSONObject
  /// The revision that the request brings; `nil` in the legacy era.
  let version: String?

  /// Reads parameters; none, and `null`, are an object without members.
  init(_ value: JSONValue?) throws(MCPError) {
    switch value ?? .null {
    case .null: object = JSONObject()
    case .object(let members): object = members
    case let other:
      throw .parameters(["'params' is an object, not \(Message.kind(of: other))"])
    }
    switch object["_meta"] ?? .null {
    case .null: version = nil
    case .object(let meta): version = try Self.version(in: meta)
    case let other:
      throw .parameters(["'params._meta' is an object, not \(Message.kind(of: other))"])
    }
  }

  private static func version(in meta: JSONObject) throws(MCPError) -> String? {
    guard let value = meta[MetaKey.version] else { return nil }
    guard let version = value.string else {
      throw .parameters(["'\(MetaKey.version)' is a text, not \(Message.kind(of: value))"])
    }
    guard version.hasSameBytes(as: ProtocolVersion.modern) else { throw .version(version) }
    guard let capabilities = meta[MetaKey.capabilities] else {
      throw .parameters(["'\(MetaKey.capabilities)' is missing in 'params._meta': give it, or {}"])
    }
    guard capabilities.object != nil else {
      throw .parameters([
        "'\(MetaKey.capabilities)' is an object, not \(Message.kind(of: capabilities))"
      ])
    }
    return version
  }

  /// Whether the request is of the modern era.
  var isModern: Bool { version != nil }
}
