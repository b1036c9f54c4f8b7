package import CanonicalJSON
internal import PromptTemplate

/// What commands say of a prompt's dialect when they read its file, without a whole run of the rules.
package enum DialectWarnings {
  private static let linter = Linter(
    only: ["dialect-unknown", "marker-in-plain", "history-is-text"], longestTemplate: nil)

  /// What is to be said, each with the line of the template; without one for the whole file.
  package static func all(
    template: String, config: JSONObject?
  ) -> [(line: Int?, message: String)] {
    let dialect = Dialect(of: config)
    let isNamed = config?["dialect"] != nil
    // Most texts have nothing that looks like a marker.
    guard isNamed || mayHaveMarker(template) else { return [] }
    let bytes = Array(template.utf8)
    let source = LintSource(
      path: "", prompt: nil, bytes: bytes, config: config ?? JSONObject(), body: bytes.indices,
      template: template, dialect: dialect)
    return linter.findings(in: source).map { finding in
      (finding.rule == "dialect-unknown" ? nil : finding.place.line, finding.message)
    }
  }

  /// Whether braces are followed by what begins a marker, with blanks or a tilde between.
  private static func mayHaveMarker(_ template: String) -> Bool {
    var opened = 0
    for byte in template.utf8 {
      switch byte {
      case UInt8(ascii: "{"): opened += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "~"):
        if opened < 2 { opened = 0 }
      case UInt8(ascii: "r"), UInt8(ascii: "m"):
        if opened >= 2 { return true }
        opened = 0
      default: opened = 0
      }
    }
    return false
  }
}
