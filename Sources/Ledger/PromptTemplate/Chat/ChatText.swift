package import CanonicalJSON

/// A text of the dialect `chat`: placeholders, and markers that say where messages begin.
///
/// Every text is one. `{{role "user"}}` begins a message, `{{messages "history"}}` is the place of a
/// list that the caller gives, `{{media url="…"}}` a part of the message that it stands in, and
/// `{{> name}}` the text of another prompt. A tilde beside the braces of a marker takes away the blank
/// text next to it. Everything else between braces is text, as in ``Template``; backslashes before
/// `{{` are those of the strict dialect.
public struct ChatText: Sendable {
  /// The text with its placeholders and markers.
  package let template: Template

  /// Takes a text apart, in time linear in its size.
  public init(parsing text: String) {
    template = Template(text, dialect: .chat)
  }

  /// The text, exactly as it was read.
  public var text: String { String(decoding: template.utf8, as: UTF8.self) }

  /// Whether it gives messages; a text without `role` and `messages` gives a text.
  public var hasMessages: Bool {
    template.markers.contains { marker in
      switch marker.kind {
      case .role, .list: true
      case .media, .partial: false
      }
    }
  }

  /// Whether it is text alone, without messages and media, which another text can include.
  package var isText: Bool {
    template.markers.allSatisfy { if case .partial = $0.kind { true } else { false } }
  }

  /// The names of the partials in the order in which they stand there.
  package var partialNames: [String] {
    template.markers.compactMap { if case .partial(let name) = $0.kind { name } else { nil } }
  }

  /// The names of lists of messages in the order in which they stand there.
  package var listNames: [String] {
    template.markers.compactMap { if case .list(let name) = $0.kind { name } else { nil } }
  }

  /// The messages and lists in their order, with placeholders where nothing is filled in.
  public var elements: [ChatElement] { elements { _ in nil } }

  /// The same, with the texts of partials in their places.
  ///
  /// - Parameter text: The text of a partial by its name; `nil` leaves its place.
  package func elements(including text: (String) -> MessageText?) -> [ChatElement] {
    var builder = ChatBuilder()
    build(&builder, including: text)
    return builder.finish()
  }

  /// The text as pieces, with the texts of partials in their places; markers of messages and media are
  /// passed over.
  package func pieces(including text: (String) -> MessageText?) -> MessageText {
    var builder = ChatBuilder(isOneText: true)
    build(&builder, including: text)
    return builder.text
  }

  private func build(_ builder: inout ChatBuilder, including partial: (String) -> MessageText?) {
    template.utf8.withUnsafeBufferPointer { bytes in
      func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
      }
      for segment in template.segments {
        switch segment {
        case .text(let range): builder.append(.literal(text(range)))
        case .placeholder(let range, let name):
          builder.append(.variable(template.names[name], source: text(range)))
        case .marker(_, let place):
          switch template.markers[place].kind {
          case .role(let role, let attributes): builder.begin(role, attributes)
          case .list(let name): builder.append(list: name)
          case .media(let media): builder.append(media)
          case .partial(let name):
            if let text = partial(name) {
              for piece in text.pieces { builder.append(piece) }
            } else {
              builder.append(.partial(name))
            }
          }
        }
      }
    }
  }
}

/// Makes messages of what stands in a text, piece by piece.
package struct ChatBuilder {
  /// The text of the part that is being made.
  package private(set) var text = MessageText()
  private var elements: [ChatElement] = []
  /// The message that is being made; `nil` where none has begun.
  private var message: ChatMessage?
  private var parts: [MessagePart] = []
  private let isOneText: Bool

  /// A builder of messages, or of one text in which markers are passed over.
  package init(isOneText: Bool = false) {
    self.isOneText = isOneText
  }

  /// Adds text to the message.
  package mutating func append(_ piece: TextPiece) {
    text.append(piece)
  }

  /// Adds a part to the message.
  package mutating func append(_ media: MessageMedia) {
    if isOneText { return }
    endText()
    parts.append(.media(media))
  }

  /// Begins a message.
  package mutating func begin(_ role: String, _ attributes: [MessageAttribute] = []) {
    if isOneText { return }
    endMessage()
    message = ChatMessage(role: role, attributes: attributes)
  }

  /// Adds the place of a list. What follows is a message of the user, unless another begins.
  package mutating func append(list name: String) {
    if isOneText { return }
    endMessage()
    elements.append(.list(name))
  }

  /// Ends the last message.
  package mutating func finish() -> [ChatElement] {
    endMessage()
    return elements
  }

  private mutating func endText() {
    if !text.pieces.isEmpty { parts.append(.text(text)) }
    text = MessageText()
  }

  private mutating func endMessage() {
    endText()
    defer {
      message = nil
      parts = []
    }
    if var message {
      message.parts = parts
      elements.append(.message(message))
    } else if !parts.allSatisfy(\.isBlank) {
      elements.append(.message(ChatMessage(role: "user", parts: parts)))
    }
  }
}

