internal import CanonicalJSON
internal import PromptTemplate

/// Rules about the versions of other prompts that a header pins.
enum PinRules {
  static let family = RuleFamily(rules: [unused], needsHeader: true, find: find)

  static let unused = Rule(
    "pin-unused", .warning,
    finds: "a pinned partial that the text does not include",
    why: """
      The pin is content: it makes another version, and says of the prompt that it includes a text \
      which it does not. Texts of the dialects `plain`, `strict` and `jinja` include nothing.
      """,
    example: "`partials: {support/tone: sha256:…}` above a text without `{{> support/tone}}`.",
    remedy: "Take the pin out of the header, or write `{{> NAME}}` where the text belongs.")

  private static func find(_ text: LintText) -> [Draft] {
    guard let pins = text.source.config["partials"]?.object else { return [] }
    // What a text includes that cannot be read is not known.
    if text.source.dialect == .handlebars, !text.reading.faults.isEmpty { return [] }
    let included = Set(text.reading.analysis.partials.map { UTF8Key($0.name) })
    let key = text.source.keys.first { $0.name == "partials" }
    return pins.compactMap { pin in
      guard pin.value.string?.utf8.starts(with: "sha256:".utf8) == true,
        !included.contains(UTF8Key(pin.key))
      else { return nil }
      return Draft(
        unused, key.map { place(of: pin.key, in: text.bytes, $0.entry) ?? $0.range },
        "'\(ReportText.line(pin.key, limit: 80))' is pinned, and the text does not include it: "
          + "take the pin out, or write {{> NAME}}",
        matched: pin.key)
    }
  }

  /// Where a name stands in a header's entry.
  static func place(of name: String, in bytes: [UInt8], _ entry: Range<Int>) -> Range<Int>? {
    let entry = entry.clamped(to: bytes.indices)
    let name = Array(name.utf8)
    guard !name.isEmpty, name.count <= entry.count else { return nil }
    for start in entry.lowerBound...(entry.upperBound - name.count)
    where bytes[start..<(start + name.count)].elementsEqual(name) {
      let isStart = start == entry.lowerBound || !isNamePart(bytes[start - 1])
      let behind = start + name.count
      if isStart, behind == entry.upperBound || !isNamePart(bytes[behind]) { return start..<behind }
    }
    return nil
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || [0x5F, 0x2D, 0x2E, 0x2F].contains(byte)
  }
}
