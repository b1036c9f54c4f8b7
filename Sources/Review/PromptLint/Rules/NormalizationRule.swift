@_spi(_Unicode) internal import Swift

/// The rule about text that is not in Unicode's composed form.
enum NormalizationRule {
  static let family = RuleFamily(rules: [rule], find: find)

  static let rule = Rule(
    "not-normalized", .note, fix: .unseen,
    finds: "text that is not in Unicode's form C, such as `e` with an accent of its own",
    why: """
      The same word has two spellings in bytes, so searches, variables and caches take it for two. \
      Text from file names of macOS and from PDF files is often so.
      """,
    example: "`cafe<U+0301>` for `café`",
    remedy: "Write it in form C, as keyboards do.")

  private static func find(_ text: LintText) -> [Draft] {
    guard !text.isASCII else { return [] }
    let values = text.scalars.values
    var drafts: [Draft] = []
    var place = 0
    while place < values.count {
      guard mayChange(values[place]) else {
        place += 1
        continue
      }
      let end = values[place...].firstIndex { !mayChange($0) } ?? values.count
      // A mark may join the letter before it.
      let word = max(0, place - 1)..<end
      place = end
      let old = string(values[word])
      let new = composed(old)
      guard !new.utf8.elementsEqual(old.utf8) else { continue }
      let range = text.scalars.bytes(word)
      drafts.append(
        Draft(
          rule, range, "'\(old)' is not in Unicode's form C", matched: old,
          fix: Draft.Fix(range: range, text: new, description: "Write it in form C.")))
    }
    return drafts
  }

  private static func string(_ values: ArraySlice<UInt32>) -> String {
    String(String.UnicodeScalarView(values.compactMap { Unicode.Scalar($0) }))
  }

  private static func composed(_ text: String) -> String {
    var view = String.UnicodeScalarView()
    for scalar in text._nfc { view.append(scalar) }
    return String(view)
  }

  /// Whether a code point may be written otherwise in form C, or join what is before it; true for
  /// some that do neither.
  private static func mayChange(_ value: UInt32) -> Bool {
    switch value {
    case 0..<0x300, 0x391...0x3A1, 0x3A3...0x3CE, 0x400...0x482, 0x4D0...0x52F, 0x2010...0x205F,
      0x20A0...0x20CF, 0x2190...0x2328, 0x232B...0x2ADB, 0x3001...0x3029, 0x3030...0x3098,
      0x309B...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFFEF, 0x1F000...0x1FAFF:
      false
    default: true
    }
  }
}
