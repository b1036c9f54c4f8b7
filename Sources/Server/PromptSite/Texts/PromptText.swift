package import Markup
package import PromptTemplate

/// A prompt's text as people read it: cut into messages, with its variables to be seen.
///
/// It is what a model gets, as far as that can be said without values. Nothing in it is taken for
/// markup.
package struct ShownText: Sendable {
  /// The messages and lists in their order; of a text without messages, one.
  package let elements: [Element]

  /// A part of the text.
  package enum Element: Sendable {
    /// A text that is no message.
    case text([TextPiece])
    /// A message.
    case message(ChatMessage)
    /// The place of messages that the caller gives, by its name.
    case list(String)
  }

  /// Takes a template apart as its dialect says.
  ///
  /// A template of Handlebars is cut where its messages begin, and its conditions and loops stay as
  /// they are written; so does all of a template of Jinja but its plain variables.
  package init(_ template: String, dialect: Dialect) {
    switch dialect {
    case .plain, .strict: elements = [.text(ShownText.written(template, dialect))]
    case .chat:
      let chat = ChatText(parsing: template)
      elements =
        chat.hasMessages || !chat.isText
        ? chat.elements.map { element in
          switch element {
          case .message(let message): .message(message)
          case .list(let name): .list(name)
          }
        }
        : [.text(chat.pieces { _ in nil }.pieces)]
    case .handlebars: elements = ShownText.sections(of: template)
    case .jinja: elements = [.text(ShownText.pieces(of: template))]
    }
  }

  /// A text alone, with what looks like a plain variable apart.
  package init(linesOf template: String) {
    elements = [.text(ShownText.pieces(of: template))]
  }

  /// What a rendering gave: messages, or where it is a text the text alone.
  package init(rendered elements: [ChatElement], isText: Bool) {
    self.elements = elements.map { element in
      switch element {
      case .list(let name): return .list(name)
      case .message(let message):
        guard isText, message.parts.count <= 1 else { return .message(message) }
        switch message.parts.first {
        case .text(let text)?: return .text(text.pieces)
        case nil: return .text([])
        case .media, .section: return .message(message)
        }
      }
    }
  }

  /// The pieces of a text with its variables as they are written.
  private static func written(_ template: String, _ dialect: Dialect) -> [TextPiece] {
    let parsed = Template(template, dialect: dialect)
    let bytes = Array(template.utf8)
    var ranges = parsed.placeholderRanges.map(\.range)[...]
    return parsed.pieces.pieces.map { piece in
      guard case .variable(let name, _) = piece, let range = ranges.popFirst() else { return piece }
      return .variable(name, source: String(decoding: bytes[range], as: UTF8.self))
    }
  }

  /// The messages of a template of Handlebars, as they are written.
  private static func sections(of template: String) -> [Element] {
    let bytes = Array(template.utf8)
    var elements: [Element] = []
    var role: String?
    var start = 0
    func end(at place: Int) {
      // The marker's own line has nothing else on it, as a rule.
      let lines = bytes[start..<place]
      let text = role == nil ? lines : lines.trimmingLineEnds
      let pieces = pieces(of: String(decoding: text, as: UTF8.self))
      if let role {
        let content = MessageText(pieces)
        elements.append(
          .message(
            ChatMessage(role: role, parts: content.pieces.isEmpty ? [] : [.text(content)])))
      } else if lines.contains(where: { $0 > 0x20 }) {
        elements.append(.text(pieces))
      }
    }
    for (kind, range) in Template(template, dialect: .chat).messageMarkers {
      guard case .role(let next) = kind else { continue }
      end(at: range.lowerBound)
      role = next
      start = range.upperBound
    }
    end(at: bytes.count)
    return elements
  }

  /// The text with what looks like a plain variable apart.
  private static func pieces(of text: String) -> [TextPiece] {
    // Words of Handlebars that stand alone between braces.
    let words = ["else", "this", "history"]
    let bytes = Array(text.utf8)
    var pieces = MessageText()
    var done = 0
    for (name, range) in Template(text, dialect: .plain).placeholderRanges
    where !words.contains(name) {
      pieces.append(.literal(String(decoding: bytes[done..<range.lowerBound], as: UTF8.self)))
      pieces.append(.variable(name, source: String(decoding: bytes[range], as: UTF8.self)))
      done = range.upperBound
    }
    pieces.append(.literal(String(decoding: bytes[done...], as: UTF8.self)))
    return pieces.pieces
  }
}

extension ArraySlice<UInt8> {
  /// The bytes without the line ends and blanks at both ends.
  fileprivate var trimmingLineEnds: ArraySlice<UInt8> {
    let rest = drop { $0 == 0x0A || $0 == 0x0D }
    guard let last = rest.lastIndex(where: { $0 != 0x0A && $0 != 0x0D }) else { return [] }
    return rest[...last]
  }
}

