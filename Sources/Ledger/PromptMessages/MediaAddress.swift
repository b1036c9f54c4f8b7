internal import CanonicalJSON
internal import PromptTemplate

/// Where the bytes of a medium are, and of which type they are.
struct MediaAddress {
  /// The address, with a placeholder as it is written.
  let url: String

  /// The type and subtype in lower case, without parameters, where they are known: `image/png`.
  let type: String?

  /// The type as the message gives it.
  let contentType: String?

  /// The parts of a `data:` URL, if it is one.
  let data: DataURL?

  /// The address of a message's medium.
  ///
  /// - Throws: ``MessageFormatError`` if the type has no value yet, or is another than that of the
  ///   `data:` URL.
  init(_ media: MessageMedia, at place: MessagePlace) throws(MessageFormatError) {
    switch media.url {
    case .variable(let name):
      url = "{{\(name)}}"
      data = nil
    case .literal(let text):
      url = text
      data = DataURL(text)
    }
    switch media.contentType {
    case .variable(let name):
      throw place.error(
        ".contentType",
        "“\(name)” has no value, so the kind of medium is not known: give it one, or write the type"
      )
    case .literal(let text): contentType = text
    case nil: contentType = nil
    }
    let given = contentType.map { MediaType.essence(of: $0) }
    if let given, let data, !given.hasSameBytes(as: data.essence) {
      throw place.error(
        ".contentType",
        "it is \(MessagePlace.excerpt(given)), and the data: URL says "
          + "\(MessagePlace.excerpt(data.essence)): make them equal")
    }
    type = given ?? data?.essence
  }

  /// Whether it is an image, as far as is known.
  var isImage: Bool { type?.utf8.starts(with: "image/".utf8) ?? true }
}

/// The names of media types.
enum MediaType {
  /// The type and subtype in lower case, without parameters: `text/html` of `Text/HTML; charset=x`.
  static func essence(of type: String) -> String {
    let start = type.utf8.prefix { $0 != UInt8(ascii: ";") }
    return String(decoding: start.filter { $0 != 0x20 && $0 != 0x09 }.map(lowercase), as: UTF8.self)
  }

  /// A letter of ASCII in lower case; any other byte as it is.
  static func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// The parts of a `data:` URL (RFC 2397).
struct DataURL {
  /// The media type as it stands there, with parameters; empty where it is left out.
  let mediaType: String

  /// The type and subtype in lower case; `text/plain` where they are left out.
  let essence: String

  /// The data, if they are valid base64 (RFC 4648, section 4) and not empty.
  let base64: String?

  /// The parts of a URL, or `nil` if it is no `data:` URL.
  init?(_ url: String) {
    var url = url
    let parts = url.withUTF8 { bytes -> (type: String, essence: String, base64: String?)? in
      guard Self.starts(bytes, with: "data:") else { return nil }
      let rest = bytes.dropFirst(5)
      guard let comma = rest.firstIndex(of: UInt8(ascii: ",")) else { return nil }
      var head = rest[..<comma]
      let suffix = ";base64".utf8
      let isBase64 = Self.starts(head.suffix(suffix.count), with: ";base64")
      if isBase64 { head = head.dropLast(suffix.count) }
      let type = String(decoding: head, as: UTF8.self)
      let data = rest[(comma + 1)...]
      let essence = MediaType.essence(of: type)
      return (
        type, essence.utf8.isEmpty ? "text/plain" : essence,
        isBase64 && Self.isBase64(data) ? String(decoding: data, as: UTF8.self) : nil
      )
    }
    guard let parts else { return nil }
    mediaType = parts.type
    essence = parts.essence
    base64 = parts.base64
  }

  /// Whether bytes begin with a text, in whatever case.
  private static func starts(_ bytes: some Collection<UInt8>, with text: String) -> Bool {
    bytes.count >= text.utf8.count
      && bytes.prefix(text.utf8.count).lazy.map(MediaType.lowercase).elementsEqual(text.utf8)
  }

  /// Whether bytes are base64 with its padding, and at least one group.
  static func isBase64(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: 4) else { return false }
    let padding = bytes.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    return bytes.dropLast(padding).allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }
}
