import PromptReview
import TestSupport
import TextDiff
import Testing

/// Word diffs condensed for reports.
@Suite struct ChangedPhrasesTests {
  private static func phrases(_ old: String, _ new: String) -> ChangedPhrases {
    ChangedPhrases(WordDiff(old: old, new: new))
  }

  // The example of the design page.
  @Test func aSentenceStandsPhraseByPhrase() {
    let phrases = Self.phrases(
      "Hello {{customer}}, thank you for contacting us about {{issue}}.",
      "Hey {{customer}}! Thanks for writing about {{issue}}, we are on it. Use a {{tone}} tone.")
    #expect(
      phrases.fence(firstLine: 12) == [
        "@@ 12 @@", "-Hello", "+Hey", "  {{customer}}", "-, thank you", "+! Thanks", "  for ",
        "-contacting us", "+writing", "  about {{issue}}", "+, we are on it. Use a {{tone}} tone",
        " .",
      ])
    #expect(
      phrases.report(firstLine: 12) == [
        "@@ 12 @@",
        "[-Hello-]{+Hey+} {{customer}}[-, thank you-]{+! Thanks+} for [-contacting us-]{+writing+} "
          + "about {{issue}}{+, we are on it. Use a {{tone}} tone+}.",
      ])
  }

  @Test func whatStayedIsCutToAFewCharacters() {
    let long = "one two three four five six seven eight nine ten eleven twelve"
    let phrases = Self.phrases("\(long) a \(long) b \(long)", "\(long) c \(long) d \(long)")
    #expect(
      phrases.fence() == [
        "@@ 1 @@", " … seven eight nine ten eleven twelve ", "-a", "+c", "  one two three fou…",
        " …ten eleven twelve ", "-b", "+d", "  one two three four five six seven e…",
      ])
  }

  @Test func linesOfWhichLittleStaysAreShownAsLines() {
    let phrases = Self.phrases(
      "Keep\nYou are a pirate who sings.\nRhyme!\nKeep\n",
      "Keep\nAnswer in two short sentences, please.\nKeep\n")
    #expect(
      phrases.fence() == [
        "@@ 2 @@", "-You are a pirate who sings.", "-Rhyme!",
        "+Answer in two short sentences, please.",
      ])
  }

  @Test func hunksNameTheirLineOfTheNewerText() {
    let old = (1...30).map { "This is the line with number \($0) of them" }
    var new = old
    new.insert("Something that is quite another thing", at: 2)
    new[10] += " all"
    new.remove(at: 20)
    let phrases = Self.phrases(
      old.joined(separator: "\n") + "\n", new.joined(separator: "\n") + "\n")
    #expect(phrases.hunks.map(\.line) == [3, 11, 21])
    #expect(phrases.fence().filter { $0.hasPrefix("@@") } == ["@@ 3 @@", "@@ 11 @@", "@@ 21 @@"])
    #expect(phrases.hunks[0].phrases.map(\.line) == ["+Something that is quite another thing"])
    #expect(phrases.hunks[2].phrases.map(\.line) == ["-\(old[19])"])
  }

  @Test func lineBreaksAreShown() {
    #expect(
      Self.phrases("The first sentence. The second one.", "The first sentence.\nThe second one.")
        .fence() == ["@@ 1 @@", " The first sentence.", "- ", "+↵", " The second one."])
    #expect(
      Self.phrases("The first line here\r\nthe second", "The first line here\nthe second").fence()
        == ["@@ 1 @@", " The first line here", "-␍↵", "+↵", " the second"])
  }

  @Test func equalTextsHaveNoHunk() {
    #expect(Self.phrases("a\nb", "a\nb").fence().isEmpty)
    #expect(Self.phrases("", "").report().isEmpty)
  }

  @Test func coloursMarkTheChangedWords() {
    #expect(
      Self.phrases("one two three four", "one 2 three four").report(.ansi) == [
        "\u{1B}[36m@@ 1 @@\u{1B}[m", "one \u{1B}[31mtwo\u{1B}[m\u{1B}[32m2\u{1B}[m three four",
      ])
  }

  /// Real prompts as each other's newer version: what is shown of a side is found there, in order.
  @Test func phrasesArePiecesOfTheTexts() throws {
    let prompts = try RealPrompts.load().map(\.template).filter { $0.utf8.count < 20_000 }
    var pairs: [(String, String)] = Array(zip(prompts, prompts.dropFirst()))
    for (place, prompt) in prompts.enumerated() { pairs.append((prompt, Self.edit(prompt, place))) }
    for (old, new) in pairs {
      let phrases = Self.phrases(old, new)
      #expect(phrases.hunks.isEmpty == old.utf8.elementsEqual(new.utf8))
      let all = phrases.hunks.flatMap(\.phrases)
      #expect(Self.occur(all.filter { $0.kind != .inserted }.map(\.text), in: old))
      #expect(Self.occur(all.filter { $0.kind != .removed }.map(\.text), in: new))
      #expect(all.filter { $0.kind == .equal }.allSatisfy { $0.text.count <= 36 })
      #expect(phrases.fence().allSatisfy { !$0.utf8.contains(0x0a) })
      #expect(phrases.report().allSatisfy { !$0.utf8.contains(0x0a) })
      // Every changed letter is shown.
      let words = WordDiff(old: old, new: new)
      #expect(Self.removed(words) <= all.filter { $0.kind == .removed }.map(\.text).joined().count)
      #expect(phrases.fence() == Self.phrases(old, new).fence())
    }
  }

  /// A prompt with some words replaced, put in and left out.
  private static func edit(_ text: String, _ seed: Int) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for place in stride(from: seed % 7, to: words.count, by: 23) {
      switch (place + seed) % 4 {
      case 0: words[place] = "other"
      case 1: words[place] += " {{more}}"
      case 2: words[place] = ""
      default: words[place] += "\n\nA new paragraph,\nof two lines."
      }
    }
    return words.joined(separator: " ")
  }

  private static func removed(_ words: WordDiff) -> Int {
    words.segments.reduce(0) { count, segment in
      if case .removed(let text) = segment { count + text.count { !$0.isNewline } } else { count }
    }
  }

  private static func occur(_ pieces: [String], in text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    for piece in pieces {
      let bytes = Array(piece.utf8)
      guard let place = find(bytes, in: rest) else { return false }
      rest = rest[(place + bytes.count)...]
    }
    return true
  }

  private static func find(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard let first = piece.first else { return text.startIndex }
    var place = text.startIndex
    while place + piece.count <= text.endIndex {
      if text[place] == first, text[place..<(place + piece.count)].elementsEqual(piece) {
        return place
      }
      place += 1
    }
    return nil
  }
}
