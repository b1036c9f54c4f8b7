internal import CanonicalJSON

/// Rules about several files.
enum FilesRules {
  static let rules = [titleClash, sameText, notRead, pinBehind]

  static let titleClash = Rule(
    "title-clash", .note, .files,
    finds: "two prompts with one title",
    why: """
      Lists show titles, so nobody sees which is which, and a hosted API finds prompts by them. Upper \
      and lower case are no difference.
      """,
    example:
      "`title: Reply` in `prompts/support/reply.prompt` and in `prompts/sales/reply.prompt`.",
    remedy: "Give one of them another title.")

  static let sameText = Rule(
    "same-text", .note, .files,
    finds: "two prompts with one text",
    why: "Whoever changes one of them forgets the other.",
    example: "`prompts/a.prompt` and a copy of it, `prompts/b.prompt`.",
    remedy: "Keep one, or say in their descriptions why there are two.")

  static let notRead = Rule(
    "file-not-read", .note, .files,
    finds: "a file below `prompts/` that is no prompt's and not `lint.yml`",
    why: "It looks as if it belonged to the prompts, and no command reads it.",
    example: "`prompts/reply.txt`, `prompts/Reply.prompt`",
    remedy: """
      Give it the name of a prompt's file, `prompts/NAME.prompt` in lower case, or move it elsewhere.
      """)

  static let pinBehind = Rule(
    "pin-behind", .note, .files,
    finds: "a pin of a partial whose file holds another text",
    why: """
      The prompt goes on with the text that it pins, which may be meant. Only files that are looked \
      at together are compared.
      """,
    example:
      "`partials: {support/tone: sha256:…}` with the hash of an older text of `support/tone`.",
    remedy: "`promptrepo pin NAME --to PARTIAL` takes the newer text.")

  /// What files have in common that they should not; each finding is about the later file.
  static func findings(among sources: [LintSource], _ levels: RuleLevels) -> [Finding] {
    var findings: [Finding] = []
    if let level = levels.level(of: titleClash) {
      findings += twins(sources, titleClash, level) { source in
        source.title.map { (UTF8Key($0.lowercased()), "the title '\($0)'", $0) }
      }
    }
    if let level = levels.level(of: sameText) {
      findings += twins(sources, sameText, level) { source in
        source.template.utf8.isEmpty
          ? nil : (UTF8Key(source.template), "the text", String(source.template.prefix(60)))
      }
    }
    return findings
  }

  /// Pins of texts that the files of the partials do not hold.
  ///
  /// - Parameter hashes: The hash of each prompt's file, as pins write it.
  static func pinsBehind(
    _ sources: [LintSource], hashes: [UTF8Key: String], _ levels: RuleLevels
  ) -> [Finding] {
    guard let level = levels.level(of: pinBehind) else { return [] }
    return sources.flatMap { source -> [Finding] in
      guard source.isText, let pins = source.config["partials"]?.object else { return [] }
      let allowed = source.suppressions.first { $0.rule == pinBehind.id }?.reason
      let entry = source.keys.first { $0.name == "partials" }?.entry
      return pins.compactMap { pin in
        guard let pinned = pin.value.string, pinned.utf8.starts(with: "sha256:".utf8),
          let now = hashes[UTF8Key(pin.key)], !pinned.hasSameBytes(as: now)
        else { return nil }
        let range = entry.flatMap { PinRules.place(of: pin.key, in: source.bytes, $0) }
        return Finding(
          pinBehind.id, level, at: place(range, of: source),
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

  /// A finding for each file whose key one before it has.
  private static func twins(
    _ sources: [LintSource], _ rule: Rule, _ level: FindingLevel,
    key: (LintSource) -> (key: UTF8Key, what: String, matched: String)?
  ) -> [Finding] {
    var first: [UTF8Key: LintSource] = [:]
    return sources.compactMap { source in
      guard source.isText, let (key, what, matched) = key(source) else { return nil }
      guard let other = first[key] else {
        first[key] = source
        return nil
      }
      let allowed = source.suppressions.first { $0.rule == rule.id }?.reason
      return Finding(
        rule.id, level, at: FindingPlace(source.path, prompt: source.prompt),
        "'\(other.prompt ?? other.path)' has \(what) too", matched: matched, allowedBecause: allowed
      )
    }
  }
}
