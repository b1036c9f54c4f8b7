public import TextDiff

/// A word diff condensed to its changed phrases, for reports that show it in a diff's colours, where
/// only whole lines have one.
///
/// Changed lines that touch are a hunk. Its phrases stand one on a line, with a little of what stayed
/// around them. If less than three tenths of a hunk's lines stayed, it is shown as lines.
///
/// The texts of the word diff should have been made visible before: what is here is shown as it is.
public struct ChangedPhrases: Sendable {
  /// The changed places in their order.
  public let hunks: [Hunk]

  /// Changed lines that touch.
  public struct Hunk: Sendable {
    /// The line of the newer text on which it begins, from 1.
    public let line: Int

    /// What is shown of it, in order.
    public let phrases: [Phrase]

    /// All of its lines, as the word diff has them.
    let segments: [WordDiff.Segment]

    /// The changed lines with their marks, `[-old-]{+new+}` or colours, one entry a line.
    public func lines(_ style: WordDiff.Style = .plain) -> [String] {
      WordDiff.lines(of: segments, style)
    }
  }

  /// A piece of either text or of both.
  public struct Phrase: Sendable {
    /// What happened to it.
    public let kind: DiffHunk.Kind

    /// The piece, byte for byte; if a hunk is shown as lines, a line without its line end.
    public let text: String

    /// Whether more stayed before it than is shown.
    public let isCutBefore: Bool

    /// Whether more stayed behind it than is shown.
    public let isCutAfter: Bool

    /// The piece as a line of a diff: `-`, `+` or a space, then the text, its line ends as `↵`.
    public var line: String {
      let sign =
        switch kind {
        case .equal: " "
        case .removed: "-"
        case .inserted: "+"
        }
      return sign + (isCutBefore ? "…" : "") + Self.onOneLine(text) + (isCutAfter ? "…" : "")
    }

    private static func onOneLine(_ text: String) -> String {
      guard text.utf8.contains(0x0a) else { return text }
      var line: [UInt8] = []
      for byte in text.utf8 {
        if byte != 0x0a {
          line.append(byte)
          continue
        }
        let isCRLF = line.last == 0x0d
        if isCRLF { line.removeLast() }
        line += (isCRLF ? "␍↵" : "↵").utf8
      }
      return String(decoding: line, as: UTF8.self)
    }
  }

  /// Condenses a word diff, in time linear in its size.
  public init(_ words: WordDiff) {
    var collector = HunkCollector()
    for segment in words.segments { collector.append(segment) }
    hunks = collector.finish()
  }

  /// The lines to put between fences of a diff: `@@ 12 @@` before each hunk, then its phrases.
  ///
  /// - Parameter firstLine: The line of the file on which the template begins.
  public func fence(firstLine: Int = 1) -> [String] {
    hunks.flatMap { hunk in [header(of: hunk, firstLine)] + hunk.phrases.map(\.line) }
  }

  /// The lines of a report for terminals: `@@ 12 @@` before each hunk, then its changed lines.
  ///
  /// - Parameter firstLine: The line of the file on which the template begins.
  public func report(_ style: WordDiff.Style = .plain, firstLine: Int = 1) -> [String] {
    hunks.flatMap { hunk in
      [style.styled(header: header(of: hunk, firstLine))] + hunk.lines(style)
    }
  }

  private func header(of hunk: Hunk, _ firstLine: Int) -> String {
    "@@ \(hunk.line + firstLine - 1) @@"
  }
}

/// Cuts a word diff where whole lines stayed.
private struct HunkCollector {
  private var hunks: [ChangedPhrases.Hunk] = []

  /// What belongs to the hunk that is open, or might begin one: the beginning of a line.
  private var open: [WordDiff.Segment] = []
  private var hasChange = false
  /// Whether the newest change ends where a line begins, in the older text and in the newer one.
  private var atLineStart = (old: true, new: true)
  /// The line of the newer text on which `open` begins, and the one that is reached.
  private var startLine = 1
  private var line = 1

  mutating func append(_ segment: WordDiff.Segment) {
    switch segment {
    case .removed(let text):
      atLineStart.old = text.utf8.last == 0x0a
      add(segment)
    case .inserted(let text):
      atLineStart.new = text.utf8.last == 0x0a
      add(segment)
      line += text.lineFeeds
    case .equal(let text):
      appendEqual(text)
      line += text.lineFeeds
      atLineStart = (text.utf8.last == 0x0a, text.utf8.last == 0x0a)
    }
  }

  mutating func finish() -> [ChangedPhrases.Hunk] {
    close()
    return hunks
  }

  private mutating func add(_ segment: WordDiff.Segment) {
    open.append(segment)
    hasChange = true
  }

