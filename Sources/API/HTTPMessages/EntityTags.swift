/// The entity tags of an `If-Match` or `If-None-Match` field (RFC 9110, section 13.1).
public enum EntityTags: Sendable, Hashable {
  /// `*`: whatever there is.
  case any
  /// These tags, without quotes and without the mark of weak ones.
  case tags([String])

  /// Reads a field's value; `nil` when it is neither `*` nor a list of tags.
  ///
  /// Tags without quotes are accepted too.
  public init?(_ value: String) {
    var rest = EntityTags.trim(value.utf8[...])
    if rest.elementsEqual("*".utf8) {
      self = .any
      return
    }
    var tags: [String] = []
    while let byte = rest.first {
      if byte == EntityTags.comma {
        rest = EntityTags.trim(rest.dropFirst())
      } else {
        guard let tag = EntityTags.readTag(&rest) else { return nil }
        tags.append(tag)
      }
    }
    guard !tags.isEmpty else { return nil }
    self = .tags(tags)
  }

  /// Whether a tag is among them; `nil` stands for something that is not there.
  public func match(_ tag: String?) -> Bool {
    guard let tag else { return false }
    return switch self {
    case .any: true
    case .tags(let tags): tags.contains { $0.utf8.elementsEqual(tag.utf8) }
    }
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  /// Takes one tag off the list; within quotes a comma is a part of it.
  private static func readTag(_ list: inout Substring.UTF8View) -> String? {
    if list.starts(with: "W/".utf8) { list = list.dropFirst(2) }
    let isQuoted = list.first == quote
    if isQuoted { list = list.dropFirst() }
    let mark = isQuoted ? quote : comma
    let end = list.firstIndex(of: mark) ?? list.endIndex
    let text = isQuoted ? list[..<end] : trim(list[..<end])
    list = list[end...]
    if isQuoted {
      guard list.first == quote else { return nil }
      list = trim(list.dropFirst())
      guard list.isEmpty || list.first == comma else { return nil }
    } else {
      guard !text.isEmpty, !text.contains(quote) else { return nil }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func trim(_ text: Substring.UTF8View) -> Substring.UTF8View {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text = text.dropLast() }
    return text
  }
}
