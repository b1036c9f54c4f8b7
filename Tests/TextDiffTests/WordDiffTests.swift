import TestSupport
import Testing
import TextDiff

@Suite struct WordDiffTests {
  @Test(arguments: TextCases.pairs)
  func segmentsHoldBothTexts(old: String, new: String) {
    expectBothTexts(old, new)
  }

  @Test func segmentsOfRandomTextsHoldBoth() {
    var random = RepeatableNumbers(seed: 5)
    let scalars = Array(
      "aab c  \t\n\n\r{}_-'’.,9é\u{301}日本ไท\u{200D}👩👧\u{1F3FD}\u{1F1E9}\u{FE0F}\u{A0}"
        .unicodeScalars)
    func text() -> String {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<60, using: &random) {
        text.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
      }
      return String(text)
    }
    for _ in 0..<2000 { expectBothTexts(text(), text()) }
  }

  private func expectBothTexts(_ old: String, _ new: String) {
    let diff = WordDiff(old: old, new: new)
    var left: [UInt8] = []
    var right: [UInt8] = []
    for segment in diff.segments {
      switch segment {
      case .equal(let text):
        left += text.utf8
        right += text.utf8
        #expect(!text.isEmpty)
      case .removed(let text):
        left += text.utf8
        #expect(!text.isEmpty)
      case .inserted(let text):
        right += text.utf8
        #expect(!text.isEmpty)
      }
    }
    #expect(left == old.bytes)
    #expect(right == new.bytes)
    #expect(diff.isEmpty == (old.bytes == new.bytes))
  }

  @Test(arguments: [
    ("the quick fox\n", "the slow fox\n", "the [-quick-]{+slow+} fox"),
    ("a b\n", "a x b\n", "a {+x +}b"),
    ("one two three four\n", "one 2 3 four\n", "one [-two three-]{+2 3+} four"),
    ("Hi {{name}}!\n", "Hi {{ user.name }}!\n", "Hi [-{{name}}-]{+{{ user.name }}+}!"),
    ("Hi {{a b}}\n", "Hi {{a c}}\n", "Hi {{a [-b-]{+c+}}}"),
    ("don't stop.\n", "won't stop!\n", "[-don't-]{+won't+} stop[-.-]{+!+}"),
    ("日本語です\n", "日本人です\n", "日本[-語-]{+人+}です"),
    ("caf\u{E9} au lait\n", "cafe\u{301} au lait\n", "[-caf\u{E9}-]{+cafe\u{301}+} au lait"),
    ("👩‍👧 ok\n", "👩‍👦 ok\n", "[-👩‍👧-]{+👩‍👦+} ok"),
    ("a\r\nb\r\n", "a\nb\r\n", "a[-␍␊-]\n{+␊+}\nb\r"),
    ("a", "a\n", "a{+␊+}"),
    ("a\n\nb\n", "a\nb\n", "a\n[-␊-]\nb"),
    ("a\nb\n", "a\nnew line\nb\n", "a\n{+new line+}\nb"),
  ])
  func wordsAreMarked(old: String, new: String, expected: String) {
    let rendered = WordDiff(old: old, new: new).rendered()
    let body = rendered.utf8.drop { $0 != 0x0A }.dropFirst()
    #expect(Array(body) == (expected + "\n").bytes, "\(rendered)")
  }

  @Test func onlyLinesNearChangesAreShown() {
    let old = (1...2000).map { "Line \($0) of a long prompt.\n" }
    var new = old
    new[999] = "Line 1000 of a short prompt.\n"
    new[1500] = ""
    #expect(
      WordDiff(old: old.joined(), new: new.joined()).rendered(context: 1).bytes
        == """
        @@ -999,3 +999,3 @@
        Line 999 of a long prompt.
        Line 1000 of a [-long-]{+short+} prompt.
        Line 1001 of a long prompt.
        @@ -1500,3 +1500,2 @@
        Line 1500 of a long prompt.
        [-Line 1501 of a long prompt.-]
        Line 1502 of a long prompt.

        """.bytes)
  }

  @Test func changesNearEachOtherShareAHunk() {
    let old = "a\n1\n2\nb\n"
    let new = "A\n1\n2\nB\n"
    #expect(
      WordDiff(old: old, new: new).rendered(context: 1).bytes
        == "@@ -1,4 +1,4 @@\n[-a-]{+A+}\n1\n2\n[-b-]{+B+}\n".bytes)
    #expect(
      WordDiff(old: old, new: new).rendered(context: 0).bytes
        == "@@ -1 +1 @@\n[-a-]{+A+}\n@@ -4 +4 @@\n[-b-]{+B+}\n".bytes)
  }

  @Test func coloursReplaceTheMarks() {
    #expect(
      WordDiff(old: "a b\n", new: "a c\n").rendered(.ansi).bytes
        == "\u{1B}[36m@@ -1 +1 @@\u{1B}[m\na \u{1B}[31mb\u{1B}[m\u{1B}[32mc\u{1B}[m\n".bytes)
  }

  @Test func equalTextsRenderToNothing() {
    #expect(WordDiff(old: "a\n", new: "a\n").rendered().isEmpty)
    #expect(WordDiff(old: "", new: "").segments.isEmpty)
  }

  /// One changed word in a text that is a single line of 400 kB, and in one of 200,000 empty lines.
  @Test func aLongLineAndManyLinesStaySmall() {
    let words = (0..<60_000).map { "word\($0 % 977)" }
    var changed = words
    changed[30_000] = "other"
    let diff = WordDiff(old: words.joined(separator: " "), new: changed.joined(separator: " "))
    #expect(diff.segments.count == 4)
    let lines = String(repeating: "\n", count: 200_000)
    let rendered = WordDiff(old: lines + "x\n" + lines, new: lines + "y\n" + lines).rendered()
    #expect(rendered.bytes == "@@ -199998,7 +199998,7 @@\n\n\n\n[-x-]{+y+}\n\n\n\n".bytes)
  }
}