  private mutating func appendEqual(_ text: String) {
    let bytes = text.utf8
    guard hasChange else {
      begin(with: text)
      return
    }
    // The rest of the line on which the change ends belongs to the hunk.
    var tail = bytes.startIndex
    if !(atLineStart.old && atLineStart.new) {
      tail = bytes.firstIndex(of: 0x0a).map { bytes.index(after: $0) } ?? bytes.endIndex
    }
    guard bytes[tail...].contains(0x0a) else {
      open.append(.equal(text))
      return
    }
    if tail > bytes.startIndex { open.append(.equal(String(text[..<tail]))) }
    close()
    begin(with: text)
  }

  /// Begins a hunk on the last line of what stayed.
  private mutating func begin(with text: String) {
    let bytes = text.utf8
    let start = bytes.lastIndex(of: 0x0a).map { bytes.index(after: $0) } ?? bytes.startIndex
    startLine = line + text.lineFeeds
    open = start < bytes.endIndex ? [.equal(String(text[start...]))] : []
  }

  private mutating func close() {
    if hasChange {
      hunks.append(
        ChangedPhrases.Hunk(line: startLine, phrases: PhraseWriter(open).phrases, segments: open))
    }
    open = []
    hasChange = false
  }
}

/// Makes the phrases of one hunk.
private struct PhraseWriter {
  /// How many characters of what stayed are shown at most between two changes or beside one.
  private static let context = 36

  private(set) var phrases: [ChangedPhrases.Phrase] = []

  init(_ segments: [WordDiff.Segment]) {
    if Self.isRewritten(segments) {
      appendLines(segments)
      return
    }
    for (place, segment) in segments.enumerated() {
      switch segment {
      case .removed(let text): append(.removed, text)
      case .inserted(let text): append(.inserted, text)
      case .equal(let text):
        if place == 0 {
          appendEnd(of: text, Self.context)
        } else if place == segments.count - 1 {
          appendStart(of: text.withoutLineEnd, Self.context)
        } else if text.isLonger(than: Self.context) {
          appendStart(of: text, Self.context / 2)
          appendEnd(of: text, Self.context / 2)
        } else {
          append(.equal, text)
        }
      }
    }
  }

  /// Whether less than three tenths of the lines stayed.
  private static func isRewritten(_ segments: [WordDiff.Segment]) -> Bool {
    var (same, changed) = (0, 0)
    for segment in segments {
      switch segment {
      case .equal(let text): same += text.unicodeScalars.count
      case .removed(let text), .inserted(let text): changed += text.unicodeScalars.count
      }
    }
    return 10 * 2 * same < 3 * (2 * same + changed)
  }

  private mutating func appendLines(_ segments: [WordDiff.Segment]) {
    var (old, new) = ("", "")
    for segment in segments {
      switch segment {
      case .equal(let text):
        old += text
        new += text
      case .removed(let text): old += text
      case .inserted(let text): new += text
      }
    }
    for line in old.lines { append(.removed, line) }
    for line in new.lines { append(.inserted, line) }
  }

  private mutating func append(_ kind: DiffHunk.Kind, _ text: String) {
    phrases.append(
      ChangedPhrases.Phrase(kind: kind, text: text, isCutBefore: false, isCutAfter: false))
  }

  private mutating func appendStart(of text: String, _ limit: Int) {
    if text.utf8.isEmpty { return }
    let start = String(text.prefix(limit))
    phrases.append(
      ChangedPhrases.Phrase(
        kind: .equal, text: start, isCutBefore: false,
        isCutAfter: start.utf8.count < text.utf8.count))
  }

  private mutating func appendEnd(of text: String, _ limit: Int) {
    if text.utf8.isEmpty { return }
    let end = String(text.suffix(limit))
    phrases.append(
      ChangedPhrases.Phrase(
        kind: .equal, text: end, isCutBefore: end.utf8.count < text.utf8.count, isCutAfter: false))
  }
}

extension String {
  fileprivate var lineFeeds: Int { utf8.count { $0 == 0x0a } }

  fileprivate func isLonger(than limit: Int) -> Bool {
    index(startIndex, offsetBy: limit, limitedBy: endIndex).map { $0 < endIndex } ?? false
  }

  /// The text without the LF or CR LF at its end.
  fileprivate var withoutLineEnd: String {
    guard utf8.last == 0x0a else { return self }
    let rest = utf8.dropLast()
    return String(Substring(rest.last == 0x0d ? rest.dropLast() : rest))
  }

  /// The lines without their line ends; nothing behind the last one.
  fileprivate var lines: [String] {
    var parts = utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    return parts.map { String(Substring($0)) }
  }
}
