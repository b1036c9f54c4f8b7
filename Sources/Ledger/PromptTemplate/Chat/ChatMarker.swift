internal import CanonicalJSON

/// A marker of a chat text: `{{role "user"}}`, `{{messages "history"}}`, `{{media url="…"}}` or
/// `{{> name}}`.
struct ChatMarker: Hashable, Sendable {
  /// What it says.
  enum Kind: Hashable, Sendable {
    case role(String, [MessageAttribute])
    case list(String)
    case media(MessageMedia)
    case partial(String)
  }

  let kind: Kind

  /// Whether a tilde takes away the blank text before it.
  let trimsBefore: Bool

  /// Whether a tilde takes away the blank text behind it.
  let trimsAfter: Bool

  /// What a tilde takes away: spaces, tabs and the ends of lines.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }

  /// Reads the marker behind opening braces.
  ///
  /// No brace is passed on the way, so that no byte is looked at from two markers.
  ///
  /// - Parameter open: Where the text behind `{{` begins.
  /// - Returns: The marker and where the text behind its `}}` begins; `nil` if there is none.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, openedAt open: Int
  ) -> (marker: ChatMarker, end: Int)? {
    var reader = MarkerReader(bytes: bytes, offset: open)
    let trimsBefore = reader.take("~")
    reader.skipBlanks()
    guard let kind = reader.kind() else { return nil }
    reader.skipBlanks()
    let trimsAfter = reader.take("~")
    guard reader.take("}"), reader.take("}") else { return nil }
    return (ChatMarker(kind: kind, trimsBefore: trimsBefore, trimsAfter: trimsAfter), reader.offset)
  }
}

/// Reads one marker.
private struct MarkerReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset: Int

  /// What stands between the braces, without tildes and the blanks beside them.
  mutating func kind() -> ChatMarker.Kind? {
    if take(">") {
      skipBlanks()
      return partialName().map { .partial($0) }
    }
    if takeWord("role") { return role() }
    if takeWord("messages") { return string().map { .list($0) } }
    if takeWord("media") { return media() }
    return nil
  }

  private mutating func role() -> ChatMarker.Kind? {
    guard let role = string(), MarkerRules.isRole(role) else { return nil }
    var attributes: [MessageAttribute] = []
    while let key = key() {
      guard MarkerRules.isAttribute(key), let value = string() else { return nil }
      attributes.append(MessageAttribute(name: key, value: value))
    }
    if attributes.count > 1 {
      // As in Handlebars, the last of a name counts.
      var names: Set<String> = []
      attributes = attributes.reversed().filter { names.insert($0.name).inserted }.reversed()
    }
    return .role(role, attributes)
  }

  private mutating func media() -> ChatMarker.Kind? {
    // The blanks before the first key are taken already.
    offset -= 1
    var url: MarkerValue?
    var contentType: MarkerValue?
    while let key = key() {
      guard let value = value() else { return nil }
      switch key {
      case "url": url = value
      case "contentType": contentType = value
      default: return nil
      }
    }
    return url.map { .media(MessageMedia(url: $0, contentType: contentType)) }
  }

  /// A word with blanks behind it.
  private mutating func takeWord(_ word: StaticString) -> Bool {
    let end = offset + word.utf8CodeUnitCount
    guard end < bytes.count, isBlank(bytes[end]) else { return false }
    for place in 0..<word.utf8CodeUnitCount
    where bytes[offset + place] != word.utf8Start[place] { return false }
    offset = end
    skipBlanks()
    return true
  }

  /// Blanks, a name and `=`; leaves everything where it is if there is none.
  private mutating func key() -> String? {
    var place = offset
    while place < bytes.count, isBlank(bytes[place]) { place += 1 }
    let start = place
    guard place > offset, place < bytes.count, Self.isNameStart(bytes[place]) else { return nil }
    while place < bytes.count, Self.isKeyPart(bytes[place]) { place += 1 }
    guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { return nil }
    offset = place + 1
    return text(start..<place)
  }

  private mutating func value() -> MarkerValue? {
    if let string = string() { return .literal(string) }
    let start = offset
    guard offset < bytes.count, Self.isNameStart(bytes[offset]) else { return nil }
    while offset < bytes.count, Self.isKeyPart(bytes[offset]) || bytes[offset] == 0x2e {
      offset += 1
    }
    return .variable(text(start..<offset))
  }

  /// A text in quotes.
  private mutating func string() -> String? {
    guard offset < bytes.count, bytes[offset] == 0x22 || bytes[offset] == 0x27 else { return nil }
    let quote = bytes[offset]
    var end = offset + 1
    while end < bytes.count, bytes[end] != quote, !MarkerRules.isForbidden(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == quote else { return nil }
    let result = text((offset + 1)..<end)
    guard MarkerRules.canHold(result) else { return nil }
    offset = end + 1
    return result
  }

  /// The name of a prompt.
  private mutating func partialName() -> String? {
    let start = offset
    while offset < bytes.count, MarkerRules.isPartOfPromptName(bytes[offset]) { offset += 1 }
    let name = UnsafeBufferPointer(rebasing: bytes[start..<offset])
    return MarkerRules.isPromptName(name) ? text(start..<offset) : nil
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func skipBlanks() {
    while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func isNameStart(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
  }

  static func isKeyPart(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
  }
}
