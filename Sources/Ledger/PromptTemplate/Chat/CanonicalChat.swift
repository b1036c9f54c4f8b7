internal import CanonicalJSON

extension ChatText {
  /// The only canonical text of these messages: two programs that write the same messages write the
  /// same bytes, and reading them gives the messages again.
  ///
  /// - Throws: ``ChatTextError`` for what has no place in a chat text, with its path.
  public init(_ elements: [ChatElement]) throws(ChatTextError) {
    self.init(parsing: try ChatText.canonical(elements))
  }

  /// The canonical text of these messages.
  ///
  /// - Throws: ``ChatTextError`` for what has no place in a chat text, with its path.
  public static func canonical(_ elements: [ChatElement]) throws(ChatTextError) -> String {
    guard !elements.isEmpty else { throw ChatTextError("messages", "it has no message") }
    var writer = ChatWriter()
    for (index, element) in elements.enumerated() {
      try writer.write(element, at: "messages[\(index)]")
    }
    writer.finish()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension ChatText {
  /// The canonical chat text of a text that is no message: what is neither a placeholder nor a partial
  /// is hidden from those who look for marks.
  package static func canonical(_ text: MessageText) -> String {
    String(decoding: EscapedText(text).bytes, as: UTF8.self)
  }
}

/// Why messages cannot be written as a chat text.
public struct ChatTextError: Error, Hashable, Sendable {
  /// Where it is: `messages[2].content[0]`.
  public let path: String

  /// What is wrong with it.
  public let reason: String

  /// An error at this place.
  public init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension ChatTextError: CustomStringConvertible {
  /// The place and the reason.
  public var description: String { "\(path): \(reason)" }
}

/// Writes canonical chat text.
///
/// A marker stands between empty lines, with tildes that take them away again. A text that begins or
/// ends with white space touches the marker there, which has no tilde on that side.
private struct ChatWriter {
  private(set) var bytes: [UInt8] = []
  /// What stands before the place where writing goes on.
  private var before = Before.nothing

  private enum Before {
    /// The beginning of the text.
    case nothing
    /// A marker whose braces are not closed yet.
    case openMarker
    /// Text that ends with white space.
    case blank
    /// Other text, or the marker of a list.
    case text
  }

  mutating func write(_ element: ChatElement, at path: String) throws(ChatTextError) {
    switch element {
    case .list(let name):
      let name = try quoted(name, at: path, "the name of the list")
      begin("messages \(name)", separator: "\n\n")
      close(before: false)
      before = .text
    case .message(let message):
      try begin(message, at: path)
      try write(message.parts, at: path)
    }
  }

  private mutating func begin(_ message: ChatMessage, at path: String) throws(ChatTextError) {
    guard MarkerRules.isRole(message.role) else {
      throw ChatTextError(
        "\(path).role",
        "a role is 1 to \(MarkerRules.longestRole) characters without braces, backslashes, control "
          + "characters or both kinds of quotes")
    }
    var words = "role \(try quoted(message.role, at: "\(path).role", "a role"))"
    var names: Set<String> = []
    for attribute in message.attributes {
      let own = "\(path).\(attribute.name)"
      guard MarkerRules.isAttribute(attribute.name) else {
        throw ChatTextError(
          own, "a member's name has ASCII letters, digits, '_' and '-', and begins with a letter")
      }
      guard names.insert(attribute.name).inserted else {
        throw ChatTextError(own, "the member is there twice")
      }
      words += " \(attribute.name)=\(try quoted(attribute.value, at: own, "this member"))"
    }
    begin(words, separator: "\n\n")
  }

  private mutating func write(_ parts: [MessagePart], at path: String) throws(ChatTextError) {
    var isBehindText = false
    for (index, part) in parts.enumerated() {
      let own = parts.count == 1 ? "\(path).content" : "\(path).content[\(index)]"
      switch part {
      case .text(let text):
        guard !isBehindText else {
          throw ChatTextError(own, "two texts are neighbours here; make them one")
        }
        guard !text.pieces.isEmpty else {
          throw ChatTextError(own, "an empty text has no place beside other parts; leave it out")
        }
        try write(text, at: own)
      case .media(let media):
        var words = "media url=\(try value(media.url, at: "\(own).url"))"
        if let type = media.contentType {
          words += " contentType=\(try value(type, at: "\(own).contentType"))"
        }
        begin(words, separator: "\n")
      case .section:
        throw ChatTextError(own, "sections are of the dialect handlebars")
      }
      if case .text = part { isBehindText = true } else { isBehindText = false }
    }
  }

  /// Writes a marker, whose closing braces come with what follows it.
  private mutating func begin(_ words: String, separator: String) {
    switch before {
    case .nothing, .blank: bytes += "{{".utf8
    case .openMarker:
      close(before: true)
      bytes += "\(separator){{~".utf8
    case .text: bytes += "\(separator){{~".utf8
    }
    bytes += words.utf8
    before = .openMarker
  }

  private mutating func close(before hasTilde: Bool) {
    bytes += (hasTilde ? "~}}" : "}}").utf8
  }

  private mutating func write(_ text: MessageText, at path: String) throws(ChatTextError) {
    let source = text.written
    guard !source.utf8.contains(0) else {
      throw ChatTextError(path, "it holds a NUL character; text has none")
    }
    if before == .openMarker {
      let touches = source.unicodeScalars.first?.isBlank ?? false
      close(before: !touches)
      if !touches { bytes.append(0x0a) }
    }
    bytes += EscapedText(text).bytes
    before = source.unicodeScalars.last?.isBlank ?? false ? .blank : .text
  }

  private func value(_ value: MarkerValue, at path: String) throws(ChatTextError) -> String {
    switch value {
    case .variable(let name): name
    case .literal(let text): try quoted(text, at: path, "it")
    }
  }

  private func quoted(
    _ text: String, at path: String, _ what: String
  ) throws(ChatTextError) -> String {
    guard MarkerRules.canHold(text) else {
      throw ChatTextError(
        path, "\(what) holds both kinds of quotes, a brace, a backslash or a control character")
    }
    return text.utf8.contains(UInt8(ascii: "\"")) ? "'\(text)'" : "\"\(text)\""
  }

  /// Closes the last marker.
  mutating func finish() {
    if before == .openMarker { close(before: false) }
    before = .text
  }
}

/// Text as it is written between markers: what would be a mark and is none has a backslash before it.
private struct EscapedText {
  private(set) var bytes: [UInt8] = []

  init(_ text: MessageText) {
    var raw: [UInt8] = []
    /// Where the marks begin that are meant.
    var meant: Set<Int> = []
    for piece in text.pieces {
      if case .literal = piece {} else { meant.insert(raw.count) }
      raw += piece.written.utf8
    }
    guard raw.contains(UInt8(ascii: "{")) else {
      bytes = raw
      return
    }
    let marks = Template(unescapedChat: raw).segments.compactMap { segment -> Int? in
      switch segment {
      case .text: nil
      case .placeholder(let range, _), .marker(let range, _): range.lowerBound
      }
    }
    write(raw, hiding: Set(marks).subtracting(meant))
  }

  /// Writes the text with the marks that begin at these places hidden.
  ///
  /// Backslashes right before two braces are doubled, since half of them are taken away.
  private mutating func write(_ raw: [UInt8], hiding hidden: Set<Int>) {
    var offset = 0
    while offset < raw.count {
      let backslashes = raw[offset...].prefix { $0 == UInt8(ascii: "\\") }.count
      let open = raw[(offset + backslashes)...].prefix { $0 == UInt8(ascii: "{") }.count
      guard backslashes + open > 0 else {
        bytes.append(raw[offset])
        offset += 1
        continue
      }
      let end = offset + backslashes + open
      let hides = open >= 2 && hidden.contains(end - 2)
      // Braces that a backslash is put between are no longer two.
      let halves = hides ? open != 3 : open >= 2
      bytes += repeatElement(UInt8(ascii: "\\"), count: halves ? 2 * backslashes : backslashes)
      if hides {
        bytes += repeatElement(UInt8(ascii: "{"), count: open - 2)
        bytes.append(UInt8(ascii: "\\"))
        bytes += repeatElement(UInt8(ascii: "{"), count: 2)
      } else {
        bytes += repeatElement(UInt8(ascii: "{"), count: open)
      }
      offset = end
    }
  }
}