extension ShownText {
  /// The beginning of the text, at most so many bytes; `nil` where that is all of it.
  package func beginning(_ limit: Int) -> ShownText? {
    guard byteCount > limit else { return nil }
    var left = limit
    var elements: [Element] = []
    for element in self.elements {
      guard left > 0 else { break }
      switch element {
      case .text(let pieces): elements.append(.text(ShownText.take(pieces, &left)))
      case .message(var message):
        left -= message.role.utf8.count
        message.parts = message.parts.compactMap { part in
          guard left > 0 else { return nil }
          guard case .text(let text) = part else {
            left -= 64
            return part
          }
          return .text(MessageText(ShownText.take(text.pieces, &left)))
        }
        elements.append(.message(message))
      case .list(let name):
        left -= name.utf8.count
        elements.append(element)
      }
    }
    return ShownText(elements)
  }

  /// About how many bytes it has.
  private var byteCount: Int {
    func size(_ pieces: [TextPiece]) -> Int { pieces.reduce(0) { $0 + $1.written.utf8.count } }
    return elements.reduce(0) { sum, element in
      switch element {
      case .text(let pieces): return sum + size(pieces)
      case .list(let name): return sum + name.utf8.count
      case .message(let message):
        return message.parts.reduce(sum + message.role.utf8.count) { sum, part in
          if case .text(let text) = part { sum + size(text.pieces) } else { sum + 64 }
        }
      }
    }
  }

  private init(_ elements: [Element]) {
    self.elements = elements
  }

  private static func take(_ pieces: [TextPiece], _ left: inout Int) -> [TextPiece] {
    var taken: [TextPiece] = []
    for piece in pieces {
      guard left > 0 else { break }
      let size = piece.written.utf8.count
      if case .literal(let text) = piece, size > left {
        taken.append(.literal(text.beginning(left)))
        left = 0
      } else {
        taken.append(piece)
        left -= size
      }
    }
    return taken
  }

  /// The first line that says something, of a long one the beginning; `nil` where there is none.
  package var firstLine: String? {
    for element in elements {
      let pieces: [TextPiece] =
        switch element {
        case .text(let pieces): pieces
        case .message(let message):
          message.parts.flatMap { part -> [TextPiece] in
            if case .text(let text) = part { text.pieces } else { [] }
          }
        case .list: []
        }
      let written = pieces.map { piece in
        switch piece {
        case .literal(let text): text
        case .variable(_, let source): source
        case .partial(let name): "{{> \(name)}}"
        }
      }.joined()
      let line = written.split(whereSeparator: \.isNewline).first { line in
        line.contains { !$0.isWhitespace }
      }
      if let line { return String(line.prefix(160)) }
    }
    return nil
  }
}

extension String {
  /// The beginning of the text, at most so many bytes, in which no character is cut apart.
  func beginning(_ limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: max(0, limit))
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}

/// A prompt's text: a box for each message.
///
/// - Parameter values: What variables have as their values, by their names.
package func promptText(
  _ text: ShownText, values: (String) -> String? = { _ in nil }
) -> HTML {
  HTML {
    for element in text.elements {
      section(.class("msg")) {
        switch element {
        case .text(let pieces): textBlock { promptPieces(pieces, values: values) }
        case .message(let message):
          h3 { messageTitle(message) }
          textBlock {
            for part in message.parts { messagePart(part, values) }
          }
        case .list(let name):
          h3 { "Messages of the caller" }
          textBlock { variable(name, "{{messages \"\(name)\"}}", nil) }
        }
      }
    }
  }
}

/// Pieces of a prompt's text within a block.
package func promptPieces(
  _ pieces: [TextPiece], values: (String) -> String? = { _ in nil }
) -> HTML {
  HTML {
    for piece in pieces {
      switch piece {
      case .literal(let text): block(text)
      case .variable(let name, let source): variable(name, source, values(name))
      case .partial(let name):
        a(.class("var"), .href(.prompt(name))) { "{{> \(name)}}" }
      }
    }
  }
}

/// A block for text of a prompt: each line runs its own way, and the language is not ours.
package func textBlock(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  div(attributes: [.class("text"), .lang("")] + attributes, content: content)
}

/// Who speaks, in words where the role is one that is known.
private func messageTitle(_ message: ChatMessage) -> HTML {
  HTML {
    switch message.role {
    case "system": "System"
    case "user": "User"
    case "assistant": "Assistant"
    case "model": "Model"
    case "developer": "Developer"
    case "tool": "Tool"
    default: words(message.role)
    }
    for attribute in message.attributes {
      span(.class("tag")) {
        "\(attribute.name) "
        words(attribute.value)
      }
    }
  }
}

private func messagePart(_ part: MessagePart, _ values: (String) -> String?) -> HTML {
  switch part {
  case .text(let text): promptPieces(text.pieces, values: values)
  case .media(let media):
    span(.class("media")) {
      span(.class("tag")) {
        "medium"
        if let type = media.contentType {
          " "
          markerValue(type, values)
        }
      }
      " "
      markerValue(media.url, values)
    }
  case .section(let name): variable(name, "{{section \"\(name)\"}}", nil)
  }
}

private func markerValue(_ value: MarkerValue, _ values: (String) -> String?) -> HTML {
  switch value {
  case .literal(let text): words(text)
  case .variable(let name): variable(name, "{{\(name)}}", values(name))
  }
}

/// A variable: as it is written, or its value.
private func variable(_ name: String, _ source: String, _ value: String?) -> HTML {
  if let value {
    span(.class("val"), .data(.variable, name), .data(.raw, source)) { block(value) }
  } else {
    span(.class("var"), .data(.variable, name)) { block(source) }
  }
}
