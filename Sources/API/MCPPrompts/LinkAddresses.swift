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
        let uri = content["uri"]?.string, !URISyntax.isURI(uri)
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
}

extension String {
  /// The text, of a long one the beginning.
  fileprivate var excerpt: String {
    let most = 100
    return unicodeScalars.count > most
      ? String(String.UnicodeScalarView(unicodeScalars.prefix(most))) + "…" : self
  }
}
