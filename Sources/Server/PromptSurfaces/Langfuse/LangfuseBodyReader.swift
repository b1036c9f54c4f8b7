internal import CanonicalJSON

/// Reads bodies of requests.
enum LangfuseBody {
  /// The object that a body is.
  static func object(_ body: [UInt8]) throws(LangfuseError) -> JSONObject {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: body)
    } catch {
      throw .invalid("The body cannot be read as JSON: \(error)")
    }
    guard let object = json.object else {
      throw .issues([
        LangfuseIssue(
          code: .type, path: [],
          message: "expected an object, received \(json.kind)")
      ])
    }
    return object
  }
}

/// Reads members of a body, and notes what is wrong with them.
struct LangfuseBodyReader {
  private let object: JSONObject
  private var issues: [LangfuseIssue] = []

  init(_ object: JSONObject) {
    self.object = object
  }

  /// A name that a prompt can have at Langfuse.
  mutating func name() -> String {
    guard let name = text("name") else { return "" }
    let count = name.unicodeScalars.count
    let marks = name.firstIndex(of: "<").map { name[$0...].dropFirst(2).contains(">") } ?? false
    if count == 0 {
      note(.short, "name", "it is empty")
    } else if count > 255 {
      note(.long, "name", "it has more than 255 characters")
    } else if name.hasPrefix("/") || name.hasSuffix("/") || name.contains("//") {
      note(.other, "name", "a slash stands between two parts of a name, and not at its ends")
    } else if name == "." || name == ".." {
      note(.other, "name", "clients leave '\(name)' out of a path, so nobody could read it")
    } else if name.contains("|") {
      note(.other, "name", "it cannot hold '|'")
    } else if marks {
      note(.other, "name", "it cannot hold HTML tags")
    } else if ["new", "metrics", "prompt-detail"].contains(name) {
      note(.other, "name", "'\(name)' is taken by Langfuse itself")
    }
    return name
  }

  /// `text` or `chat`.
  mutating func type() -> String {
    switch object["type"] ?? .null {
    case .null, "text": return "text"
    case "chat": return "chat"
    default:
      note(.value, "type", "expected 'text' or 'chat'")
      return "text"
    }
  }

  /// A text, or a list of messages.
  mutating func prompt(isChat: Bool) -> JSONValue {
    let value = object["prompt"] ?? .null
    if isChat ? value.array == nil : value.string == nil {
      let kind = object["prompt"] == nil ? "nothing" : "a value of kind \(value.kind)"
      note(
        .type, "prompt",
        "expected \(isChat ? "an array of messages" : "a string"), received \(kind)")
    }
    return value
  }

  /// Labels, each once.
  mutating func labels(_ key: String) -> [String] {
    var labels: [String] = []
    for label in texts(key) ?? [] where !labels.contains(label) {
      let isWritten = label.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || "_-.".utf8.contains($0)
      }
      if !isWritten || label.isEmpty {
        note(.other, key, "a label has lower-case letters, digits, '_', '-' and '.'")
      } else if label.utf8.count > 36 {
        note(.long, key, "a label has at most 36 characters")
      }
      labels.append(label)
    }
    return labels
  }

  /// What the author says.
  mutating func message() -> String {
    guard object["commitMessage"].map({ !$0.isNull }) ?? false else { return "" }
    let message = text("commitMessage") ?? ""
    if message.unicodeScalars.count > 500 {
      note(.long, "commitMessage", "it has more than 500 characters")
    }
    return message
  }

  /// A list of texts; `nil` where there is none.
  mutating func texts(_ key: String) -> [String]? {
    guard let value = object[key], !value.isNull else { return nil }
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count else {
      note(.type, key, "expected an array of strings")
      return nil
    }
    return texts
  }

  private mutating func text(_ key: String) -> String? {
    guard let text = object[key]?.string else {
      let kind = object[key].map { "a value of kind \($0.kind)" } ?? "nothing"
      note(.type, key, "expected a string, received \(kind)")
      return nil
    }
    return text
  }

  /// Notes that a member is wrong.
  mutating func note(_ code: LangfuseIssue.Code, _ name: String, _ message: String) {
    issues.append(LangfuseIssue(code: code, path: [name], message: message))
  }

  /// - Throws: ``LangfuseError`` with all that is wrong.
  func finish() throws(LangfuseError) {
    guard issues.isEmpty else { throw .issues(issues) }
  }
}
