import Foundation
import TestSupport
import Testing
import TextDiff

@Suite struct Merge3Tests {
  typealias Case = (base: String, ours: String, theirs: String)

  @Test func handMadeMergesAreGits() throws {
    var cases: [Case] = [
      ("", "", ""), ("a\n", "a\n", "a\n"), ("a\n", "b\n", "b\n"), ("a\n", "b\n", "a\n"),
      ("a\n", "a\n", "b\n"), ("a\n", "b\n", "c\n"), ("", "a\n", "b\n"), ("", "a", "b"),
      ("a", "b", "c"), ("a", "b\n", "c"), ("a", "a\n", "b"), ("a\n", "a", "a\nb\n"),
      ("a\nb", "a\nc", "a\nd"), ("a\nb", "a\nb\n", "a\nb\nc"), ("a\n", "", "b\n"), ("a\n", "", ""),
      // Touching edits conflict; one equal line between them is enough.
      ("1\n2\n3\n4\n", "x\n2\n3\n4\n", "1\ny\n3\n4\n"), ("1\n2\n3\n", "x\n2\n3\n", "1\n2\ny\n"),
      ("1\n2\n3\n", "1\nx\n2\n3\n", "1\n2\ny\n3\n"), ("1\n2\n", "1\nx\n2\n", "1\nx\ny\n2\n"),
      ("1\n2\n3\n4\n5\n", "1\nA\nB\n4\n5\n", "1\n2\nB\nC\n5\n"),
      ("1\n2\n3\n4\n5\n6\n", "1\nX\n6\n", "1\n2\nY\n4\nZ\n6\n"),
      ("1\n2\n3\n", "1\n2\n3\nsame\n", "0\n1\n2\n3\nsame\n"),
    ]
    let lineEnds = [
      ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n", "a\r\nX\r\nc\r\n"),
      ("a\r\nb", "a\r\nc", "a\r\nd"), ("a\nb\r\n", "a\nc\r\n", "a\nd\r\n"),
      ("a\r\nb\r\n", "c\r\nb\n", "d\r\nb\r\n"), ("", "a\r\n", "b\r\n"), ("", "a\r\nb", "c\r\nd"),
      ("a\r\n", "b", "c"), ("a", "b\r\n", "c\r\n"), ("a\r\n", "a\n", "b\r\n"),
      ("a\n", "b\r\n", "c\r\n"), ("a\r\n", "b\n", "c\r\n"), ("a\r\n", "", "b\r\n"),
    ]
    cases += lineEnds
    try compare(cases)
  }

  @Test(arguments: [
    (11, 8, 3, 2), (12, 20, 5, 4), (13, 40, 1000, 6), (14, 60, 10, 8), (15, 6, 2, 2),
  ])
  func randomMergesAreGits(seed: Int, maxLines: Int, kinds: Int, edits: Int) throws {
    var random = RepeatableNumbers(seed: seed)
    var cases: [Case] = []
    for index in 0..<80 {
      let base = TextCases.text(maxLines: maxLines, kinds: kinds, using: &random)
      func side() -> String {
        TextCases.edited(
          base, edits: Int.random(in: 0...edits, using: &random), kinds: kinds, using: &random)
      }
      var merge = (base: base, ours: side(), theirs: side())
      if index % 8 == 0 {
        func crlf(_ text: String) -> String { text.replacingOccurrences(of: "\n", with: "\r\n") }
        merge = (crlf(merge.base), crlf(merge.ours), crlf(merge.theirs))
      }
      cases.append(merge)
    }
    try compare(cases)
  }

