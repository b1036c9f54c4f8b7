import CanonicalJSON
import TestSupport
import Testing
import VisibleText

/// What text looks like to people, by Python's tables of Unicode.
@Suite struct VisibleTextTests {
  /// Code points whose category says that they are not seen or are obeyed, those that Unicode lists
  /// as ignored by default, and all others.
  private static let table: (hidden: [UInt32], shown: [UInt32]) = {
    let script = """
      import json, unicodedata
      ignored = [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0]
      for a, b in [(0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
                   (0xFE00, 0xFE0F), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
                   (0xE0000, 0xE0FFF)]:
        ignored += range(a, b + 1)
      # Signs of Arabic, Syriac, Kaithi and hieroglyphs that have a shape.
      seen = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
              *range(0x13430, 0x13456), 9, 10}
      hidden = set(ignored)
      shown = []
      for code in range(0x110000):
        category = unicodedata.category(chr(code))
        if category in ("Cc", "Cf", "Zl", "Zp") and code not in seen: hidden.add(code)
        if category not in ("Cs", "Cn", "Co") and code not in hidden: shown.append(code)
      print(json.dumps([sorted(hidden), shown]))
      """
    let lists = (try? run("python3", ["-c", script])).map { $0.outputBytes } ?? []
    let both = (try? JSONValue(parsing: Array(lists.dropLast())))?.array ?? []
    func numbers(_ place: Int) -> [UInt32] {
      guard both.indices.contains(place) else { return [] }
      return both[place].array?.compactMap { $0.integer.map(UInt32.init) } ?? []
    }
    return (numbers(0), numbers(1))
  }()

  private func text(_ values: UInt32...) -> String {
    String(String.UnicodeScalarView(values.compactMap(Unicode.Scalar.init)))
  }

  @Test func everyCharacterThatIsNotSeenIsWrittenOut() throws {
    #expect(Self.table.hidden.count > 4_000 && Self.table.shown.count > 100_000)
    for value in Self.table.hidden {
      let digits = String(value, radix: 16, uppercase: true)
      let label = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      #expect(("a" + text(value) + "b").visible == "a<\(label)>b")
    }
    for value in Self.table.shown {
      let whole = "a" + text(value) + "b"
      if !whole.visible.utf8.elementsEqual(whole.utf8) { Issue.record("\(whole.debugDescription)") }
    }
  }

  /// Letters of scripts that are written with joiners keep them, by their names; others do not.
  @Test func joinersStayWhereAScriptAsksForThem() throws {
    let script = """
      import json, unicodedata
      names = ["ARABIC LETTER", "SYRIAC LETTER", "NKO LETTER", "DEVANAGARI", "BENGALI", "GURMUKHI",
               "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER",
               "MYANMAR", "MONGOLIAN LETTER", "TIBETAN", "BALINESE", "JAVANESE", "THAI CHARACTER"]
      others = ["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW LETTER", "CJK UNIFIED", "HIRAGANA",
                "KATAKANA", "HANGUL SYLLABLE", "DIGIT"]
      answer = [[], []]
      for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        if not unicodedata.category(chr(code)).startswith(("L", "M", "N")): continue
        if code in (0x17B4, 0x17B5) or "FULLWIDTH" in name or "MATHEMATICAL" in name: continue
        for which, prefixes in enumerate((names, others)):
          if name.startswith(tuple(prefixes)): answer[which].append(code)
      print(json.dumps(answer))
      """
    let output = try run("python3", ["-c", script]).outputBytes
    let lists = try #require(try JSONValue(parsing: Array(output.dropLast())).array)
    for (isWanted, list) in zip([true, false], lists) {
      let values = try #require(list.array).compactMap { $0.integer.map(UInt32.init) }
      #expect(values.count > 1_000)
      for value in values {
        for (joiner, label) in [(0x200C as UInt32, "<U+200C>"), (0x200D, "<U+200D>")] {
          let whole = text(value, joiner, value)
          let expected = isWanted ? whole : text(value) + label + text(value)
          if !whole.visible.utf8.elementsEqual(expected.utf8) {
            Issue.record("\(whole.debugDescription)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    "tab\tstop", "CR LF\r\nends\r", "👨‍👩‍👧 ❤️ ✈︎ 1️⃣ 🏳️‍🌈 👩🏽‍🚀", "نمی‌خواهم", "ಕನ್ನಡ ക്‍", "é e\u{301}\u{A0}x",
    "flag \u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}!", "葛\u{E0100}城市",
    "≨\u{FE00}", "<U+200B> in letters", "", "ᠠ\u{180B}",
  ])
  func ordinaryTextStays(_ text: String) {
    #expect(text.visible.utf8.elementsEqual(text.utf8))
  }

  @Test(arguments: [
    ("a\u{FE0F}", "a<U+FE0F>"), ("❤\u{FE0F}\u{FE0F}", "❤\u{FE0F}<U+FE0F>"),
    ("\u{1F3F4}\u{E0067}\u{E007F}", "\u{1F3F4}<U+E0067><U+E007F>"),
    ("🙂\u{E0100}\u{E0101}", "🙂<U+E0100><U+E0101>"), ("葛\u{E0100}\u{E0101}", "葛\u{E0100}<U+E0101>"),
    ("葛\u{E01EF}", "葛<U+E01EF>"), ("a\u{200D}b", "a<U+200D>b"), ("👨\u{200D}b", "👨<U+200D>b"),
    ("a\rb\r", "a<U+000D>b\r"), ("\u{1B}[31m", "<U+001B>[31m"),
  ])
  func whatNobodySeesIsWrittenOut(_ text: String, _ expected: String) {
    #expect(text.visible.utf8.elementsEqual(expected.utf8), "\(text.visible)")
  }

  @Test func aLineHasNoTabsAndNoLineEnds() {
    #expect("a\tb\nc\r\nd".visibleLine == "a<U+0009>b<U+000A>c<U+000D><U+000A>d")
    #expect("plain".visibleLine == "plain")
  }

  /// The names of Python's tables, for each character that is hidden; a control has a name under which
  /// Python finds it.
  @Test func namesAreThoseOfUnicode() throws {
    let hidden = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
      .filter { scalar in
        scalar.value > 0
          && "a\(scalar)b".visiblePieces.contains { if case .hidden = $0 { true } else { false } }
      }
    #expect(hidden.count > 4_000)
    let program = """
      import unicodedata

      def is_right(code, name):
        known = unicodedata.name(chr(code), "")
        if known or not name: return name == known.lower()
        return unicodedata.lookup(name.upper()) == chr(code)

      answer = [code for code, name in data if not is_right(code, name)]
      """
    let names = hidden.map { scalar -> JSONValue in
      let name = UTF8Scalar.name(scalar.value)
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { #expect(name != nil) }
      return .array([.integer(Int(scalar.value)), .string(name ?? "")])
    }
    #expect(try PythonPackages.run(program, on: .array(names)) == .array([]))
  }

  @Test func piecesMakeTheText() {
    #expect("".visiblePieces == [])
    #expect("plain\ttext\r\n".visiblePieces == [.text("plain\ttext\r\n")])
    #expect(
      "a\u{202E}\u{200B}b\u{1B}".visiblePieces == [
        .text("a"), .hidden(0x202E), .hidden(0x200B), .text("b"), .hidden(0x1B),
      ])
  }
}
