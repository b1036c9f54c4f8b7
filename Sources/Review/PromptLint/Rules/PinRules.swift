internal import CanonicalJSON
internal import PromptTemplate

/// Rules about the versions of other prompts that a header pins.
enum PinRules {
  static let family = RuleFamily(rules: [missing, unused], needsHeader: true, find: find)

  static let missing = Rule(
    "pin-missing", .error,
    finds: "a partial that the header has no pin for",
    why: """
      A version says by a hash which text it includes, so that nothing it gives changes unseen. Without \
      it the text cannot become a version.
      """,
    example: "`{{> support/tone}}` with `dialect: chat`, and no `partials` in the header.",
    remedy: "Pin a version of the prompt in the header: `partials: {NAME: sha256:…}`.")

  static let unused = Rule(
    "pin-unused", .warning,
    finds: "a pinned partial that the text does not include",
    why: """
      The pin is content: it makes another version, and says of the prompt that it includes a text \
      which it does not. Texts of the dialects `plain`, `strict` and `jinja` include nothing.
      """,
    example: "`partials: {support/tone: sha256:…}` above a text without `{{> support/tone}}`.",
    remedy: "Take the pin out of the header, or write `{{> NAME}}` where the text belongs.")

  static let behind = Rule(
    "pin-behind", .note, .files,
    finds: "a pin of a partial whose file holds another text",
    why: """
      The prompt goes on with the text that it pins, which may be meant. Only files that are looked \
      at together are compared.
      """,
    example:
      "`partials: {support/tone: sha256:…}` with the hash of an older text of `support/tone`.",
    remedy: "`promptrepo pin NAME --to PARTIAL` takes the newer text.")

  private static func find(_ text: LintText) -> [Draft] { missing(text) + unused(text) }

  private static func missing(_ text: LintText) -> [Draft] {
    let partials = text.reading.analysis.partials
    if partials.isEmpty { return [] }
    let pins = text.source.config["partials"]?.object
    let unpinned = partials.filter { !isHash(pins?[$0.name]) }
    let offsets = FileOffsets(of: unpinned.compactMap(\.places.first), in: text)
    return unpinned.map { partial in
      let body = text.source.body
      let start = partial.places.first.flatMap { offsets[$0] } ?? body.lowerBound
      let tag = text.bytes[start..<body.upperBound].firstIndex(of: UInt8(ascii: "}"))
      let end = min((tag ?? start) + 2, body.upperBound)
      let name = ReportText.line(partial.name, limit: 80)
      let reason =
        pins?[partial.name] == nil
        ? "'\(name)' has no pin: pin a version of it in the header, under partials"
        : "the pin of '\(name)' is no hash: write sha256: and 64 hexadecimal digits"
      return Draft(missing, start..<end, reason, matched: partial.name)
    }
  }

  private static func isHash(_ pin: JSONValue?) -> Bool {
    guard let digits = pin?.string?.utf8, digits.starts(with: "sha256:".utf8) else { return false }
    return digits.count == 71
      && digits.dropFirst(7).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func unused(_ text: LintText) -> [Draft] {
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

  /// Pins of texts that the files of the partials do not hold.
  ///
  /// - Parameter hashes: The hash of each prompt's file, as pins write it.
  static func behind(
    _ sources: [LintSource], hashes: [UTF8Key: String], _ levels: RuleLevels
  ) -> [Finding] {
    guard let level = levels.level(of: behind) else { return [] }
    return sources.flatMap { source -> [Finding] in
      guard source.isText, let pins = source.config["partials"]?.object else { return [] }
      let allowed = source.suppressions.first { $0.rule == behind.id }?.reason
      let entry = source.keys.first { $0.name == "partials" }?.entry
      return pins.compactMap { pin in
        guard let pinned = pin.value.string, pinned.utf8.starts(with: "sha256:".utf8),
          let now = hashes[UTF8Key(pin.key)], !pinned.hasSameBytes(as: now)
        else { return nil }
        let range = entry.flatMap { place(of: pin.key, in: source.bytes, $0) }
        return Finding(
          behind.id, level, at: place(range, of: source),
          "'\(pin.key)' is pinned to \(short(pinned)), and its file holds \(short(now))",
          matched: pin.key, allowedBecause: allowed)
      }
    }
  }

  private static func place(_ range: Range<Int>?, of source: LintSource) -> FindingPlace {
    guard let range else { return FindingPlace(source.path, prompt: source.prompt) }
    let positions = TextPositions(of: [range.lowerBound, range.upperBound], in: source.bytes)
    let (start, end) = (positions[range.lowerBound], positions[range.upperBound])
    return FindingPlace(
      source.path, prompt: source.prompt, line: start.line, column: start.column,
      endLine: end.line, endColumn: end.column)
  }

  private static func short(_ hash: String) -> String {
    String(decoding: hash.utf8.dropFirst("sha256:".utf8.count).prefix(12), as: UTF8.self)
  }

  /// Where a name stands in a header's entry.
  private static func place(of name: String, in bytes: [UInt8], _ entry: Range<Int>) -> Range<Int>?
  {
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