extension MessagePart {
  /// Whether it is text of nothing but white space.
  fileprivate var isBlank: Bool {
    guard case .text(let text) = self else { return false }
    return text.isComplete && text.written.unicodeScalars.allSatisfy(\.isBlank)
  }
}

extension Unicode.Scalar {
  /// Whether some reader of chats takes it away at the ends of a text: white space of any alphabet,
  /// and U+FEFF.
  var isBlank: Bool { properties.isWhitespace || value == 0xfeff }
}

extension ChatText {
  /// Fills in the values and lists that are given; what has no value stays as it is.
  ///
  /// A value is text of the message that its placeholder stands in, whatever it holds.
  public func render(_ input: RenderInput) -> [ChatElement] {
    elements.flatMap { $0.filled(with: input) }
  }

  /// What the text asks for and gives.
  public var analysis: TemplateAnalysis {
    var analysis = TemplateAnalysis(kind: hasMessages ? .messages : .text)
    var variables = PlacesByName<AnalyzedVariable.Kind>()
    var partials = PlacesByName<Bool>()
    // A name that is a list in one place and text in another needs text.
    var texts: Set<UTF8Key> = []
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    for segment in template.segments {
      let start: Int
      switch segment {
      case .text: continue
      case .placeholder(let range, _), .marker(let range, _): start = range.lowerBound
      }
      for byte in template.utf8[offset..<start] { position.advance(past: byte) }
      offset = start
      switch segment {
      case .text: break
      case .placeholder(_, let name):
        variables.add(template.names[name], .text, at: position)
        texts.insert(UTF8Key(template.names[name]))
      case .marker(_, let place):
        switch template.markers[place].kind {
        case .role(let role, _): analysis.roles.append(role)
        case .list(let name): variables.add(name, .messages, at: position)
        case .partial(let name): partials.add(name, true, at: position)
        case .media(let media):
          for case .variable(let name)? in [media.url, media.contentType] {
            variables.add(name, .media, at: position)
          }
        }
      }
    }
    analysis.variables = variables.all.map {
      let kind = $0.tag == .messages && texts.contains(UTF8Key($0.name)) ? .text : $0.tag
      return AnalyzedVariable(
        name: $0.name, kind: kind, isRead: kind != .messages, places: $0.places)
    }
    analysis.partials = partials.all.map { PartialReference(name: $0.name, places: $0.places) }
    return analysis
  }
}

/// Names in the order of their first occurrence, with all their places.
struct PlacesByName<Tag> {
  private(set) var all: [(name: String, tag: Tag, places: [TextPosition])] = []
  private var indices: [UTF8Key: Int] = [:]

  /// Notes a place; the tag is that of the first one.
  mutating func add(_ name: String, _ tag: Tag, at place: TextPosition) {
    if let index = indices[UTF8Key(name)] {
      all[index].places.append(place)
    } else {
      indices[UTF8Key(name)] = all.count
      all.append((name, tag, [place]))
    }
  }
}

extension ChatElement {
  /// The element with all that is given filled in; a list becomes its messages.
  package func filled(with input: RenderInput) -> [ChatElement] {
    switch self {
    case .list(let name): input.lists[name].map { $0.map { .message($0) } } ?? [self]
    case .message(let message): [.message(message.filled(with: input.values))]
    }
  }
}

extension ChatElement {
  /// About how many bytes the element takes with these values in it.
  package func byteCount(with values: JSONObject) -> Int {
    guard case .message(let message) = self else { return 0 }
    var count = message.role.utf8.count
    for case .text(let text) in message.parts {
      for piece in text.pieces {
        if case .variable(let name, _) = piece, let value = values[name]?.string {
          count += value.utf8.count
        } else {
          count += piece.written.utf8.count
        }
      }
    }
    return count
  }
}

extension ChatMessage {
  fileprivate func filled(with values: JSONObject) -> ChatMessage {
    var result = self
    result.parts = []
    for part in parts {
      switch part {
      case .text(let text):
        let filled = text.filled(with: values)
        if !filled.pieces.isEmpty { result.parts.append(.text(filled)) }
      case .media(let media): result.parts.append(.media(media.filled(with: values)))
      case .section: result.parts.append(part)
      }
    }
    return result
  }
}

extension MessageText {
  /// The text with the values in their places.
  package func filled(with values: JSONObject) -> MessageText {
    MessageText(
      pieces.map { piece in
        guard case .variable(let name, _) = piece, let value = values[name] else { return piece }
        return .literal(Template.text(of: value))
      })
  }
}

extension MessageMedia {
  fileprivate func filled(with values: JSONObject) -> MessageMedia {
    MessageMedia(url: url.filled(with: values), contentType: contentType?.filled(with: values))
  }
}

extension MarkerValue {
  fileprivate func filled(with values: JSONObject) -> MarkerValue {
    guard case .variable(let name) = self, let value = values[name] else { return self }
    return .literal(Template.text(of: value))
  }
}
