internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate
package import TextDiff

extension Review {
  /// How many prompts changed in which way: `2 prompts changed, 1 renamed`.
  var changes: String {
    func count(_ isCounted: (ReviewedPrompt.Kind) -> Bool) -> Int {
      prompts.count { isCounted($0.kind) }
    }
    let counts: [(Int, String)] = [
      (count { $0 == .changed }, "changed"), (count { $0 == .added }, "added"),
      (count { $0 == .removed }, "removed"),
      (count { if case .renamed = $0 { true } else { false } }, "renamed"),
      (count { $0 == .recordOnly }, "with another record"),
      (count { $0 == .commentsOnly }, "with other comments"),
    ]
    let parts = counts.filter { $0.0 > 0 }
    guard let first = parts.first else { return "no prompt changed" }
    return parts.dropFirst().reduce("\(first.0.of("prompt")) \(first.1)") {
      "\($0), \($1.0.grouped) \($1.1)"
    }
  }

  /// How many findings there are of each level, without those of which there are none:
  /// `2 errors, 1 note`; nil if there is none at all.
  func counts(of levels: [FindingLevel]) -> String? {
    let parts = levels.map { ($0, count(of: $0)) }.filter { $0.1 > 0 }
    return parts.isEmpty
      ? nil : parts.map { $0.1.of($0.0.rawValue) }.joined(separator: ", ")
  }

  /// What comes after the change: a merge, or a commit of working files; nil where nothing does,
  /// since the newer side is in the ledger already.
  var nextStep: NextStep? {
    switch subject {
    case .workingFiles: .commit
    case .commits: .merge
    case .live(_, let head): head == nil ? .commit : .merge
    case .environments, .deployment: nil
    }
  }

  enum NextStep {
    case commit
    case merge
  }
}

extension Review.Subject {
  /// The two sides in words, with names and ids as `quote` shows them.
  func sides(quoting quote: (String) -> String) -> String {
    func id(_ text: String) -> String { quote(String(text.unicodeScalars.prefix(8))) }
    return switch self {
    case .workingFiles: "The working files against the latest versions"
    case .commits(let base, let head, let name):
      "\(id(head)) against \(id(base)), the merge base with \(quote(name))"
    case .live(let environment, nil):
      "The working files against what is live in \(quote(environment))"
    case .live(let environment, let head?):
      "\(id(head)) against what is live in \(quote(environment))"
    case .environments(let from, let to):
      "What is live in \(quote(to)) against what is live in \(quote(from))"
    case .deployment(let environment): "What would go live in \(quote(environment))"
    }
  }
}

extension ReviewedPrompt {
  /// What is live where, parted as asked: `active v4; staging v3`; nil if nobody knows.
  func live(separator: String, quoting quote: (String) -> String) -> String? {
    guard let live else { return nil }
    guard !live.isEmpty else { return "nothing" }
    return live.map { "\(quote($0.name)) v\($0.version)" }.joined(separator: separator)
  }

  /// The versions before and after, where both sides are in the ledger: `v3 → v4`, `v4`,
  /// `v3 → none`; nil if there is none.
  var versions: String? {
    switch (fromVersion, toVersion) {
    case (let from?, let to?): "v\(from) → v\(to)"
    case (nil, let to?): "v\(to)"
    case (let from?, nil): "v\(from) → none"
    case (nil, nil): nil
    }
  }

  /// The environments in which something is live.
  var environments: [String] { live?.map(\.name).filter { $0 != "active" } ?? [] }

  /// The variables that came, went, or have another name.
  var variableChanges: [String] {
    guard let variables = change?.variables else { return [] }
    let renamed = variables.renamed
    return renamed.map { "\($0.from) → \($0.to)" }
      + variables.added.filter { name in !renamed.contains { $0.to.hasSameBytes(as: name) } }
      .map { "+ \($0)" }
      + variables.removed.filter { name in !renamed.contains { $0.from.hasSameBytes(as: name) } }
      .map { "- \($0)" }
  }

  /// The size before and after: `123 → 147 bytes, about 24 → 30 tokens`; nil where the text is the
  /// same.
  var size: String? {
    guard let change, change.templateDiffers else { return nil }
    let (bytes, tokens) = (change.bytes, change.tokens)
    if change.from == nil { return "\(bytes.to.of("byte")), about \(tokens.to.of("token"))" }
    if change.to == nil { return "\(bytes.from.of("byte")), about \(tokens.from.of("token"))" }
    return "\(bytes.from.changed(to: bytes.to, "byte")), "
      + "about \(tokens.from.changed(to: tokens.to, "token"))"
  }

