import TestSupport

/// Texts to compare and merge.
enum TextCases {
  /// Hand-made pairs, each with something awkward in it.
  static let pairs: [(old: String, new: String)] = [
    ("", ""), ("", "a"), ("a", ""), ("", "a\n"), ("a\n", ""), ("a", "a\n"), ("a\n", "a"),
    ("a\nb", "a\nb\n"), ("a\nb\n", "a\nb"), ("a\nb", "a\nc"), ("\n", ""), ("\n\n\n", "\n"),
    ("a\r\nb\r\n", "a\nb\n"), ("a\r\nb\r\n", "a\r\nc\r\n"), ("a\rb\r", "a\rb"),
    ("caf\u{E9}\n", "cafe\u{301}\n"), ("x\n---\n+++ b\n-- \n", "---\n+++ b\n@@ -1 +1 @@\n"),
    ("a\nb\na\nb\na\nb\n", "a\nb\na\nb\n"),
    ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n3\n4\n5\n6\n7\n8\n0\n9\n"),
    ("日本語\n二\n", "日本語\n三\n"), ("\\ No newline at end of file\n", "\\ No newline at end of file"),
  ]

  /// A text of up to `maxLines` lines out of `kinds` different ones.
  static func text(maxLines: Int, kinds: Int, using random: inout RepeatableNumbers) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...maxLines, using: &random) {
      text += line(kinds: kinds, using: &random)
    }
    if !text.isEmpty, Int.random(in: 0..<4, using: &random) == 0 {
      text.unicodeScalars.removeLast()
    }
    return text
  }

  /// The same text after some edits: lines taken out, put in, replaced, moved.
  static func edited(
    _ text: String, edits: Int, kinds: Int, using random: inout RepeatableNumbers
  ) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) + "\n" }
    if lines.last == "\n" { lines.removeLast() }
    for _ in 0..<edits {
      let place = Int.random(in: 0...lines.count, using: &random)
      let count = Int.random(in: 0...min(4, lines.count - place), using: &random)
      let fresh = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        line(kinds: kinds, using: &random)
      }
      lines.replaceSubrange(place..<place + count, with: fresh)
    }
    var edited = lines.joined()
    if !edited.isEmpty, Int.random(in: 0..<6, using: &random) == 0 {
      edited.unicodeScalars.removeLast()
    }
    return edited
  }

  private static func line(kinds: Int, using random: inout RepeatableNumbers) -> String {
    let kind = Int.random(in: 0..<kinds, using: &random)
    return kind == 0 ? "\n" : "line \(kind)\n"
  }
}
