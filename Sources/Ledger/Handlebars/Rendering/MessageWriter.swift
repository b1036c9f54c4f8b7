internal import CanonicalJSON
internal import PromptTemplate

/// Puts messages together while a template is carried out.
///
/// A message begins only by a call, so that no value can begin one.
struct MessageWriter {
  private(set) var elements: [ChatElement] = []
  private var role = "user"
  private var attributes: [MessageAttribute] = []
  private var parts: [MessagePart] = []

  /// The text that no part holds yet.
  private var text: [UInt8] = []

  /// What stands before it in its part, where placeholders are written.
  private var pieces = MessageText()

  /// The indents of the partials that are being carried out, from the outermost on.
  private var indents: [Indent] = []

  /// Whether every indent has been written on this line.
  private var isIndented = true

  /// Whether a list stands for the history.
  private(set) var hasHistory = false

  private var room: Int
  private let limit: Int

  /// White space that goes before every line of a partial.
  private struct Indent {
    let bytes: [UInt8]
    var isDue = true
  }

  init(limit: Int) {
    self.limit = limit
    room = limit
  }

  /// Takes up room of the output.
  mutating func use(_ count: Int) throws(HandlebarsRenderError) {
    guard count <= room else { throw .limit(RenderLimitError(.output, most: limit)) }
    room -= count
  }

  mutating func write(_ string: String) throws(HandlebarsRenderError) {
    try use(string.utf8.count)
    if indents.isEmpty {
      text.append(contentsOf: string.utf8)
    } else {
      try writeLines(Array(string.utf8)[...])
    }
  }

  mutating func write(_ bytes: ArraySlice<UInt8>) throws(HandlebarsRenderError) {
    try use(bytes.count)
    if indents.isEmpty {
      text.append(contentsOf: bytes)
    } else {
      try writeLines(bytes)
    }
  }

  private mutating func writeLines(_ bytes: ArraySlice<UInt8>) throws(HandlebarsRenderError) {
    var rest = bytes
    while !rest.isEmpty {
      try writeIndents()
      let end = rest.firstIndex(of: 0x0a).map { $0 + 1 } ?? rest.endIndex
      text.append(contentsOf: rest[..<end])
      if rest[end - 1] == 0x0a {
        for index in indents.indices { indents[index].isDue = true }
        isIndented = false
      }
      rest = rest[end...]
    }
  }

  /// Writes the indents that are due, since something follows on the line.
  private mutating func writeIndents() throws(HandlebarsRenderError) {
    guard !isIndented else { return }
    for index in indents.indices where indents[index].isDue {
      try use(indents[index].bytes.count)
      text.append(contentsOf: indents[index].bytes)
      indents[index].isDue = false
    }
    isIndented = true
  }

  /// Writes the place of a value, by its name.
  mutating func write(variable name: String) throws(HandlebarsRenderError) {
    try writeIndents()
    try use(name.utf8.count + 4)
    pieces.append(.literal(String(decoding: text, as: UTF8.self)))
    text.removeAll(keepingCapacity: true)
    pieces.append(.variable(name, source: "{{\(name)}}"))
  }

  /// Begins to put white space before every line.
  mutating func indent(_ bytes: ArraySlice<UInt8>) {
    indents.append(Indent(bytes: Array(bytes)))
    isIndented = false
  }

  /// Ends what ``indent(_:)`` began.
  mutating func outdent() {
    indents.removeLast()
    isIndented = indents.allSatisfy { !$0.isDue }
  }

  /// Begins a message.
  mutating func begin(
    role: String, attributes: [MessageAttribute] = []
  ) throws(HandlebarsRenderError) {
    try writeIndents()
    endMessage()
    self.role = role
    self.attributes = attributes
  }

  /// Adds a part that is no text.
  mutating func add(_ part: MessagePart) throws(HandlebarsRenderError) {
    try writeIndents()
    endText()
    parts.append(part)
  }

  /// Puts a list of messages between this message and the next.
  mutating func add(
    _ list: [ChatElement], isHistory: Bool, nextRole: String
  ) throws(HandlebarsRenderError) {
    try begin(role: nextRole)
    elements += list
    if isHistory { hasHistory = true }
  }

  /// Ends the last message, and returns all of them.
  mutating func finish() -> [ChatElement] {
    endMessage()
    return elements
  }

  private mutating func endText() {
    defer { text.removeAll(keepingCapacity: true) }
    guard pieces.pieces.isEmpty else {
      pieces.append(.literal(String(decoding: text, as: UTF8.self)))
      parts.append(.text(pieces))
      pieces = MessageText()
      return
    }
    if WhiteSpace.fills(text) { return }
    parts.append(.text(MessageText(literal: String(decoding: text, as: UTF8.self))))
  }

  private mutating func endMessage() {
    endText()
    if parts.isEmpty { return }
    elements.append(
      .message(ChatMessage(role: role, attributes: attributes, parts: parts)))
    parts = []
  }
}