  /// The bytes that every call begins with, before and after: providers' caches are paid by them.
  /// Nil where the text is the same, and where there are none; without numbers that are the size.
  var stablePrefix: String? {
    guard let change, change.templateDiffers else { return nil }
    let (prefix, bytes) = (change.prefix, change.bytes)
    guard prefix.from > 0 || prefix.to > 0 else { return nil }
    if prefix.from == bytes.from, prefix.to == bytes.to { return prefix.summary }
    guard prefix.equal != nil else {
      let count = change.to == nil ? prefix.from : prefix.to
      return count == 0 ? nil : "\(count.of("byte")) begin every call alike"
    }
    if prefix.from == prefix.to, prefix.kept == prefix.from {
      return "\(prefix.to.of("byte")) begin every call alike; a provider's prompt cache reuses them"
    }
    return "\(prefix.from.changed(to: prefix.to, "byte")) begin every call alike"
      + (prefix.summary.map { "; \($0)" } ?? "")
  }
}

extension ContentChange {
  /// The difference of the templates as people may see it: visible, and without secrets.
  package var visibleWords: WordDiff {
    let (old, new) = (from?.template ?? "", to?.template ?? "")
    // Before they are compared: a secret may lie in several pieces of the difference.
    var visible = (old: ReportText.lines(old), new: ReportText.lines(new))
    // Line ends are shown where one text has others than the other.
    if from != nil, to != nil, old.hasCRLF != new.hasCRLF {
      visible = (old.markingCRLF, new.markingCRLF)
    }
    return visible.old.hasSameBytes(as: old) && visible.new.hasSameBytes(as: new)
      ? words : WordDiff(old: visible.old, new: visible.new)
  }
}

extension String {
  /// Whether a line ends in CR LF.
  fileprivate var hasCRLF: Bool {
    zip(utf8, utf8.dropFirst()).contains { $0 == 13 && $1 == 10 }
  }

  /// The text as people may see it, with `␍` before the line feed of each CR LF.
  fileprivate var markingCRLF: String {
    guard hasCRLF else { return ReportText.lines(self) }
    var bytes: [UInt8] = []
    // Secrets first: a key of several lines is known by its lines.
    for byte in withoutSecrets.utf8 {
      if byte == 10, bytes.last == 13 {
        bytes.removeLast()
        bytes += "␍".utf8
      }
      bytes.append(byte)
    }
    return ReportText.lines(String(decoding: bytes, as: UTF8.self))
  }
}

extension SettingChange {
  /// The values before and after as JSON on one line, each cut behind so many characters.
  func values(limit: Int) -> (from: String?, to: String?) {
    func text(_ value: JSONValue?) -> String? {
      value.map { ReportText.line($0.text(.canonical), limit: limit) }
    }
    let pins = self.pins
    return (pins.from ?? text(from), pins.to ?? text(to))
  }

  /// The change on one line: `config.temperature 0.2 → 0.7`, `a + 1`, `a - 1`.
  var line: String {
    let name = ReportText.line(name)
    return switch values(limit: 200) {
    case (let from?, let to?): "\(name) \(from) → \(to)"
    case (nil, let to?): "\(name) + \(to)"
    case (let from?, nil): "\(name) - \(from)"
    case (nil, nil): name
    }
  }
}

extension Finding {
  /// Whether it is about the file as a whole.
  var isAboutFile: Bool { place.line <= 1 && place.column == nil }
}

extension Int {
  /// The number with a comma between each three digits: `65,536`.
  var grouped: String {
    let digits = Array(String(magnitude).utf8)
    var result: [UInt8] = self < 0 ? [UInt8(ascii: "-")] : []
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { result.append(UInt8(ascii: ",")) }
      result.append(digit)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A number of something before and after: `1 → 2 bytes`, or `2 bytes` if it is the same.
  func changed(to other: Int, _ noun: String) -> String {
    self == other ? of(noun) : "\(grouped) → \(other.of(noun))"
  }

  /// So many of something: `1 prompt`, `2 prompts`.
  func of(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}

extension ContentChange {
  /// What is another of its messages, in words: `gives text → messages`, `roles user → system, user`.
  package var messageChanges: [String] {
    var changes: [String] = []
    if let kinds {
      changes.append("gives \(kinds.from.rawValue) → \(kinds.to.rawValue)")
    }
    if let roles {
      func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
      }
      changes.append("roles \(list(roles.from)) → \(list(roles.to))")
    }
    return changes
  }
}
