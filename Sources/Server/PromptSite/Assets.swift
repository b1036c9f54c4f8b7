internal import Digests
package import Markup

/// A file that pages refer to: the style sheet, the script or the icon.
///
/// Its address has a digest of its bytes, so a browser may keep it for good.
package struct Asset: Sendable {
  /// The name of the file: `page.css`.
  package let name: String
  /// Its media type.
  package let type: String
  /// What is in it.
  package let bytes: [UInt8]
  /// The beginning of the SHA-256 of its bytes, as 16 hexadecimal digits.
  package let digest: String

  private init(_ name: String, _ type: String, _ bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.bytes = bytes
    digest = Hex.encode(SHA256.hash(bytes).prefix(8))
  }

  /// A file of lines as browsers need it: without indentation, empty lines, and lines that are comments.
  ///
  /// No text of the script or the style sheet goes over the end of a line.
  private init(_ name: String, _ type: String, lines bytes: [UInt8]) {
    var kept: [UInt8] = []
    for line in bytes.split(separator: 10) {
      let content = line.drop { $0 == 32 }
      let isComment =
        content.starts(with: "//".utf8)
        || content.starts(with: "/*".utf8) && content.reversed().starts(with: "/*".utf8)
      if !content.isEmpty, !isComment { kept += content + [10] }
    }
    self.init(name, type, kept)
  }

  /// The address.
  package var link: Link { Link("assets").component(digest).component(name) }

  /// The style sheet.
  package static let styles = Asset(
    "page.css", "text/css; charset=utf-8", lines: PackageResources.page_css)

  /// The script.
  package static let script = Asset(
    "page.js", "text/javascript; charset=utf-8", lines: PackageResources.page_js)

  /// The icon.
  package static let icon = Asset("icon.svg", "image/svg+xml", PackageResources.icon_svg)

  /// All of them.
  package static let all = [styles, script, icon]
}
