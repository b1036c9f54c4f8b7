internal import CanonicalJSON
internal import PromptMCP

/// The addresses of links in messages of the protocol, which asks for URIs (RFC 3986).
enum LinkAddresses {
  /// Refuses messages with a link whose address is no URI.
  ///
  /// - Parameters:
  ///   - values: The texts of arguments, by which the wrong one is named.
  ///   - name: The prompt.
  static func check(
    _ messages: JSONValue, _ values: [CatalogueValue], of name: String
  ) throws(CatalogueError) {
    for message in messages.array ?? [] {
      guard let content = message.object?["content"]?.object,
        content["type"]?.string?.hasSameBytes(as: "resource_link") == true,
        let uri = content["uri"]?.string, !isURI(uri)
      else { continue }
      let given =
        values.first { $0.text.hasSameBytes(as: uri) }
        ?? values.first { !$0.text.isEmpty && uri.contains($0.text) }
      guard let given else {
        throw .failed("\(name): the address of a medium is no URI: '\(uri.excerpt)'")
      }
      throw .refused(
        "\(given.name) is the address of a medium, and '\(given.text.excerpt)' is no URI: write it as "
          + "https://… without blanks")
    }
  }

  /// Whether a text is a URI: a scheme, and behind its colon only characters that one can have.
  static func isURI(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, isLetter(bytes[0]),
      bytes[..<colon].allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) })
    else { return false }
    let rest = bytes[(colon + 1)...]
    guard !rest.isEmpty, rest.count(where: { $0 == UInt8(ascii: "#") }) <= 1 else { return false }
    for (place, byte) in zip(rest.indices, rest) {
      if byte == UInt8(ascii: "%") {
        let digits = rest[(place + 1)...].prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHexDigit) else { return false }
      } else {
        let isPart = isLetter(byte) || isDigit(byte) || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(byte)
        guard isPart else { return false }
      }
    }
    let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    guard ["http", "https"].contains(where: scheme.hasSameBytes) else { return true }
    // There, nothing is found without a host.
    guard rest.starts(with: "//".utf8), let first = rest.dropFirst(2).first else { return false }
    return !"/?#:".utf8.contains(first)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension String {
  /// The text, of a long one the beginning.
  fileprivate var excerpt: String {
    let most = 100
    return unicodeScalars.count > most
      ? String(String.UnicodeScalarView(unicodeScalars.prefix(most))) + "…" : self
  }
}
