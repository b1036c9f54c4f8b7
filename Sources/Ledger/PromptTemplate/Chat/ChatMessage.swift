internal import CanonicalJSON

/// An element of a chat: a message, or the place of a list of messages that the caller gives.
public enum ChatElement: Hashable, Sendable {
  /// A message.
  case message(ChatMessage)

  /// A list of messages under this name that has not been given; written `{{messages "name"}}`.
  case list(String)
}

/// A message of a chat.
///
/// Names and texts are compared by their bytes.
public struct ChatMessage: Sendable {
  /// Who speaks, as it is written: `system`, `user`, `assistant`, `developer`, `tool` or another.
  public var role: String

  /// Further members of the message that are text, in their order: `name`, `tool_call_id`.
  public var attributes: [MessageAttribute]

  /// The content in its order. No two texts are neighbours, none is empty; no part at all is the
  /// empty text.
  public var parts: [MessagePart]

  /// A message of these parts.
  public init(role: String, attributes: [MessageAttribute] = [], parts: [MessagePart] = []) {
    self.role = role
    self.attributes = attributes
    self.parts = parts
  }
}

extension ChatMessage {
  /// Whether it is the model's own: `assistant` and `model` are one role to those who read.
  public var isOfModel: Bool { role == "assistant" || role == "model" }
}

/// A member of a message beside its role and its content.
public struct MessageAttribute: Sendable {
  /// The member's name, `[A-Za-z_][A-Za-z0-9_-]*`.
  public let name: String

  /// The member's text.
  public let value: String

  /// A member of this name.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A part of a message's content.
public enum MessagePart: Hashable, Sendable {
  /// Text.
  case text(MessageText)

  /// A picture, a sound or a document, by its address.
  case media(MessageMedia)

  /// The place of a text that the application fills in, by its name; written `{{section "name"}}`
  /// in Handlebars.
  case section(String)
}

/// A picture, a sound or a document of a message.
public struct MessageMedia: Hashable, Sendable {
  /// The address, also a `data:` URL.
  public var url: MarkerValue

  /// The media type, such as `image/png`.
  public var contentType: MarkerValue?

  /// A medium at this address.
  public init(url: MarkerValue, contentType: MarkerValue? = nil) {
    self.url = url
    self.contentType = contentType
  }
}

/// What a marker names: a text, or the variable that gives it.
public enum MarkerValue: Sendable {
  /// A text.
  case literal(String)

  /// A variable without a value.
  case variable(String)
}

/// A text with the places of what is not filled in yet.
public struct MessageText: Hashable, Sendable {
  /// The pieces in their order. No two literals are neighbours, none is empty.
  public private(set) var pieces: [TextPiece] = []

  /// The text of these pieces; neighbouring literals become one.
  public init(_ pieces: some Sequence<TextPiece> = []) {
    for piece in pieces { append(piece) }
  }

  /// A text in which everything is literal.
  public init(literal text: String) {
    append(.literal(text))
  }

  /// Adds a piece at the end.
  public mutating func append(_ piece: TextPiece) {
    guard case .literal(let text) = piece else { return pieces.append(piece) }
    if text.utf8.isEmpty { return }
    guard case .literal? = pieces.last, case .literal(var before)? = pieces.popLast() else {
      return pieces.append(piece)
    }
    // Taken out, it has one owner and grows in place.
    before += text
    pieces.append(.literal(before))
  }

  /// The text with what is not filled in as it is written.
  public var written: String {
    if pieces.count == 1, case .literal(let text) = pieces[0] { return text }
    return pieces.map(\.written).joined()
  }

  /// Whether nothing is left to be filled in.
  public var isComplete: Bool {
    pieces.allSatisfy { if case .literal = $0 { true } else { false } }
  }
}

/// A piece of a text.
public enum TextPiece: Sendable {
  /// Text that stands for itself, whatever braces it holds.
  case literal(String)

  /// A placeholder of this variable, and how it is written: `{{name}}`.
  case variable(String, source: String)

  /// The place of another prompt's text, by its name; written `{{> name}}`.
  case partial(String)

  /// The piece as it is written in a chat text, with literals as they are.
  public var written: String {
    switch self {
    case .literal(let text): text
    case .variable(_, let source): source
    case .partial(let name): "{{> \(name)}}"
    }
  }
}

extension ChatMessage: Hashable {
  /// Compares two messages.
  public static func == (left: ChatMessage, right: ChatMessage) -> Bool {
    left.role.hasSameBytes(as: right.role) && left.attributes == right.attributes
      && left.parts == right.parts
  }

  /// Hashes the role and the parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UTF8Key(role))
    hasher.combine(parts)
  }
}

extension MessageAttribute: Hashable {
  /// Compares two members.
  public static func == (left: MessageAttribute, right: MessageAttribute) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.value.hasSameBytes(as: right.value)
  }

  /// Hashes the name and the text.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UTF8Key(name))
    hasher.combine(UTF8Key(value))
  }
}

extension MarkerValue: Hashable {
  /// Compares two values.
  public static func == (left: MarkerValue, right: MarkerValue) -> Bool {
    switch (left, right) {
    case (.literal(let left), .literal(let right)), (.variable(let left), .variable(let right)):
      left.hasSameBytes(as: right)
    default: false
    }
  }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .literal(let text), .variable(let text): hasher.combine(UTF8Key(text))
    }
  }
}

extension TextPiece: Hashable {
  /// Compares two pieces.
  public static func == (left: TextPiece, right: TextPiece) -> Bool {
    switch (left, right) {
    case (.literal(let left), .literal(let right)), (.partial(let left), .partial(let right)):
      left.hasSameBytes(as: right)
    case (.variable(let left, let source), .variable(let right, let other)):
      left.hasSameBytes(as: right) && source.hasSameBytes(as: other)
    default: false
    }
  }

  /// Hashes the piece as it is written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UTF8Key(written))
  }
}