  /// Compares merges with `git merge-file --diff3`: text, and number of conflicts.
  private func compare(_ cases: [Case]) throws {
    let scratch = try Scratch()
    for (index, merge) in cases.enumerated() {
      try scratch.write(merge.base, to: "\(index)/base")
      try scratch.write(merge.ours, to: "\(index)/ours")
      try scratch.write(merge.theirs, to: "\(index)/theirs")
    }
    try scratch.shell(
      """
      for case in [0-9]*; do
        cd "$case"
        status=0
        git merge-file -p -q --diff3 -L mine -L 'old base' -L other ours base theirs > merged \
          || status=$?
        echo $status > status
        git merge-file -p -q --marker-size=9 -L mine -L 'old base' -L other ours base theirs \
          > plain && status=0 || status=$?
        echo $status > plain-status
        cd ..
      done
      """)
    let labels = ThreeWayMerge.Labels(ours: "mine", base: "old base", theirs: "other")
    for (index, merge) in cases.enumerated() {
      let outcome = ThreeWayMerge(
        base: merge.base, ours: merge.ours, theirs: merge.theirs, labels: labels
      ).outcome
      let expected = try scratch.read("\(index)/merged")
      let status = String(bytes: try scratch.read("\(index)/status"))
      switch outcome {
      case .clean(let text):
        #expect(text.bytes == expected, "case \(index): \(merge)")
        #expect(status == "0\n", "case \(index): \(merge)")
      case .conflict(let text, let count):
        #expect(text.bytes == expected, "case \(index): \(merge)")
        #expect(status == "\(count)\n", "case \(index): \(merge)")
        #expect(containsConflictMarkers(text))
      }
      let plain = BytesMerge(
        base: merge.base.bytes, ours: merge.ours.bytes, theirs: merge.theirs.bytes, labels: labels,
        markerSize: 9)
      #expect(plain.bytes == (try scratch.read("\(index)/plain")), "case \(index): \(merge)")
      #expect(
        "\(plain.conflicts)\n" == String(bytes: try scratch.read("\(index)/plain-status")),
        "case \(index): \(merge)")
    }
  }

  /// Real prompts by sentence, edited on both sides, as `git merge-file` merges them.
  @Test(arguments: 1...3)
  func mergesOfRealPromptsAreGits(seed: Int) throws {
    var random = RepeatableNumbers(seed: UInt64(500 + seed))
    let prompts = try RealPrompts.load().map(\.template).filter { $0.utf8.count > 100 }
    func lines(_ text: String) -> [String] {
      text.split(separator: ".", omittingEmptySubsequences: false).map { "\($0).\n" }
    }
    var cases: [Case] = []
    for _ in 0..<60 {
      let base = lines(prompts.randomElement(using: &random) ?? "")
      func side() -> String {
        var side = base
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0..<max(1, side.count), using: &random)
          switch Int.random(in: 0..<5, using: &random) {
          case 0 where place < side.count: side[place] = "Please" + side[place]
          case 1 where place < side.count: side.remove(at: place)
          case 2:
            side.insert(
              contentsOf: lines(prompts.randomElement(using: &random) ?? "").prefix(3), at: place)
          case 3 where place < side.count: side.insert("\n", at: place)
          default: side.append("Be brief.\n")
          }
        }
        return side.joined()
      }
      cases.append((base: base.joined(), ours: side(), theirs: side()))
    }
    try compare(cases)
  }

  @Test func emptyLabelsLeaveTheMarkersBare() throws {
    let outcome = ThreeWayMerge(
      base: "a\n", ours: "b\n", theirs: "c\n",
      labels: ThreeWayMerge.Labels(ours: "", base: "", theirs: "")
    ).outcome
    guard case .conflict(let text, let count) = outcome else {
      Issue.record("no conflict")
      return
    }
    #expect(text.bytes == "<<<<<<<\nb\n|||||||\na\n=======\nc\n>>>>>>>\n".bytes)
    #expect(count == 1)
    #expect(containsConflictMarkers(text))
  }

  @Test(arguments: [
    ("", false), ("Heading\n=======\n\ntext\n", false), (">>>>>>> deep quote\n", false),
    ("<<<<<<<< eight\n", false), (" <<<<<<< indented\n", false), ("a <<<<<<< b\n", false),
    ("<<<<<<<x\n", false), ("=======\n>>>>>>>> eight\n", false), (">>>>>>> a\n=======\n", false),
    ("<<<<<<< ours\n", true), ("text\n<<<<<<<\n", true), ("<<<<<<<\r\n", true),
    ("=======\r\ntheirs\r\n>>>>>>> theirs\r\n", true), ("=======\n>>>>>>>", true),
  ])
  func markersAreFound(text: String, expected: Bool) {
    #expect(containsConflictMarkers(text) == expected)
  }

  @Test(arguments: [
    ("```\n<<<<<<< ours\n```\n", false), ("  ~~~ diff\n=======\n>>>>>>> b\n~~~\n", false),
    ("```\na\n```\n<<<<<<< ours\n", true), ("=======\n```\nx\n```\n>>>>>>> b\n", true),
  ])
  func blocksOfCodeMayBeLeftOut(text: String, expected: Bool) {
    #expect(containsConflictMarkers(text))
    #expect(containsConflictMarkers(text, skippingCode: true) == expected)
  }
}
