import Foundation
import TestSupport
import Testing
import TextDiff

/// Where lines come from, beside `git blame` on the same histories.
@Suite struct LineOriginsTests {
  /// Texts, the newest one last.
  typealias History = [[UInt8]]

  @Test(arguments: [
    (1, 12, 3, 3), (2, 40, 4, 4), (3, 60, 1000, 6), (4, 300, 20, 8), (5, 30, 2, 2),
  ])
  func randomHistoriesAreBlamedAsGitDoes(seed: Int, lines: Int, kinds: Int, edits: Int) throws {
    var random = RepeatableNumbers(seed: seed)
    var histories: [History] = []
    for _ in 0..<25 {
      var text = TextCases.text(maxLines: lines, kinds: kinds, using: &random)
      var history = [text.bytes]
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        if Int.random(in: 0..<10, using: &random) > 0 {
          text = TextCases.edited(
            text, edits: Int.random(in: 0...edits, using: &random), kinds: kinds, using: &random)
        }
        history.append(text.bytes)
      }
      histories.append(history)
    }
    try compare(histories)
  }

  /// Real prompts, of which paragraphs and sentences are edited, moved, doubled and brought back.
  @Test(arguments: 1...4)
  func realPromptsAreBlamedAsGitDoes(seed: Int) throws {
    var random = RepeatableNumbers(seed: UInt64(1_000 + seed))
    let prompts = try RealPrompts.load().map(\.template).filter { $0.utf8.count > 60 }
    var histories: [History] = []
    for _ in 0..<30 {
      let count = Int.random(in: 1...4, using: &random)
      var lines = (0..<count).flatMap { _ in
        (prompts.randomElement(using: &random) ?? "").split(
          separator: ".", omittingEmptySubsequences: false
        ).map { "\($0).\n" }
      }
      var history = [lines.joined().bytes]
      var removed: [String] = []
      for step in 0..<Int.random(in: 2...40, using: &random) {
        let place = Int.random(in: 0..<max(1, lines.count), using: &random)
        let end = min(lines.count, place + Int.random(in: 1...6, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: lines.insert("Rule \(step) is new.\n", at: min(place, lines.count))
        case 1 where !lines.isEmpty: lines[place] = "Also: " + lines[place]
        case 2: lines.insert(contentsOf: lines[place..<max(place, end)], at: place)
        case 3:
          removed = Array(lines[place..<max(place, end)])
          lines.removeSubrange(place..<max(place, end))
        case 4: lines.insert(contentsOf: removed, at: place)
        case 5: lines.insert("\n", at: place)
        default: lines.append("And \(step)" + (step % 2 == 0 ? "\n" : ".\n"))
        }
        history.append(lines.joined().bytes)
      }
      histories.append(history)
    }
    try compare(histories)
  }

  /// Git leaves equal blocks of 1,024 bytes at the end out, and so finds other hunks.
  @Test func longEqualEndsAreLeftOutAsGitDoes() throws {
    var random = RepeatableNumbers(seed: 77)
    var histories: [History] = []
    for length in stride(from: 900, through: 4_200, by: 60) {
      var line = "a line of the end\n"
      if length % 120 == 0 { line = "\n" }
      let end = String(repeating: line, count: length / line.utf8.count)
      let beginning =
        "First\n" + String(repeating: line, count: Int.random(in: 0...3, using: &random))
      let more = beginning + String(repeating: line, count: 3)
      histories.append([(beginning + end).bytes, (more + end).bytes, (beginning + end).bytes])
      histories.append([end.bytes, (line + end).bytes, ("x\n" + line + end + line).bytes])
    }
    try compare(histories)
  }

  @Test(arguments: [
    ["", "", "a\n"], ["a", "a\n"], ["a\n", "a"], ["a\nb", "a\nb\n", "a\nb\nc"], ["\n", "\n\n"],
    ["a\r\nb\r\n", "a\nb\n", "a\r\nb\n"], ["x\n", "", "x\n"], ["é\n", "e\u{301}\n", "é\n"],
    ["a\nb\nc\n", "c\nb\na\n", "a\nb\nc\n"],
  ])
  func awkwardTextsAreBlamedAsGitDoes(texts: [String]) throws {
    try compare([texts.map(\.bytes)])
  }

  /// Nothing has to be text.
  @Test(arguments: 1...3)
  func anyBytesAreBlamedAsGitDoes(seed: Int) throws {
    var random = Mutator(seed: UInt64(seed))
    let corpus: [[UInt8]] = [
      "a\nb\n\nc\n".bytes, "x\r\ny\r\n".bytes, [0xff, 0x0a, 0x00, 0x0a], [0x0a, 0x0a, 0x0a, 0x61],
    ]
    var histories: [History] = []
    for _ in 0..<30 {
      var text = random.input(from: corpus)
      var history = [text]
      for _ in 0..<random.random(20) {
        text = random.input(from: [text])
        history.append(text)
      }
      histories.append(history)
    }
    try compare(histories)
  }

  /// As soon as every line has its text, older ones change nothing.
  @Test func aCompleteAnswerStays() {
    var origins = LineOrigins(of: "a\nb\n".bytes)
    origins.goBack(to: "c\n".bytes)
    #expect(origins.isComplete)
    let found = origins.origins
    origins.goBack(to: "a\nb\n".bytes)
    origins.goBackToSame()
    #expect(origins.origins == found)
    #expect(found == [.init(step: 0, line: 0), .init(step: 0, line: 1)])
  }

  /// Long histories of texts without a line in common cost no more than their bytes.
  @Test func aLongHistoryOfLongTextsTakesLinearTime() {
    func text(_ number: Int) -> [UInt8] {
      (0..<400).map { "text \(number) line \($0)\n" }.joined().bytes + "common\n".bytes
    }
    let texts = (0..<320).map(text)
    let growth = Growth(of: 20) { count in
      var origins = LineOrigins(of: texts[0])
      for text in texts[1..<count] { origins.goBack(to: text) }
      #expect(origins.origins.last == .init(step: count - 1, line: 400))
    }
    #expect(growth.isLinear, "\(growth)")
  }

  /// Compares each history with `git blame` of a branch that has it.
  private func compare(_ histories: [History]) throws {
    let scratch = try Scratch()
    try scratch.write("", to: "blame/none")
    var stream: [UInt8] = []
    for (index, history) in histories.enumerated() {
      for (step, text) in history.enumerated() {
        let message = "\(step)"
        stream += "commit refs/heads/h\(index)\n".utf8
        stream += "committer A <a@example.com> \(1_600_000_000 + step) +0000\n".utf8
        stream += "data \(message.utf8.count)\n\(message)\n".utf8
        stream += "M 100644 inline text\ndata \(text.count)\n".utf8 + text + "\n".utf8
      }
    }
    try scratch.write(bytes: stream, to: "stream")
    try scratch.shell(
      """
      git init -q repository
      cd repository
      git fast-import --quiet < ../stream
      for branch in $(git for-each-ref --format='%(refname:short)' refs/heads); do
        git -c diff.indentHeuristic=false blame --line-porcelain "$branch" -- text | awk '
          !/^\\t/ && length($1) == 40 { line = $2 }
          /^summary / { step = $2 }
          /^\\t/ { print step, line }' > ../blame/$branch
      done
      """)
    for (index, history) in histories.enumerated() {
      var origins = LineOrigins(of: history[history.count - 1])
      for text in history.dropLast().reversed() { origins.goBack(to: text) }
      let found = origins.origins.map { "\(history.count - 1 - $0.step) \($0.line + 1)" }
      let expected = String(bytes: try scratch.read("blame/h\(index)")).split(separator: "\n")
      #expect(found == expected.map(String.init), "history \(index)")
    }
  }
}
