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
    let parts = value.utf8.split(separator: UInt8(ascii: ",")).map(EntityTags.trim)
      .filter { !$0.isEmpty }
    guard !parts.isEmpty else { return nil }
    if parts.count == 1, parts[0].elementsEqual("*".utf8) {
      self = .any
      return
    }
    var tags: [String] = []
    for part in parts {
      var tag = part
      if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
      let quote = UInt8(ascii: "\"")
      if tag.first == quote {
        guard tag.count >= 2, tag.last == quote else { return nil }
        tag = tag.dropFirst().dropLast()
      }
      guard !tag.isEmpty, !tag.contains(quote) else { return nil }
      tags.append(String(decoding: tag, as: UTF8.self))
    }
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

  private static func trim(_ text: Substring.UTF8View) -> Substring.UTF8View {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text = text.dropLast() }
    return text
  }
}
