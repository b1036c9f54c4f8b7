import Foundation
import TestSupport
import Testing
import TextDiff

@Suite struct LineDiffTests {
  @Test(arguments: TextCases.pairs)
  func patchAndGitApplyMakeTheNewText(old: String, new: String) throws {
    let scratch = try Scratch()
    let diff = LineDiff(old: old, new: new).unified(oldLabel: "a/text", newLabel: "b/text")
    #expect(diff.isEmpty == old.utf8.elementsEqual(new.utf8))
    if diff.isEmpty { return }
    for tool in ["patch -s -p1 --binary text diff", "git apply -p1 --unidiff-zero diff"] {
      try scratch.write(old, to: "text")
      try scratch.write(diff, to: "diff")
      // A text that is gone entirely is a file that is gone, to `patch`.
      try scratch.shell("\(tool); test -e text || : > text")
      #expect(try scratch.read("text") == new.bytes, "\(tool)")
    }
  }

  /// What changes is what git says, hunk by hunk.
  @Test(arguments: [
    (1, 12, 3, 4), (2, 30, 4, 6), (3, 60, 8, 10), (4, 200, 30, 15), (5, 400, 1000, 40),
    (6, 120, 2, 20), (7, 300, 12, 200),
  ])
  func hunksAreGits(seed: Int, maxLines: Int, kinds: Int, edits: Int) throws {
    let scratch = try Scratch()
    var random = RepeatableNumbers(seed: seed)
    var expected: [(old: String, new: String)] = []
    for index in 0..<60 {
      let old = TextCases.text(maxLines: maxLines, kinds: kinds, using: &random)
      let new =
        index % 4 == 0
        ? TextCases.text(maxLines: maxLines, kinds: kinds, using: &random)
        : TextCases.edited(
          old, edits: Int.random(in: 0...edits, using: &random), kinds: kinds, using: &random)
      try scratch.write(old, to: "\(index)/old")
      try scratch.write(new, to: "\(index)/new")
      expected.append((old, new))
    }
    try scratch.shell(gitDiffs)
    for (index, pair) in expected.enumerated() {
      let ours = LineDiff(old: pair.old, new: pair.new).unified(oldLabel: "old", newLabel: "new")
      #expect(ours.bytes == (try scratch.read("\(index)/diff")), "case \(index)")
    }
  }

  /// Two texts with nothing but a few lines in common go past every cut-off of the search.
  @Test(arguments: [(20_000, 30_000), (20_000, 600), (6_000, 2)])
  func largeUnrelatedTextsAgreeWithGit(lines: Int, kinds: Int) throws {
    let scratch = try Scratch()
    var random = RepeatableNumbers(seed: UInt64(lines + kinds))
    func text() -> String {
      (0..<lines).map { _ in
        "a line of about fifty bytes \(Int.random(in: 0..<kinds, using: &random)), padded\n"
      }.joined()
    }
    let (old, new) = (text(), text())
    try scratch.write(old, to: "0/old")
    try scratch.write(new, to: "0/new")
    try scratch.shell(gitDiffs)
    let ours = LineDiff(old: old, new: new).unified(oldLabel: "old", newLabel: "new")
    #expect(ours.bytes == (try scratch.read("0/diff")))
  }

  /// Long equal stretches between many changes: the search stops at a long run of matches.
  @Test func movedBlocksAgreeWithGit() throws {
    let scratch = try Scratch()
    var random = RepeatableNumbers(seed: 99)
    for index in 0..<4 {
      let blocks = (0..<60).map { block in (0..<40).map { "block \(block) line \($0)\n" }.joined() }
      func noise() -> String {
        (0..<Int.random(in: 0..<60, using: &random)).map { _ in
          "noise \(Int.random(in: 0..<50, using: &random))\n"
        }.joined()
      }
      let old = blocks.map { noise() + $0 }.joined()
      let new = blocks.shuffled(using: &random).map { noise() + $0 }.joined()
      try scratch.write(old, to: "\(index)/old")
      try scratch.write(new, to: "\(index)/new")
    }
    try scratch.shell(gitDiffs)
    for index in 0..<4 {
      let ours = LineDiff(
        old: String(bytes: try scratch.read("\(index)/old")),
        new: String(bytes: try scratch.read("\(index)/new"))
      ).unified(oldLabel: "old", newLabel: "new")
      #expect(ours.bytes == (try scratch.read("\(index)/diff")), "case \(index)")
    }
  }

  @Test(arguments: [0, 1, 2, 5])
  func contextIsAsWideAsAsked(context: Int) throws {
    let scratch = try Scratch()
    let old = (1...40).map { "\($0)\n" }.joined()
    let new = (1...40).map { [7, 12, 15, 30].contains($0) ? "new \($0)\n" : "\($0)\n" }.joined()
    try scratch.write(old, to: "0/old")
    try scratch.write(new, to: "0/new")
    try scratch.shell(gitDiffs.replacingOccurrences(of: "-U3", with: "-U\(context)"))
    let ours = LineDiff(old: old, new: new)
      .unified(context: context, oldLabel: "old", newLabel: "new")
    #expect(ours.bytes == (try scratch.read("0/diff")))
  }

  @Test func countsAndHunksDescribeTheChange() {
    let diff = LineDiff(old: "a\nb\nc\n", new: "a\nB\nc\nd")
    #expect(diff.removedCount == 1)
    #expect(diff.insertedCount == 2)
    #expect(
      diff.changes == [
        SequenceChange(old: 1..<2, new: 1..<2), SequenceChange(old: 3..<3, new: 3..<4),
      ])
    #expect(
      diff.hunks(context: 0).map(\.header) == ["@@ -2 +2 @@", "@@ -3,0 +4 @@"])
    #expect(
      diff.hunks(context: 0).first?.lines == [
        DiffHunk.Line(kind: .removed, text: "b\n"), DiffHunk.Line(kind: .inserted, text: "B\n"),
      ])
  }

  @Test func aLabelWithASpaceEndsInATab() {
    let diff = LineDiff(old: "a\n", new: "b\n").unified(oldLabel: "my file", newLabel: "b")
    #expect(diff.utf8.starts(with: "--- my file\t\n+++ b\n".utf8))
  }
}

/// For each directory, git's diff of `old` and `new` as `diff`, without its own header lines and
/// the guessed function names.
private let gitDiffs = """
  for case in [0-9]*; do
    cd "$case"
    git diff --no-index --no-color --no-indent-heuristic --diff-algorithm=myers -U3 \
      --src-prefix= --dst-prefix= --text old new > full || test $? = 1
    sed -e '1,/^index /d' -e 's/^\\(@@ -[0-9,]* +[0-9,]* @@\\).*/\\1/' full > diff
    cd ..
  done
  """
